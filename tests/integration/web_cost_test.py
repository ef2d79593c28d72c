"""What people and scrapers who look at a run cost it: the share of the machine's CPU time that the
program's other threads spend on 50 of them, which is throughput that the loops cannot have."""
import contextlib
import os
import pathlib
import threading
import time
import unittest

import web

CLIENTS = 25  # browsers, and as many scrapers
SECONDS = 10
MAX_SHARE = 0.02
TICK = os.sysconf("SC_CLK_TCK")

SCENARIO = "users:\n  Many:\n    wait: constant(100ms)\n    tasks:\n" + "".join(
    f"      name_{n}: {{get: '/health?n={n}', name: name_{n}}}\n" for n in range(20))


def cpu_seconds(process, wanted):
    """User and system time of the threads whose name fulfils `wanted`."""
    total = 0
    for task in pathlib.Path(f"/proc/{process.pid}/task").iterdir():
        with contextlib.suppress(OSError):
            name, _, rest = (task / "stat").read_text().partition("(")[2].rpartition(")")
            fields = rest.split()
            if wanted(name):
                total += (int(fields[11]) + int(fields[12])) / TICK
    return total


class Scraper(threading.Thread):
    """Asks for one page a second, each time on a new connection."""

    def __init__(self, client, path):
        super().__init__(daemon=True)
        self.client, self.path, self.answers, self.over = client, path, 0, threading.Event()

    def run(self):
        while not self.over.wait(1):
            if self.client.get(self.path).status == 200:
                self.answers += 1


class WebCostTest(web.WebTest):
    def test_50_clients_cost_less_than_2_percent(self):
        backend = self.backend("--latency", "all=1ms")
        process = self.serve("-f", self.scenario(SCENARIO), "-H", backend.url, "-u", "100", "-r",
                             "200", "--autostart", "--loops", "1")
        process.client.wait_for_state("running")

        def of_the_front(name):
            return not name.startswith("loop")

        def spent():
            begin, then = cpu_seconds(process, of_the_front), time.monotonic()
            time.sleep(SECONDS)  # the measured time
            return (cpu_seconds(process, of_the_front) - begin) / (time.monotonic() - then)

        alone = spent()
        streams = [self.new_client(process).live() for _ in range(CLIENTS)]
        scrapers = [Scraper(self.new_client(process), ["/stats/requests", "/metrics"][n % 2])
                    for n in range(CLIENTS)]
        for scraper in scrapers:
            scraper.start()
        watched = spent()
        for scraper in scrapers:
            scraper.over.set()
        self.assertGreater(min(s.answers for s in scrapers), SECONDS / 2)
        self.assertGreater(min(len(s.messages) for s in streams), SECONDS / 2)
        for stream in streams:
            stream.close()
        share = (watched - alone) / os.cpu_count()
        print(f"50 clients: {watched - alone:.4f} of a core, {share:.2%} of the machine")
        self.assertLess(share, MAX_SHARE)
        self.leave(process)


if __name__ == "__main__":
    unittest.main()
