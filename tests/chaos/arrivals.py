"""What arrives at the stand-in backend over time: its own count, looked at ten times a second."""
import bisect
import threading
import time

PERIOD = 0.1


class Arrivals:
    """`count` is a function that gives the number of requests so far; times are monotonic."""

    def __init__(self, count):
        self._count = count
        self._times, self._counts = [], []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self):
        self._ended.set()
        self._thread.join()

    def _watch(self):
        while not self._ended.is_set():
            before = time.monotonic()
            try:
                n = self._count()
            except OSError:
                n = None
            if n is not None:
                self._counts.append(n)
                self._times.append((before + time.monotonic()) / 2)
            self._ended.wait(PERIOD)

    def first(self, limit=30):
        """When the first request came, to PERIOD; waits for it."""
        end = time.monotonic() + limit
        while time.monotonic() < end:
            for when, n in zip(self._times, self._counts):
                if n > 0:
                    return when
            time.sleep(PERIOD / 2)
        raise TimeoutError(f"no request within {limit} s")

    def count_at(self, when):
        """Between two looks: on the straight line between them."""
        at = bisect.bisect_left(self._times, when)
        if at == 0:
            return 0
        if at == len(self._times):
            return self._counts[-1]
        t0, t1 = self._times[at - 1], self._times[at]
        n0, n1 = self._counts[at - 1], self._counts[at]
        return n0 + (n1 - n0) * (when - t0) / (t1 - t0)

    def rate(self, begin, end):
        return (self.count_at(end) - self.count_at(begin)) / (end - begin)

    def rates(self, begin, end, window=1.0, step=0.25):
        """(offset from `begin`, requests a second) of each window of that length."""
        return [(round(step * n, 2), self.rate(begin + step * n, begin + step * n + window))
                for n in range(int((end - begin - window) / step) + 1)]
