"""Users come when the ramp says, and iterations are counted exactly."""
import unittest

import harness

THINKER = """
users:
  Thinker:
    wait: constant(100ms)
    on_start: [{get: /health}]
    tasks:
      look: {get: /system/status}
"""

HASTY = """
users:
  A: {weight: 3, tasks: {a: {get: /health}}}
  B: {weight: 1, tasks: {b: {get: /system/status}}}
"""


class UsersTest(harness.LoadTest):
    def test_users_start_as_the_ramp_plans(self):
        backend = self.backend("--latency", "all=1ms")
        run = self.load(self.scenario(THINKER), backend.url, "-u", "20", "-r", "10", "-t", "4s",
                        "-s", "5s")
        self.assertEqual(run.exit_code, 0, run.err)
        self.assert_complete(run)
        ledger = run.json()["ledger"]
        self.assertEqual(ledger["user_starts_planned"], 20)
        self.assertEqual(ledger["user_starts_offered"], 20)
        # 20 users for 4 s, less the ramp: user n comes n / 10 s late.
        self.assertEqual(ledger["user_us_planned"], 20 * 4_000_000 - sum(range(20)) * 100_000)
        self.assertEqual(run.json()["run"]["peak_users"], 20)
        self.assertEqual(backend.counts()["endpoints"]["health"]["received"], 20)

    def test_the_history_shows_the_ramp(self):
        backend = self.backend("--latency", "all=1ms")
        rate = 4
        run = self.load(self.scenario(THINKER), backend.url, "-u", "20", "-r", str(rate), "-t",
                        "7s", "-s", "5s")
        counts = [int(row["User Count"]) for row in run.csv("stats_history")
                  if row["Name"] == "Aggregated"]
        rising = counts[:counts.index(20) + 1]
        self.assertEqual(rising, sorted(rising))
        # A row a second, of the last snapshot, which is up to a second old.
        for second, users in enumerate(rising):
            self.assertLessEqual(users, rate * (second + 1), counts)
            self.assertGreaterEqual(users, min(20, rate * (second - 2)), counts)
        self.assertGreaterEqual(len(set(rising) - {0, 20}), 3, counts)

    def test_iterations_are_exact(self):
        backend = self.backend("--latency", "all=1ms")
        run = self.load(self.scenario(HASTY), backend.url, "-u", "8", "-r", "100", "-i", "100")
        self.assertEqual(run.exit_code, 0, run.err)
        self.assert_complete(run)
        self.assert_views_agree(run)
        self.assertEqual(run.statistics()[("", "Aggregated")]["requests"], 100)
        self.assertEqual(backend.counts()["total"]["received"], 100)
        self.assertEqual(sum(users["iterations"] for users in run.json()["users"]), 100)

    def test_classes_share_the_users_by_weight(self):
        backend = self.backend("--latency", "all=1ms")
        run = self.load(self.scenario(HASTY), backend.url, "-u", "8", "-r", "100", "-t", "1s", "-s",
                        "5s")
        self.assertEqual({users["name"]: users["started"] for users in run.json()["users"]},
                         {"A": 6, "B": 2})

    def test_a_seed_repeats_the_choices(self):
        def mix(seed):
            backend = self.backend("--latency", "all=1ms")
            text = """
users:
  U: {wait: constant(1ms), tasks: {a: {get: /health}, b: {get: /system/status}}}
"""
            run = self.load(self.scenario(text), backend.url, "-i", "200", "--seed", seed)
            return {key: row["requests"] for key, row in run.statistics().items()}

        self.assertEqual(mix(5), mix(5))
        self.assertNotEqual(mix(5), mix(6))


class ReadyScenariosTest(harness.LoadTest):
    def test_every_ready_scenario_runs(self):
        target = self.backend()
        for file in sorted((harness.SOURCE / "scenarios").glob("*.yaml")):
            with self.subTest(file.name):
                # The thresholds are those of the whole run, not of its first seconds.
                process = self.start("-f", file, "-H", target.url, "-t", "3s", "--headless",
                                     "--ignore-thresholds")
                run = self.finish(process)
                self.assertIn(run.exit_code, (0, 1), run.err)  # 1: the stand-in's own failures
                self.assertIn("Ledger: complete", run.err)


if __name__ == "__main__":
    unittest.main()
