"""The wall clock jumps, of the master or of a worker; the monotonic clock, on which everything
rests, does not."""
import glob
import unittest

import side_by_side
from cluster import ClusterTest

LIBRARY = "/usr/lib/*/faketime/libfaketimeMT.so.1"


class ClockJumpTest(ClusterTest):
    def setUp(self):
        found = glob.glob(LIBRARY)
        if not found:
            print(f"SKIPPED: {LIBRARY} is not installed", flush=True)
            raise unittest.SkipTest("no libfaketime")
        super().setUp()
        self.offset = self.folder / "offset"
        self.jump("+0")
        self.faked = {
            "LD_PRELOAD": found[0],
            "FAKETIME_TIMESTAMP_FILE": str(self.offset),
            "FAKETIME_CACHE_DURATION": "1",  # seconds until a jump is noticed
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",  # its older name
            "ASAN_OPTIONS": "verify_asan_link_order=0"}

    def jump(self, offset):
        part = self.folder / "offset.part"
        part.write_text(offset + "\n")
        part.rename(self.offset)

    def run_with(self, of_master, of_worker):
        master = self.start_master(12, 2, env=self.faked if of_master else None)
        self.start_workers(master, "one")
        self.start_worker("two", master.port, env=self.faked if of_worker else None)
        for at, offset in ((3, "+3600"), (6, "-86400"), (9, "+0")):
            self.at(at)
            self.jump(offset)
        return self.result_of(master)

    def assert_unmoved(self, result):
        self.assert_exact(result)
        self.assert_at_plan(1.5, 11.5)
        self.assert_never_above_plan()
        self.assertEqual(result.moves(), [])
        self.assertAlmostEqual(result.document["run"]["elapsed_us"] / 1e6, 12, delta=1)
        for worker in result.document["workers"]:
            self.assertLess(abs(worker["clock_offset_us"]),
                            worker["clock_uncertainty_us"] + 1000, worker)

    def test_of_the_master(self):
        self.assert_unmoved(self.run_with(True, False))

    def test_of_a_worker(self):
        self.assert_unmoved(self.run_with(False, True))


if __name__ == "__main__":
    side_by_side.main()
