"""What a run is to reach: exit codes, abort, mistakes, and every view of it."""
import time
import unittest
import xml.etree.ElementTree

import harness

SCENARIO = """
users:
  A:
    wait: constant(20ms)
    tasks:
      health: {get: /health}
      status: {get: /system/status}
      broken: {get: /nowhere, weight: 0, tags: [broken]}
thresholds:
"""


class ThresholdsTest(harness.LoadTest):
    def setUp(self):
        super().setUp()
        self.server = self.backend("--latency", "health=constant(1ms),status=constant(30ms)")

    def run_with(self, thresholds, *arguments):
        path = self.scenario(SCENARIO + "".join(f"  - {t}\n" for t in thresholds or ["rate < 1000000/s"]))
        return self.load(path, self.server.url, "-u", "4", "-r", "100", "-t", "3s", *arguments)

    def states(self, run):
        return {t["text"]: t["state"] for t in run.json()["thresholds"]}

    def test_those_that_hold_are_exit_code_0_even_with_failures(self):
        run = self.run_with(["p(95) of health < 5s", "errors <= 100%", "count > 4"], "--tags", "broken",
                            "--threshold", "checks >= 0%")
        self.assertEqual(run.exit_code, 0, run.err)
        self.assertIn("thresholds left out, as their requests do not run: p(95) of health < 5s",
                      run.err)
        self.assertEqual(self.states(run), {"errors <= 100%": "holding", "count > 4": "holding",
                                            "checks >= 0%": "holding"})

    def test_a_broken_one_is_exit_code_3_and_every_view_says_so(self):
        junit = self.folder / "junit.xml"
        run = self.run_with(["max of status < 20ms", "p(50) of health < 20s"], "--junit", junit)
        self.assertEqual(run.exit_code, 3, run.err)
        self.assertEqual(self.states(run),
                         {"max of status < 20ms": "broken", "p(50) of health < 20s": "holding"})
        self.assertIn("Thresholds: 1 of 2 broken", run.err)
        self.assertRegex(run.err, r"broken +max of status < 20ms +3\d(\.\d+)? ms, first broken after")
        broken = run.json()["thresholds"][0]
        self.assertGreaterEqual(broken["value"], 30_000)
        self.assertEqual(broken["limit"], 20_000)
        events = [e for e in run.json()["events"] if e["kind"] == "threshold_broken"]
        self.assertEqual([e["at_us"] for e in events], [broken["first_broken_us"]])
        failed = [case.get("name") for case in xml.etree.ElementTree.parse(junit).iter("testcase")
                  if case.find("failure") is not None]
        self.assertEqual(failed, ["max of status < 20ms"])

    def test_abort_ends_the_run(self):
        before = time.monotonic()
        run = self.run_with(['{check: "max of status < 20ms", window: 1s, abort: true, after: 1s}'],
                            "-t", "60s")
        self.assertLess(time.monotonic() - before, 30)
        self.assertEqual(run.exit_code, 3, run.err)
        self.assertIn("Stopping: Threshold broken: max of status < 20ms", run.err)
        self.assertGreaterEqual(run.json()["thresholds"][0]["first_broken_us"], 2_000_000)
        self.assert_complete(run)

    def test_mistakes_are_told_with_their_place_before_anything_starts(self):
        run = self.run_with(["p(95) of helth < 2s"], "--threshold", "p(95 < 2s")
        self.assertEqual(run.exit_code, 2)
        self.assertRegex(run.err, r"scenario.yaml:\d+:14: unknown request name 'helth', did you "
                                  r"mean 'health'\?")
        self.assertIn("--threshold 'p(95 < 2s':1:6: ')' is missing", run.err)

    def test_the_options_of_locust_plugins(self):
        run = self.run_with([], "--ignore-thresholds", "--check-rps", "1", "--check-fail-ratio", "0",
                            "--check-avg-response-time", "0.5")
        self.assertEqual(run.exit_code, 3, run.err)
        self.assertEqual(self.states(run), {"rate >= 1/s": "holding", "errors <= 0": "holding",
                                            "avg <= 0.5ms": "broken"})


if __name__ == "__main__":
    unittest.main()
