"""The same totals everywhere: console, CSV, JSON, and what the backend counted itself."""
import json
import unittest

import harness

AURAX = harness.SOURCE / "scenarios" / "aurax.yaml"

ONE_TASK = """
users:
  Writer:
    wait: constant(1ms)
    tasks:
      generate_text:
        post: /generate
        json: {prompt: "Explain how tides work", max_tokens: 100}
        check:
          status: 200
          json: {/success: true}
          error: "Generation failed: ${json(/error)}"
"""


class TotalsTest(harness.LoadTest):
    def assert_backend_agrees(self, run, counts):
        """Requests by the backend's count; none was lost on the way."""
        result = run.json()
        self.assertEqual(result["ledger"]["requests_started"], counts["total"]["received"])
        answered = {}
        for endpoint in counts["endpoints"].values():
            for status, n in endpoint["status"].items():
                answered[status] = answered.get(status, 0) + n
        seen = {k: v for k, v in result["total"]["status"].items() if k != "0"}
        self.assertEqual(seen, answered)

    def test_the_aurax_scenario_adds_up(self):
        backend = self.backend("--latency", "all=20ms", "--track-ids")
        run = self.load(AURAX, backend.url, "-u", "30", "-r", "30", "-t", "6s", "-s", "5s")
        self.assertEqual(run.exit_code, 0, run.err)
        self.assert_complete(run)
        self.assert_views_agree(run)
        self.assert_backend_agrees(run, backend.settled_counts())
        self.assertGreater(run.statistics()[("", "Aggregated")]["requests"], 50)

    def test_failures_are_counted_and_grouped_under_the_scenarios_message(self):
        backend = self.backend("--latency", "all=2ms", "--errors",
                               "generate=success_false:20%,generate=500:10%,generate=malformed:5%")
        run = self.load(self.scenario(ONE_TASK), backend.url, "-u", "10", "-r", "10", "-t", "3s",
                        "-s", "5s")
        self.assertEqual(run.exit_code, 1, run.err)
        self.assert_complete(run)
        self.assert_views_agree(run)
        counts = backend.settled_counts()
        self.assert_backend_agrees(run, counts)
        injected = counts["endpoints"]["generate"]["injected"]
        self.assertEqual(run.statistics()[("", "Aggregated")]["failures"], sum(injected.values()))
        errors = run.errors()
        overloaded = "POST generate_text: Generation failed: model overloaded"
        self.assertEqual(errors[overloaded], injected["success_false"], errors)
        self.assertEqual(sum(errors.values()), sum(injected.values()))
        self.assertEqual({row["Error"].rstrip(): int(row["Occurrences"])
                          for row in run.csv("failures")},
                         {text.split(": ", 1)[1]: n for text, n in errors.items()})

    def test_resets_are_failures_and_nothing_is_lost(self):
        backend = self.backend("--latency", "all=2ms", "--errors", "generate=reset:10%")
        run = self.load(self.scenario(ONE_TASK), backend.url, "-u", "5", "-r", "5", "-t", "2s",
                        "-s", "5s")
        self.assertEqual(run.exit_code, 1, run.err)
        self.assert_complete(run)
        self.assert_views_agree(run)
        counts = backend.settled_counts()
        self.assert_backend_agrees(run, counts)
        resets = counts["total"]["reset"]
        self.assertGreater(resets, 0)
        self.assertEqual(run.statistics()[("", "Aggregated")]["failures"], resets)
        self.assertEqual({e["kind"] for e in run.json()["errors"]}, {"reset"})

    def test_the_exit_code_of_failures_is_the_users_choice(self):
        backend = self.backend("--latency", "all=2ms", "--errors", "generate=500:100%")
        run = self.load(self.scenario(ONE_TASK), backend.url, "-t", "1s", "--exit-code-on-error",
                        "0")
        self.assertEqual(run.exit_code, 0, run.err)

    def test_the_json_of_standard_output_is_the_same(self):
        backend = self.backend("--latency", "all=2ms")
        run = self.load(self.scenario(ONE_TASK), backend.url, "-u", "3", "-r", "3", "-t", "1s",
                        "--json")
        (entry,) = json.loads(run.out)
        (from_file,) = run.json()["entries"]
        for times in ("response_time", "service_time"):
            self.assertEqual(from_file[times].pop("curve")[-1][0], 100)
        self.assertEqual(entry, from_file)


if __name__ == "__main__":
    unittest.main()
