"""Results that are kept second by second: parts of a run, and two runs side by side."""
import json
import unittest

import harness

SCENARIO = """
users:
  A:
    wait: constant(20ms)
    tasks:
      health: {get: /health}
      status: {get: /system/status}
"""


class CompareTest(harness.LoadTest):
    def measured(self, status):
        server = self.backend("--latency", f"health=constant(1ms),status={status}")
        run = self.load(self.scenario(SCENARIO), server.url, "-u", "4", "-r", "100", "-t", "12s")
        self.assertEqual(run.exit_code, 0, run.err)
        return run

    def test_a_part_of_a_run_and_what_is_worse_in_another(self):
        a, b = self.measured("constant(20ms)"), self.measured("constant(40ms)")
        file_a, file_b = f"{a.results}.json", f"{b.results}.json"

        part = self.folder / "part.json"
        made = self.command("report", file_a, "--from", "2s", "--to", "6s", "-o", part)
        self.assertEqual(made.exit_code, 0, made.err)
        whole, window = a.json(), json.loads(part.read_text())
        self.assertEqual(window["window"], {"from_us": 2_000_000, "to_us": 6_000_000})
        series = whole["series"]
        requests = sum(n for n, at in zip(series["requests"], series["from_us"])
                       if 2_000_000 <= at < 6_000_000)
        self.assertEqual(window["total"]["num_requests"], requests)
        self.assertAlmostEqual(window["total"]["requests_per_s"], requests / 4, places=6)
        made = self.command("report", file_a, "--from", "2s", "-o", self.folder / "part.html")
        self.assertEqual(made.exit_code, 0, made.err)
        made = self.command("report", file_a, "--from", "2h")
        self.assertEqual(made.exit_code, 2, made.err)

        page = self.folder / "compared.html"
        worse = self.command("compare", file_a, file_b, "--html", page,
                             "--fail-if", "p(50) of status worse than 10%",
                             "--fail-if", "errors worse than 1%")
        self.assertEqual(worse.exit_code, 3, worse.err)
        self.assertRegex(worse.out, r"failed: p\(50\) of status worse than 10%: 2\d.* -> 4\d")
        self.assertIn("fine: errors worse than 1%", worse.out)
        self.assertIn("GET status", page.read_text())
        better = self.command("compare", file_b, file_a, "--json",
                              "--fail-if", "p(50) of status worse than 10%")
        self.assertEqual(better.exit_code, 0, better.err)
        compared = json.loads(better.out)
        status = next(n for n in compared["names"] if n["name"] == "status")
        p50 = next(f for f in status["figures"] if f["measure"] == "p(50)")
        self.assertEqual(p50["verdict"], "better")
        self.assertLess(p50["interval"][1], 0)


if __name__ == "__main__":
    unittest.main()
