"""A real Prometheus scrapes the metrics; the dashboards' and alerts' questions get answers."""
import json
import pathlib
import re
import subprocess
import tempfile
import unittest

import harness
import prometheus_server
import servers
import web_run

DEPLOY = harness.SOURCE / "deploy"
ALERTS = DEPLOY / "prometheus" / "alerts.yml"
# What the program says of a made-up run with something in every metric; metrics_text_test.cc.
SAMPLE = (harness.SOURCE / "tests/master/views/metrics_sample.txt").read_text()

# What promtool says against names that are the exporter's, not ours.
KNOWN_COMPLAINTS = {
    'locust_requests_current_fail_per_sec metric names should not contain abbreviated units',
    *(f'locust_{name}_count non-histogram and non-summary metrics should not have "_count" suffix'
      for name in ("slaves", "workers", "workers_hatching", "workers_missing", "workers_running"))}

# Names of containersol/locust_exporter with their labels.
EXPORTER = {
    **{f"locust_{name}": set() for name in (
        "up", "running", "users", "workers_count", "workers_running_count",
        "workers_hatching_count", "workers_missing_count", "slaves_count", "requests_fail_ratio",
        "requests_current_response_time_percentile_95",
        "requests_current_response_time_percentile_50", "total_scrapes")},
    **{f"locust_requests_{name}": {"method", "name"} for name in (
        "num_requests", "num_failures", "avg_response_time", "min_response_time",
        "max_response_time", "median_response_time", "current_rps", "current_fail_per_sec",
        "avg_content_length")},
    "locust_worker_detail": {"id", "state"},
    "locust_errors": {"method", "name", "error"}}

# What the panels of Grafana's dashboard 11985 ask.
DASHBOARD_11985 = [
    "locust_running", "locust_users", "sum(locust_requests_current_rps)",
    'locust_requests_num_requests{method=~""}', 'locust_requests_num_failures{method=~""}',
    "locust_requests_fail_ratio", "locust_workers_count", "locust_slaves_count",
    *(f'sum(locust_requests_{name}{{method=~".+"}}) by (method, name)' for name in (
        "avg_content_length", "min_response_time", "max_response_time", "avg_response_time",
        "median_response_time", "num_failures", "current_fail_per_sec", "num_requests",
        "current_rps")),
    "sum(locust_errors) by (method, name, error)",
    *(f"avg(locust_requests_{name}_response_time)" for name in ("max", "min", "avg", "median")),
    "locust_requests_current_response_time_percentile_95",
    "locust_requests_current_response_time_percentile_50",
    "rate(locust_requests_num_requests[1m])", "sum(locust_errors)"]

# Of our dashboard: empty unless a worker was lost, or an error occurred.
QUIET_WHEN_ALL_IS_WELL = ("missing|lost", "aurax_load_errors_total")

SCENARIO = """
users:
  Reader:
    wait: constant(20ms)
    tasks:
      health: {get: /health}
"""


def promtool(*arguments, text=None):
    return subprocess.run(["/usr/bin/promtool", *map(str, arguments)], input=text,
                          capture_output=True, text=True, check=False)


def dashboard():
    return json.loads((DEPLOY / "grafana" / "aurax-load.json").read_text())


def panels():
    return [panel for panel in dashboard()["panels"] if panel["type"] != "row"]


def filled_in(expression, job):
    """With Grafana's variables as somebody would have chosen them."""
    for variable, value in (("$job", job), ("$instance", ".*"), ("$name", ".*"),
                            ("$__rate_interval", "10s")):
        expression = expression.replace(variable, value)
    return expression


def questions(job):
    asked = [target["expr"] for panel in panels() for target in panel["targets"]]
    asked += [a["expr"] for a in dashboard()["annotations"]["list"] if "expr" in a]
    return [filled_in(expression, job) for expression in asked]


def complaints(text):
    return set(promtool("check", "metrics", text=text).stderr.splitlines())


class DeployFilesTest(unittest.TestCase):
    def test_promtool_has_nothing_against_our_names(self):
        self.assertEqual(complaints(SAMPLE), KNOWN_COMPLAINTS)

    def test_promtool_accepts_configuration_and_rules(self):
        for checked in (promtool("check", "config", DEPLOY / "prometheus" / "prometheus.yml"),
                        promtool("check", "rules", ALERTS)):
            self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
            self.assertNotIn("WARNING", checked.stdout + checked.stderr)

    def test_each_alert_fires_when_it_should_and_only_then(self):
        rules = pathlib.Path(__file__).with_name("alert_rules.yml")
        tested = promtool("test", "rules", rules)
        self.assertEqual(tested.returncode, 0, tested.stdout + tested.stderr)
        for alert in re.findall(r"- alert: (\w+)", ALERTS.read_text()):
            self.assertGreaterEqual(rules.read_text().count(f"alertname: {alert}"), 2, alert)

    def test_the_dashboard_is_one(self):
        board = dashboard()
        self.assertTrue(board["uid"] and board["title"])
        self.assertGreaterEqual(board["schemaVersion"], 37)
        variables = {v["name"] for v in board["templating"]["list"]}
        self.assertEqual(variables, {"datasource", "job", "instance", "name"})
        ids = [panel["id"] for panel in board["panels"]]
        self.assertEqual(len(ids), len(set(ids)))
        for panel in panels():
            with self.subTest(panel["title"]):
                self.assertEqual(panel["datasource"]["uid"], "${datasource}")
                references = [target["refId"] for target in panel["targets"]]
                self.assertEqual(len(references), len(set(references)))
                for target in panel["targets"]:
                    self.assertEqual(target["datasource"]["uid"], "${datasource}")
                    self.assertIn('job=~"$job", instance=~"$instance"', target["expr"])
                self.assertIn("unit", panel["fieldConfig"]["defaults"])

    def test_no_panels_of_the_dashboard_overlap(self):
        taken = set()
        for panel in dashboard()["panels"]:
            at = panel["gridPos"]
            cells = {(x, y) for x in range(at["x"], at["x"] + at["w"])
                     for y in range(at["y"], at["y"] + at["h"])}
            self.assertFalse(cells & taken, panel["title"])
            self.assertLessEqual(at["x"] + at["w"], 24)
            taken |= cells


