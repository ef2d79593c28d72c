"""A long run: everything adds up at its end, and memory stays where it was after the warm-up.

SOAK_MINUTES says how long (default 30). Not one of ctest's tests: ./dev soak.
"""
import os
import pathlib
import statistics
import time
import unittest

import harness

AURAX = harness.SOURCE / "scenarios" / "aurax.yaml"
ERRORS = "all=500:1%,all=success_false:1%,all=malformed:0.5%,all=reset:0.5%"

# Statistics by the second of a long run are kept for the JSON; that is all that may grow.
GROWTH_BYTES_A_SECOND = 2048
GROWTH_BYTES = 8 << 20


def resident_bytes(pid):
    pages = int(pathlib.Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


class Soak(harness.LoadTest):
    def test_a_long_run_adds_up_and_does_not_grow(self):
        seconds = int(float(os.environ.get("SOAK_MINUTES", "30")) * 60)
        backend = self.backend("--latency", "generate=lognormal(60ms,0.5)", "--errors", ERRORS)
        process = self.begin_load(AURAX, backend.url, "-u", "500", "-r", "50", "-t", f"{seconds}s",
                                  "-s", "30s", "--only-summary")
        loads, servers = [], []
        end = time.monotonic() + seconds
        while time.monotonic() < end and process.poll() is None:
            time.sleep(min(5, seconds / 40))
            loads.append(resident_bytes(process.pid))
            servers.append(resident_bytes(backend.process.pid))
        run = self.finish(process, limit=120)
        self.assertEqual(run.exit_code, 1, run.err[-4000:])
        self.assert_complete(run)
        self.assert_views_agree(run)
        self.assertEqual(run.json()["ledger"]["requests_started"],
                         backend.settled_counts()["total"]["received"])
        for name, samples in (("aurax-load", loads), ("aurax-backend-sim", servers)):
            self.assert_level(name, samples, seconds)

    def assert_level(self, name, samples, seconds):
        """The last quarter holds no more than the second."""
        quarter = len(samples) // 4
        warm = statistics.median(samples[quarter:2 * quarter])
        late = statistics.median(samples[-quarter:])
        print(f"{name}: {warm / 2**20:.1f} MiB in the second quarter, {late / 2**20:.1f} in the "
              "last")
        self.assertLess(late - warm, GROWTH_BYTES + GROWTH_BYTES_A_SECOND * seconds / 2)


if __name__ == "__main__":
    unittest.main()
