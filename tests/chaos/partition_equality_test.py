"""One machine, or 1, 2, 3 or 7 workers: the same load, user by user."""
import statistics

import side_by_side
from arrivals import Arrivals
from cluster import ClusterTest
from recorder import Recorder

USERS, SPAWN_RATE, RUN_TIME = 60, 30, 5
FIRST = 3          # requests of each user that are compared: all have come by the end
CLOSE = 0.05       # seconds: what a busy machine does to the start of nearly all users
NEVER_MORE = 0.4   # ... and of any

SCENARIO = """
data:
  accounts:
    list: [{rows}]
    pick: unique
  words: [tides, moon, sea, salt]
  nouns:
    list: [lamp, rope, sail]
    pick: random
users:
  Writer:
    weight: 3
    wait: between(200ms, 400ms)
    headers: {{X-User: "${{user}}", X-Class: Writer}}
    tasks:
      write:
        weight: 3
        post: /generate
        json:
          account: ${{accounts}}
          noun: ${{nouns}}
          n: ${{int(1, 1000000)}}
          id: ${{uuid()}}
      route: {{post: /route, json: {{query: "${{pick(words)}}", i: "${{iteration}}"}}}}
  Reader:
    weight: 2
    wait: constant(300ms)
    headers: {{X-User: "${{user}}", X-Class: Reader}}
    tasks:
      look: {{get: "/health?word=${{words}}&n=${{seq()}}"}}
  Watcher:
    fixed_count: 5
    wait: exponential(200ms)
    headers: {{X-User: "${{user}}", X-Class: Watcher}}
    tasks:
      watch: {{get: "/system/status?x=${{float(0, 1, 6)}}"}}
""".format(rows=", ".join(f"account{n}" for n in range(USERS)))


class Load:
    """What a service saw of a run: {user: (class, first requests)}, and when each user came."""

    def __init__(self, requests):
        self.users, self.starts = {}, {}
        for request in requests:
            user = int(request.headers["x-user"])
            self.starts.setdefault(user, request.at)
            user_class, first = self.users.setdefault(user, (request.headers["x-class"], []))
            assert user_class == request.headers["x-class"]
            if len(first) < FIRST:
                first.append((request.target, request.body))

    def offsets(self):
        """{user: how much later it came than by the plan}, by the median user."""
        raw = {user: at - user / SPAWN_RATE for user, at in self.starts.items()}
        zero = statistics.median(raw.values())
        return {user: late - zero for user, late in raw.items()}


class PartitionEqualityTest(ClusterTest):
    def record(self):
        recorder = Recorder()
        self.addCleanup(recorder.stop)
        return recorder

    def local(self):
        recorder = self.record()
        run = self.load(self.scenario(SCENARIO), recorder.url, "-u", USERS, "-r", SPAWN_RATE, "-t",
                        f"{RUN_TIME}s", "-s", "5s", "--seed", 7)
        self.assertEqual(run.exit_code, 0, run.err)
        return Load(recorder.requests)

    def cluster(self, capacities):
        recorder = self.record()
        self.arrivals.stop()
        self.arrivals = Arrivals(recorder.count)
        self.addCleanup(self.arrivals.stop)
        master = self.start_master(RUN_TIME, len(capacities), scenario=SCENARIO, users=USERS,
                                   spawn_rate=SPAWN_RATE, backend=recorder)
        for n, capacity in enumerate(capacities):
            self.start_worker(f"w{n}", master.port, "--capacity", capacity)
        result = self.result_of(master)
        self.assert_ledger(result)
        self.assertEqual(result.exit_code, 0, self.logs())
        self.assertEqual(result.ledger["requests_started"], recorder.count())
        self.assertEqual(len(result.ledger["workers"]), len(capacities))
        if len(capacities) > 1:
            shares = [w["requests_started"] for w in result.ledger["workers"]]
            self.assertTrue(all(shares), shares)
        return Load(recorder.requests)

    def assert_same_as_one_machine(self, *capacities):
        reference, load = self.local(), self.cluster(capacities)
        self.assertEqual(sorted(load.users), list(range(USERS)))
        self.assertEqual(load.users, reference.users)
        late = sorted(abs(offset) for offset in load.offsets().values())
        self.assertLess(late[int(len(late) * 0.9)], CLOSE, late)
        self.assertLess(late[-1], NEVER_MORE, late)

    def test_one_worker(self):
        self.assert_same_as_one_machine(1)

    def test_two_workers(self):
        self.assert_same_as_one_machine(1, 1)

    def test_three_workers_of_different_capacity(self):
        self.assert_same_as_one_machine(1, 2, 5)

    def test_seven_workers(self):
        self.assert_same_as_one_machine(1, 1, 1, 1, 1, 1, 1)


if __name__ == "__main__":
    side_by_side.main()