class ScrapeTest(unittest.TestCase):
    """One Prometheus for all questions, as its first scrape takes 5 s."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="aurax-test-", ignore_cleanup_errors=True)
        cls.addClassCleanup(folder.cleanup)
        path = pathlib.Path(folder.name)
        page = prometheus_server.Page(SAMPLE)
        cls.addClassCleanup(page.stop)
        cls.urls = {"sample": page.url}
        if web_run.has_web():
            cls.begin_run(path)
        cls.prometheus = prometheus_server.Prometheus(path, cls.urls, ALERTS)
        cls.addClassCleanup(cls.prometheus.stop)
        cls.prometheus.await_scrapes(cls.urls)

    @classmethod
    def begin_run(cls, folder):
        """A real run beside the sample, under the job "run"."""
        backend = servers.Backend("--latency", "all=5ms")
        cls.addClassCleanup(backend.stop)
        scenario = folder / "scenario.yaml"
        scenario.write_text(SCENARIO)
        cls.run_ = web_run.WebRun(folder, scenario, backend.url, "-u", "4", "-r", "4", "-t", "60s")
        cls.addClassCleanup(cls.run_.stop)
        cls.urls["run"] = cls.run_.url

    def test_every_question_of_the_dashboard_has_an_answer(self):
        for job in self.urls:
            for expression in questions(job):
                with self.subTest(expression):
                    quiet = job == "run" and any(q in expression for q in QUIET_WHEN_ALL_IS_WELL)
                    answer = self.prometheus.query(expression)
                    self.assertTrue(answer or quiet, "no data")

    def test_the_dashboards_variables_have_values(self):
        for variable in dashboard()["templating"]["list"]:
            if variable["type"] != "query":
                continue
            series, label = re.fullmatch(r"label_values\((.*), (\w+)\)",
                                         variable["query"]["query"]).groups()
            found = self.prometheus.query(filled_in(series, "sample"))
            self.assertTrue(all(label in labels for labels, _ in found) and found, variable)

    def test_dashboard_11985_finds_what_it_asks_for(self):
        for expression in DASHBOARD_11985:
            with self.subTest(expression):
                self.assertTrue(self.prometheus.query(expression))

    def test_the_exporters_names_have_its_labels(self):
        for name, expected in EXPORTER.items():
            with self.subTest(name):
                found = self.prometheus.query(f'{name}{{job="sample"}}')
                self.assertTrue(found)
                for labels, _ in found:
                    # Prometheus leaves out a label that is empty: the total's method.
                    given = labels.keys() - {"job", "instance"}
                    total = {"method"} if labels.get("name") == "Aggregated" else set()
                    self.assertEqual(given, expected - total)

    def test_numbers_come_back_as_they_were(self):
        ask = self.prometheus.value
        self.assertEqual(ask('sum(aurax_load_requests_total{job="sample"})'), 214)
        self.assertEqual(ask('sum(aurax_load_failures_total{job="sample"})'), 12)
        self.assertEqual(ask('locust_requests_num_requests{job="sample", name="Aggregated"}'), 213)
        self.assertEqual(ask('aurax_load_worker_clock_offset_seconds{worker="w2"}'),
                         -86400.123456)

    def test_a_name_with_odd_characters_comes_back_whole(self):
        (labels, value), = self.prometheus.query('aurax_load_requests_total{method="PUT"}')
        self.assertEqual(labels["name"],
                         '/with "quotes", \\backslash\\,\nnew line and 日本語')
        self.assertEqual(value, 1)

    def test_quantiles_of_the_histogram_are_near_the_exact_ones(self):
        name = '{job="sample", name="/hello"'
        exact = self.prometheus.value(
            f'aurax_load_response_time_percentile_seconds{name}, percentile="50"}}')
        bucket = f"aurax_load_response_time_seconds_bucket{name}}}"
        interpolated = self.prometheus.value(f"histogram_quantile(0.5, {bucket})")
        self.assertAlmostEqual(exact, 0.32, delta=0.32 * 0.005)
        self.assertTrue(0.2 <= interpolated <= 0.5, interpolated)

    def test_rules_are_evaluated_without_errors(self):
        groups = self.prometheus.ask("rules")["groups"]
        rules = [rule for group in groups for rule in group["rules"]]
        self.assertEqual(len(rules), ALERTS.read_text().count("- alert:"))
        for rule in rules:
            self.assertNotEqual(rule["health"], "err", rule)

    def test_a_real_run_is_told(self):
        if "run" not in self.urls:
            self.skipTest("aurax-load has no web interface")
        self.assertEqual(complaints(self.run_.get("/metrics")) - KNOWN_COMPLAINTS, set())
        self.assertEqual(self.prometheus.value('aurax_load_users{job="run"}'), 4)
        self.assertEqual(self.prometheus.value('locust_running{job="run"}'), 2)
        counted = self.prometheus.value('sum(aurax_load_requests_total{job="run"})')
        now = self.run_.json("/api/v1/runs/current")["total"]["num_requests"]
        self.assertTrue(0 < counted <= now, f"{counted} of {now}")
        rate = self.prometheus.value('sum(rate(aurax_load_requests_total{job="run"}[10s]))')
        self.assertGreater(rate, 0)


if __name__ == "__main__":
    unittest.main()
