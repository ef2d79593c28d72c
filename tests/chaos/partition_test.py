"""The link between a worker and its master breaks one way or both, for longer than the lease."""
import side_by_side
from cluster import CATCH_UP, LEASE, RECOVERY, ClusterTest
from fault_proxy import FaultProxy

BROKEN, MENDED, RUN_TIME = 2, 8.5, 14


class PartitionTest(ClusterTest):
    def run_with(self, fault, end=lambda proxy: proxy.flow(), broken=BROKEN, mended=MENDED,
                 run_time=RUN_TIME):
        """A worker behind a proxy that has a fault for a while."""
        master = self.start_master(run_time, 2)
        proxy = FaultProxy(master.port)
        self.addCleanup(proxy.close)
        self.start_worker("one", master.port)
        self.worker = self.start_worker("two", proxy.port)
        self.at(broken)
        fault(proxy)
        self.at(mended)
        end(proxy)
        return self.result_of(master)

    def assert_handed_on_and_back(self, result):
        self.assert_exact(result)
        # By its own clock: nobody can tell it.
        self.assertRegex(self.worker.log(), r"(?i)load stopped: .*(lease|no word from the master)")
        self.assert_at_plan(BROKEN + RECOVERY + CATCH_UP, MENDED, "without it")
        self.assert_at_plan(MENDED + 3.5, RUN_TIME - 0.5, "with it again")
        self.assert_never_above_plan()
        (move,) = result.moves("lost")
        self.assertEqual(move["worker_id"], "two")

    def test_the_worker_is_not_heard(self):
        self.assert_handed_on_and_back(self.run_with(lambda proxy: proxy.up.stall()))

    def test_the_master_is_not_heard(self):
        self.assert_handed_on_and_back(self.run_with(lambda proxy: proxy.down.stall()))

    def test_nothing_passes_either_way(self):
        def end(proxy):
            proxy.reset()
            proxy.flow()
        self.assert_handed_on_and_back(self.run_with(lambda proxy: proxy.stall(), end))

    def test_nothing_passes_for_less_than_the_lease(self):
        result = self.run_with(lambda proxy: proxy.stall(), broken=3, mended=3 + LEASE / 2,
                               run_time=7)
        self.assert_exact(result)
        self.assert_at_plan(1.5, 6.5)
        self.assertEqual(result.moves(), [])

    def test_the_connection_is_refused_for_a_while(self):
        def refuse(proxy):
            proxy.refuse()
            proxy.reset()
        result = self.run_with(refuse, lambda proxy: proxy.accept(), broken=3, mended=4.5,
                               run_time=9)
        self.assert_exact(result)
        self.assert_at_plan(1.5, 8.5)
        self.assertEqual(result.moves(), [])


if __name__ == "__main__":
    side_by_side.main()
