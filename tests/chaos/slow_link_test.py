"""A link that is slow, jerky or narrow costs nothing as long as it works within the lease."""
import side_by_side
from cluster import ClusterTest
from fault_proxy import FaultProxy


class SlowLinkTest(ClusterTest):
    def setUp(self):
        super().setUp()
        self.master = None

    def begin(self, run_time):
        self.master = self.start_master(run_time, 2)
        self.proxy = FaultProxy(self.master.port)
        self.addCleanup(self.proxy.close)

    def assert_unharmed(self, run_time):
        result = self.result_of(self.master)
        self.assert_exact(result)
        self.assert_at_plan(1.5, run_time - 0.5)
        self.assertEqual(result.moves(), [])
        return result

    def test_delay_jitter_and_stalls_of_half_a_lease(self):
        self.begin(12)
        for direction in (self.proxy.up, self.proxy.down):
            direction.delay, direction.jitter = 0.2, 0.1
        self.start_workers(self.master, "one")
        self.start_worker("two", self.proxy.port)
        for begin in (2.0, 5.5, 9.0):
            self.at(begin)
            self.proxy.stall()
            self.at(begin + 1.5)
            self.proxy.flow()
        result = self.assert_unharmed(12)
        (far,) = [w for w in result.document["workers"] if w["worker_id"] == "two"]
        self.assertTrue(far["clock_known"])
        # The way there and back took 400 ms; what the delays may differ by is not known to anyone.
        self.assertLess(abs(far["clock_offset_us"]), far["clock_uncertainty_us"] + 1000)

    def test_a_narrow_link(self):
        self.begin(8)
        self.proxy.up.rate = 30_000
        self.proxy.down.rate = 30_000
        self.start_workers(self.master, "one")
        self.start_worker("two", self.proxy.port)
        self.at(0)
        self.assert_unharmed(8)


if __name__ == "__main__":
    side_by_side.main()
