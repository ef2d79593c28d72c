"""A worker is killed (kill -9): the others take over, and what nobody can know is bounded."""
import side_by_side
from cluster import CATCH_UP, RATE, RECOVERY, ClusterTest


class KillWorkerTest(ClusterTest):
    def test_its_users_run_elsewhere_in_time_and_its_last_requests_are_bounded(self):
        master = self.start_master(11, 3)
        _, victim, _ = self.start_workers(master, "one", "two", "three")
        self.at(3.3)
        victim.kill()
        killed = self.now()
        result = self.result_of(master)
        self.assert_exact(result, unknown=True)
        self.assert_at_plan(1.5, 3, "before")
        self.assert_at_plan(killed + RECOVERY + CATCH_UP, 10.5, "after")
        self.assert_never_above_plan()
        (move,) = result.moves("lost")
        self.assertEqual(move["worker_id"], "two")
        self.assertGreater(move["shards"], 300)
        self.assertGreater(move["user_us"], 0)
        self.assertLessEqual(move["to_us"] / 1e6, killed + RECOVERY + CATCH_UP + 0.5)
        (window,) = result.ledger["unknown"]
        self.assertEqual(window["worker_id"], "two")
        # What it can have done until its lease was over, and not much more.
        self.assertLess(window["requests_at_most"], 6 * RATE, window)
        self.assertGreater(result.ledger["user_us_not_offered"], 0)
        self.assertGreater(result.ledger["user_starts_resumed"], 0)

    def test_a_new_process_of_the_same_name_is_another_incarnation(self):
        master = self.start_master(14, 2)
        one, _ = self.start_workers(master, "one", "two")
        self.at(3)
        one.kill()
        self.at(4)
        self.start_worker("one", master.port)
        result = self.result_of(master)
        self.assert_exact(result, unknown=True)
        self.assert_at_plan(3 + RECOVERY + 2 * CATCH_UP + 1, 13, "after")
        self.assert_never_above_plan()
        ours = [w for w in result.ledger["workers"] if w["worker_id"] == "one"]
        self.assertEqual(len({w["incarnation"] for w in ours}), 2)
        self.assertTrue(all(w["requests_started"] > 50 for w in ours), ours)


if __name__ == "__main__":
    side_by_side.main()
