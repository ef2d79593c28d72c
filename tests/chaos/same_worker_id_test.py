"""Two processes with the same --worker-id at once, by mistake."""
import side_by_side
from cluster import ClusterTest


class SameWorkerIdTest(ClusterTest):
    def test_the_run_is_exact_and_somebody_is_told(self):
        master = self.start_master(10, 2)
        self.start_workers(master, "one", "twin")
        self.at(3)
        second = self.start_worker("twin", master.port)
        self.at(6)
        told = second.log() + master.log()
        self.assertRegex(told, r"(?i)twin.*(already|second|another|same|incarnation|taken|in use)")
        result = self.result_of(master)
        self.assert_exact(result)
        self.assert_never_above_plan()
        self.assert_at_plan(1.5, 3, "before")
        self.assert_at_plan(8, 9.5, "after")


if __name__ == "__main__":
    side_by_side.main()
