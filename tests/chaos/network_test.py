"""Faults of a real network, between machines made of namespaces."""
import namespaces
import side_by_side
from cluster import CATCH_UP, RECOVERY, ClusterTest

BROKEN, MENDED, RUN_TIME = 2, 8.5, 16


class NetworkTest(ClusterTest):
    def setUp(self):
        namespaces.need("iptables")
        self.network = namespaces.Network(["master", "one", "two", "backend"])
        self.addCleanup(self.network.close)
        super().setUp()

    def run_with(self, fault, mend, run_time=RUN_TIME):
        master = self.start_master(run_time, 2)
        self.start_workers(master, "one", "two")
        self.at(BROKEN)
        fault("two")
        self.at(MENDED)
        mend("two")
        return self.result_of(master)

    def assert_handed_on_and_back(self, result):
        self.assert_exact(result)
        self.assert_at_plan(BROKEN + RECOVERY + CATCH_UP, MENDED, "without it")
        self.assert_at_plan(RUN_TIME - 2.5, RUN_TIME - 0.5, "with it again")
        self.assert_never_above_plan()
        (move,) = result.moves("lost")
        self.assertEqual(move["worker_id"], "two")

    def test_a_link_goes_down_and_comes_back(self):
        self.assert_handed_on_and_back(self.run_with(self.network.cut, self.network.mend))

    def test_a_worker_hears_nothing(self):
        self.assert_handed_on_and_back(self.run_with(self.network.deafen, self.network.restore))

    def test_a_worker_is_not_heard(self):
        self.assert_handed_on_and_back(self.run_with(self.network.mute, self.network.restore))

    def test_five_percent_of_the_packets_are_lost(self):
        for machine in ("master", "one", "two"):
            self.network.lose(machine, 0.05)
        master = self.start_master(12, 2)
        self.start_workers(master, "one", "two")
        result = self.result_of(master)
        self.at(0)
        self.assert_exact(result)
        self.assert_at_plan(1.5, 11.5)
        self.assert_never_above_plan()


if __name__ == "__main__":
    side_by_side.main()
