"""A worker is stopped (SIGSTOP) and goes on later (SIGCONT), as under a frozen virtual machine."""
import unittest

import side_by_side
from cluster import CATCH_UP, LONG, RECOVERY, ClusterTest


class PauseWorkerTest(ClusterTest):
    def pause(self, worker, at, seconds):
        self.at(at)
        worker.pause()
        self.at(at + seconds)
        worker.resume()

    def test_pauses_within_the_lease_move_nothing(self):
        master = self.start_master(9, 2)
        _, two = self.start_workers(master, "one", "two")
        self.pause(two, 2, 0.5)
        self.pause(two, 4, 2)
        result = self.result_of(master)
        self.assert_exact(result)
        self.assert_at_plan(6.5, 8.5)
        self.assert_never_above_plan()
        self.assertEqual(result.moves(), [])

    def stopped_beyond_the_lease(self, seconds):
        paused, resumed = 2, 2 + seconds
        run_time = resumed + 6
        master = self.start_master(run_time, 2)
        _, two = self.start_workers(master, "one", "two")
        self.pause(two, paused, seconds)
        result = self.result_of(master)
        # It delivers what it still held, and nothing is unknown in the end.
        self.assert_exact(result)
        self.assert_at_plan(paused + RECOVERY + CATCH_UP, resumed, "without it")
        self.assert_at_plan(resumed + 4, run_time - 0.5, "with it again")
        self.assert_never_above_plan()
        (move,) = result.moves("lost")
        self.assertEqual(move["worker_id"], "two")
        last = [w for w in result.document["workers"] if w["worker_id"] == "two"][-1]
        self.assertGreater(last["shards"], 0, "it got a share again")

    def test_eight_seconds(self):
        self.stopped_beyond_the_lease(8)

    @unittest.skipUnless(LONG, "CHAOS_LONG=1")
    def test_thirty_seconds(self):
        self.stopped_beyond_the_lease(30)

    def test_all_workers_at_once(self):
        master = self.start_master(15, 2)
        workers = self.start_workers(master, "one", "two")
        self.at(3)
        for worker in workers:
            worker.pause()
        self.at(8)
        for worker in workers:
            worker.resume()
        result = self.result_of(master)
        self.assert_exact(result)
        self.assert_at_plan(8 + RECOVERY, 14.5)
        self.assert_never_above_plan()


if __name__ == "__main__":
    side_by_side.main()
