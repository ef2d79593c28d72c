"""A worker joins and leaves every five seconds; the load stays what it is."""
import side_by_side
from cluster import ClusterTest

GUESTS = 3
STAY = 5


class ChurnTest(ClusterTest):
    def test_joining_and_leaving_costs_nothing(self):
        run_time = GUESTS * STAY + 4
        master = self.start_master(run_time, 1)
        self.start_workers(master, "host")
        guest = None
        for n in range(GUESTS + 1):
            self.at(2 + n * STAY)
            if guest:
                guest.ask_to_leave()
            if n < GUESTS:
                guest = self.start_worker(f"guest{n}", master.port)
        result = self.result_of(master)
        self.assert_exact(result)
        self.assert_at_plan(1.5, run_time - 0.5)
        self.assert_never_above_plan()
        for offset, rate in self.arrivals.rates(self.began + 1.5, self.began + run_time - 0.5, 2):
            self.assertGreater(rate, 75, f"at {offset + 1.5} s\n{self.course()}")
        share = {w["worker_id"]: w["requests_started"] for w in result.ledger["workers"]}
        for n in range(GUESTS):
            self.assertGreater(share[f"guest{n}"], 80, share)
        self.assertEqual({m["worker_id"] for m in result.moves("left")},
                         {f"guest{n}" for n in range(GUESTS)})
        for name, member in self.members:
            self.assertEqual(member.process.returncode, 0, f"{name}\n{self.logs()}")


if __name__ == "__main__":
    side_by_side.main()
