"""A user exists once: whoever lost it sends nothing for it once another has it."""
import collections

import side_by_side
from arrivals import Arrivals
from cluster import ClusterTest
from fault_proxy import FaultProxy
from recorder import Recorder

SCENARIO = """
users:
  Writer:
    wait: pacing(100ms)
    headers: {X-User: "${user}"}
    tasks:
      write: {post: /generate, json: {prompt: "p"}}
  Watcher:
    fixed_count: 3
    wait: pacing(100ms)
    headers: {X-User: "${user}"}
    tasks:
      watch: {get: /health}
"""


class FencingTest(ClusterTest):
    def setUp(self):
        super().setUp()
        self.recorder = Recorder()
        self.addCleanup(self.recorder.stop)
        self.arrivals.stop()
        self.arrivals = Arrivals(self.recorder.count)
        self.addCleanup(self.arrivals.stop)

    def begin(self, run_time):
        return self.start_master(run_time, 2, scenario=SCENARIO, backend=self.recorder)

    def assert_each_user_exists_once(self):
        """A user keeps its connection, so one that comes back to an earlier one was there twice."""
        connections = collections.defaultdict(list)
        for request in self.recorder.requests:
            mine = connections[int(request.headers["x-user"])]
            if not mine or mine[-1][0] != request.connection:
                mine.append((request.connection, request.at - self.began))
        for user, course in connections.items():
            numbers = [number for number, _ in course]
            self.assertEqual(len(numbers), len(set(numbers)), f"user {user}: {course}")
        return connections

    def assert_moved_without_overlap(self, result):
        self.assert_ledger(result)
        self.assertEqual(result.ledger["requests_started"], self.recorder.count())
        connections = self.assert_each_user_exists_once()
        self.assertEqual(len(connections), 20)
        self.assertGreater(sum(len(course) > 1 for course in connections.values()), 5)

    def test_after_a_pause_longer_than_the_lease(self):
        master = self.begin(12)
        _, two = self.start_workers(master, "one", "two")
        self.at(2)
        two.pause()
        self.at(8)
        two.resume()
        self.assert_moved_without_overlap(self.result_of(master))

    def test_while_the_worker_is_cut_off_and_does_not_know_why(self):
        master = self.begin(12)
        proxy = FaultProxy(master.port)
        self.addCleanup(proxy.close)
        self.start_workers(master, "one")
        self.start_worker("two", proxy.port)
        self.at(2)
        proxy.down.stall()
        self.at(8)
        proxy.flow()
        self.assert_moved_without_overlap(self.result_of(master))

    def test_when_a_worker_joins_and_leaves(self):
        master = self.start_master(9, 1, scenario=SCENARIO, backend=self.recorder)
        self.start_workers(master, "one")
        self.at(2)
        two = self.start_worker("two", master.port)
        self.at(6)
        two.ask_to_leave()
        self.assert_moved_without_overlap(self.result_of(master))


if __name__ == "__main__":
    side_by_side.main()
