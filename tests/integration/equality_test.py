"""One run, one set of totals: every view of it says the same."""
import base64
import csv
import gzip
import io
import json
import re
import unittest
import xml.etree.ElementTree

import harness
import prometheus_server
import web_run

# Two names, one of which fails now and then.
SCENARIO = """
users:
  Reader:
    wait: constant(5ms)
    tasks:
      health: {get: /health}
  Writer:
    wait: constant(5ms)
    tasks:
      generate_text:
        post: /generate
        json: {prompt: "Explain how tides work", max_tokens: 100}
        check:
          status: 200
"""
ERRORS = ("--errors", "generate=500:20%")


def from_console(run):
    return {key: (row["requests"], row["failures"]) for key, row in run.statistics().items()}


def from_csv_rows(text):
    return {(row["Type"], row["Name"]): (int(row["Request Count"]), int(row["Failure Count"]))
            for row in csv.DictReader(io.StringIO(text))}


def from_result(result):
    return {(e["method"], e["name"]): (e["num_requests"], e["num_failures"])
            for e in result["entries"] + [result["total"]]}


def from_junit(text):
    """The cases' own words, and the total of the suite's properties."""
    suite, = xml.etree.ElementTree.fromstring(text).findall("testsuite")
    totals = {}
    for case in suite.findall("testcase[@classname='aurax-load.requests']"):
        found = re.match(r"(\d+) requests, (\d+) failures,", case.findtext("system-out"))
        totals[tuple(case.get("name").split(" ", 1))] = tuple(map(int, found.groups()))
    properties = {p.get("name"): p.get("value") for p in suite.iter("property")}
    totals[("", "Aggregated")] = (int(properties["requests"]), int(properties["failures"]))
    return totals


def from_locust_stats(stats):
    """Of /stats/requests."""
    return {(e["method"] or "", e["name"]): (e["num_requests"], e["num_failures"])
            for e in stats["stats"]}


def from_html(text):
    """Of the result document in a report: JSON, gzipped, base64."""
    embedded = re.search(r'<script id="result"[^>]*>(.*?)</script>', text, re.S).group(1)
    return from_result(json.loads(gzip.decompress(base64.b64decode(embedded))))


def from_prometheus(ask, job):
    """Both our names and the exporter's; they have to agree as well."""
    def counts(metric):
        return {(labels.get("method", ""), labels["name"]): int(value)
                for labels, value in ask(f'{metric}{{job="{job}"}}')}

    ours = counts("aurax_load_requests_total"), counts("aurax_load_failures_total")
    for counted in ours:
        counted[("", "Aggregated")] = sum(counted.values())
    theirs = counts("locust_requests_num_requests"), counts("locust_requests_num_failures")
    if ours != theirs:
        raise AssertionError(f"{ours} != {theirs}")
    return {key: (ours[0][key], ours[1][key]) for key in ours[0]}


class EqualityTest(harness.LoadTest):
    def assert_equal_totals(self, views):
        """{view: {(method, name): (requests, failures)}}."""
        reference = views["result"]
        self.assertEqual(len(reference), 3, reference)
        self.assertGreater(reference[("", "Aggregated")][0], 100)
        self.assertGreater(reference[("", "Aggregated")][1], 0)
        for view, totals in views.items():
            self.assertEqual(totals, reference, view)

    def test_files_and_console_of_a_run_agree(self):
        backend = self.backend("--latency", "all=2ms", *ERRORS)
        junit, html = self.folder / "junit.xml", self.folder / "report.html"
        extra = ("--junit", junit, "--html", html) if web_run.has_web() else ()
        run = self.load(self.scenario(SCENARIO), backend.url, "-u", "6", "-r", "6", "-t", "3s",
                        "-s", "5s", *extra)
        self.assertEqual(run.exit_code, 1, run.err)
        self.assert_complete(run)
        csv_file = run.results.with_name(run.results.name + "_stats.csv")
        views = {"console": from_console(run), "csv": from_csv_rows(csv_file.read_text()),
                 "result": from_result(run.json())}
        if extra:
            views["junit"] = from_junit(junit.read_text())
            views["html"] = from_html(html.read_text())
        self.assert_equal_totals(views)

    def test_what_the_web_interface_serves_agrees(self):
        if not web_run.has_web():
            self.skipTest("aurax-load has no web interface")
        backend = self.backend("--latency", "all=2ms", *ERRORS)
        result = self.folder / "result.json"
        run = web_run.WebRun(self.folder, self.scenario(SCENARIO), backend.url, "-u", "6", "-r",
                             "6", "-t", "3s", "-s", "5s", "--json-file", result.with_suffix(""))
        self.addCleanup(run.stop)
        run.await_end()
        prometheus = prometheus_server.Prometheus(self.folder, {"run": run.url},
                                                  self.folder / "no_rules.yml")
        self.addCleanup(prometheus.stop)
        prometheus.await_scrapes(["run"], 1)
        views = {"rest": from_result(run.json("/api/v1/runs/current")),
                 "csv": from_csv_rows(run.get("/api/v1/runs/current/stats.csv")),
                 "locust": from_locust_stats(run.json("/stats/requests")),
                 "locust csv": from_csv_rows(run.get("/stats/requests/csv")),
                 "locust report": from_html(run.get("/stats/report")),
                 "html": from_html(run.get("/api/v1/runs/current/report.html")),
                 "prometheus": from_prometheus(prometheus.query, "run"),
                 "result": from_result(json.loads(result.read_text()))}
        self.assert_equal_totals(views)


if __name__ == "__main__":
    unittest.main()
