"""How late this machine wakes a sleeper, measured while something else is being measured."""
import threading
import time

PERIOD = 0.002


class MachineNoise:
    """A thread sleeps again and again within a `with`; .late_us(percent) is how late it woke."""

    def __enter__(self):
        self.ended = threading.Event()
        self.lateness = []
        self.thread = threading.Thread(target=self.sleep_and_look)
        self.thread.start()
        return self

    def sleep_and_look(self):
        while not self.ended.is_set():
            begun = time.monotonic()
            time.sleep(PERIOD)
            self.lateness.append(time.monotonic() - begun - PERIOD)

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()
        self.lateness.sort()

    def late_us(self, percent):
        index = min(int(len(self.lateness) * percent / 100), len(self.lateness) - 1)
        return self.lateness[index] * 1e6
