"""The master is killed (kill -9). With --state-dir the same command goes on with the run."""
import time

import side_by_side
from cluster import LEASE, RECOVERY, ClusterTest, servers


class MasterCrashTest(ClusterTest):
    def begin(self, run_time, *more):
        """A master that always listens on the same port, and two workers."""
        port = servers.free_port()
        self.again = lambda: self.start_master(run_time, 2, *more, port=port)
        master = self.again()
        return master, self.start_workers(master, "one", "two")

    def test_three_crashes_in_one_run_and_the_totals_are_exact(self):
        run_time = 22
        master, workers = self.begin(run_time, "--state-dir", self.folder / "state")
        for crash, back in ((3, 3.3), (6.5, 8), (11, 15.5)):  # the last for longer than the lease
            self.at(crash)
            master.kill()
            self.at(back)
            master = self.again()
            self.assertTrue(all(worker.alive() for worker in workers), self.logs())
        result = self.result_of(master)
        self.assert_exact(result)
        self.assert_at_plan(1.5, 10.5, "through short outages")
        self.assert_at_plan(15.5 + RECOVERY, run_time - 0.5, "after a long one")
        self.assert_never_above_plan()
        # It is one run: what was offered before the crashes is in the result.
        self.assertGreater(result.document["run"]["elapsed_us"] / 1e6, run_time - 0.5)
        self.assertEqual(result.ledger["user_starts_planned"], result.document["run"]["peak_users"])
        for worker in result.ledger["workers"]:
            self.assertTrue(worker["digest_equal"], worker)

    def test_a_crash_while_the_run_ends(self):
        master, _ = self.begin(5, "--state-dir", self.folder / "state")
        self.at(4.9)
        master.kill()
        self.at(6)
        result = self.result_of(self.again())
        self.assert_exact(result)

    def test_after_a_finished_run_the_same_command_begins_a_new_one(self):
        runs = set()
        for _ in range(2):
            before = self.sim.counts()["total"]["received"]
            master = self.start_master(2, 1, "--state-dir", self.folder / "state")
            self.start_workers(master, "one")
            result = self.result_of(master)
            self.assert_ledger(result)
            self.assertEqual(result.ledger["requests_started"],
                             self.sim.settled_counts()["total"]["received"] - before)
            runs.add(result.document["run"]["run_id"])
        self.assertEqual(len(runs), 2)

    def test_without_a_state_dir_the_workers_stop_within_the_lease_and_say_why(self):
        master, workers = self.begin(60)
        self.at(3)
        master.kill()
        killed = self.now()
        self.at(killed + LEASE + 0.4)
        stopped = self.sim.counts()["total"]["received"]
        time.sleep(1.5)
        self.assertEqual(self.sim.counts()["total"]["received"], stopped, self.course())
        for worker in workers:
            self.assertTrue(worker.alive(), self.logs())  # for the next run
            worker.await_log(r"(?i)load stopped: .*(lease|no word from the master)")
            worker.await_log(r"(?i)connection refused|unavailable|lost|no master|disconnected")
        ids = self.sim.counts()["ids"]
        self.assertEqual(ids["repeated"], [])
        for worker in workers:
            worker.ask_to_leave()
            self.assertGreaterEqual(worker.wait(40), 0, self.logs())


if __name__ == "__main__":
    side_by_side.main()
