"""Snapshots that were applied come again, because their acknowledgements were lost with the
connection."""
import side_by_side
from cluster import ClusterTest
from fault_proxy import FaultProxy


class LostAcknowledgementsTest(ClusterTest):
    def test_each_snapshot_counts_once(self):
        master = self.start_master(14, 2)
        proxy = FaultProxy(master.port)
        self.addCleanup(proxy.close)
        self.start_workers(master, "one")
        self.start_worker("two", proxy.port)
        for begin in (2, 5, 8, 11):
            self.at(begin)
            proxy.down.stall()         # the worker is heard, the master is not
            self.at(begin + 1.5)       # time for a snapshot at the least
            proxy.reset()
            proxy.down.flow()
        result = self.result_of(master)
        self.assert_exact(result)
        self.assert_at_plan(1.5, 13.5)
        self.assertEqual(result.moves(), [])
        (two,) = [w for w in result.ledger["workers"] if w["worker_id"] == "two"]
        self.assertGreaterEqual(two["duplicates_dropped"], 3, two)

    def test_at_the_very_end_too(self):
        """The acknowledgement of the last snapshot and of Finished are what is lost."""
        master = self.start_master(5, 2)
        proxy = FaultProxy(master.port)
        self.addCleanup(proxy.close)
        self.start_workers(master, "one")
        self.start_worker("two", proxy.port)
        self.at(4)
        proxy.down.stall()
        self.at(6.2)
        proxy.reset()
        proxy.down.flow()
        result = self.result_of(master)
        self.assert_ledger(result)
        self.assert_backend_agrees(result)
        self.assertEqual(result.exit_code, 0, self.logs())


if __name__ == "__main__":
    side_by_side.main()
