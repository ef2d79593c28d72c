"""The same tiny plan run by Debian's Locust and by aurax-load: to scripts it looks the same."""
import csv
import io
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import harness
import servers
import tables

LOCUST = "/usr/bin/locust"

LOCUSTFILE = """
from locust import HttpUser, constant, task

class Reader(HttpUser):
    wait_time = constant(0.05)

    @task(3)
    def health(self):
        self.client.get("/health")

    @task(1)
    def route(self):
        with self.client.post("/route", json={"metadata": {}}, catch_response=True) as response:
            response.failure("Routing failed")
"""

SCENARIO = """
users:
  Reader:
    wait: constant(50ms)
    tasks:
      health: {weight: 3, name: /health, get: /health}
      route:
        weight: 1
        name: /route
        post: /route
        json: {metadata: {}}
        check: {status: 200, error: "Routing failed"}
"""

# Locust 2.12 brings its history to disk every 10 s and not at the end: of a shorter run there is
# none to compare with.
PLAN = ["-u", "3", "-r", "3", "-t", "12s", "--headless"]

# What the newest Locust has and 2.12 has not.
NEWER_FAILURE_COLUMNS = ",First Seen,Last Seen"


def masked(line):
    """Numbers by 9s of equal width: padding, signs and points remain."""
    return re.sub(r" +\d+", lambda found: " " * (len(found.group()) - 1) + "9",
                  re.sub(r"\d+\.\d+", lambda found: "9.9".rjust(len(found.group())), line))


def final_table(text, is_title):
    lines = text.splitlines()
    start = [i for i, line in enumerate(lines) if is_title(line)][-1]
    table = lines[start:]
    return table[:table.index("")] if "" in table else table


def kind_of(value):
    kinds = {"int": r"\d+", "float": r"\d+\.\d+(e-?\d+)?", "n/a": "N/A", "empty": ""}
    for kind, pattern in kinds.items():
        if re.fullmatch(pattern, value):
            return kind
    return "text"


@unittest.skipUnless(os.path.exists(LOCUST), "Debian's python3-locust is not installed")
class LocustDifferentialTest(harness.LoadTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory(prefix="aurax-locust-")
        cls.addClassCleanup(folder.cleanup)
        cls.locust_folder = pathlib.Path(folder.name)
        (cls.locust_folder / "locustfile.py").write_text(LOCUSTFILE)
        backend = servers.Backend("--latency", "all=5ms")
        cls.addClassCleanup(backend.stop)
        done = subprocess.run(
            [LOCUST, "-f", "locustfile.py", "-H", backend.url, *PLAN, "--csv", "out",
             "--csv-full-history"], cwd=cls.locust_folder, text=True, capture_output=True,
            timeout=60, stdin=subprocess.DEVNULL)
        cls.locust_err = done.stderr
        cls.locust_code = done.returncode

    def setUp(self):
        """One run of aurax-load serves all tests, as one of Locust does."""
        super().setUp()
        cls = type(self)
        if hasattr(cls, "ours"):
            return
        backend = self.backend("--latency", "all=5ms")
        run = self.load(self.scenario(SCENARIO), backend.url, *PLAN)
        cls.our_csv = {which: pathlib.Path(f"{run.results}_{which}.csv").read_bytes().decode()
                       for which in ("stats", "stats_history", "failures", "exceptions")}
        cls.our_json = run.json()
        cls.ours = run

    def both_csv(self, which):
        locust = (self.locust_folder / f"out_{which}.csv").read_bytes().decode()
        return locust, self.our_csv[which]

    def test_exit_codes_are_equal(self):
        self.assertEqual((self.locust_code, self.ours.exit_code), (1, 1))

    def assert_same_layout(self, is_title):
        locust, ours = (final_table(text, is_title) for text in (self.locust_err, self.ours.err))
        self.assertEqual(len(locust), len(ours))
        for theirs, mine in zip(locust, ours):
            self.assertEqual(len(theirs), len(mine), f"{theirs!r}\n{mine!r}")
            self.assertEqual([i for i, c in enumerate(theirs) if c == "|"],
                             [i for i, c in enumerate(mine) if c == "|"])
        self.assertEqual(masked(locust[0]), masked(ours[0]))
        return locust, ours

    def test_the_statistics_table_has_the_same_layout(self):
        locust, ours = self.assert_same_layout(tables.STATISTICS_HEADER.match)
        for theirs, mine in zip(locust, ours):
            if not tables.STATISTICS_ROW.match(theirs):
                self.assertEqual(theirs, mine)
                continue
            self.assertTrue(tables.STATISTICS_ROW.match(mine), mine)
            self.assertEqual(theirs[:86].rstrip("0123456789 "), mine[:86].rstrip("0123456789 "))

    def test_the_percentile_table_has_the_same_layout(self):
        locust, ours = self.assert_same_layout(
            lambda line: line.startswith("Response time percentiles"))
        self.assertEqual(locust[:3], ours[:3])
        self.assertEqual([masked(line) for line in locust if tables.PERCENTILE_ROW.match(line)],
                         [masked(line) for line in ours if tables.PERCENTILE_ROW.match(line)])

    def test_the_error_report_has_the_same_layout(self):
        locust, ours = (final_table(text, lambda line: line == "Error report")
                        for text in (self.locust_err, self.ours.err))
        self.assertEqual(locust[:3], ours[:3])
        self.assertEqual(locust[-1], ours[-1])
        # 2.12 prints the exception around the message; the newest does not.
        unwrapped = re.sub(r"CatchResponseError\('(.*)'\)", r"\1", locust[3])
        self.assertEqual(unwrapped.split(None, 1)[1].rstrip(), ours[3].split(None, 1)[1].rstrip())
        self.assertEqual(len(ours[3]), 119)

    def test_the_statistics_and_history_have_the_same_columns(self):
        for which in ("stats", "stats_history", "exceptions"):
            locust, ours = self.both_csv(which)
            self.assertEqual(tables.csv_header(locust), tables.csv_header(ours), which)
            self.assertEqual(ours.count("\n"), ours.count("\r\n"), which)
        locust, ours = self.both_csv("failures")
        self.assertEqual(tables.csv_header(locust) + NEWER_FAILURE_COLUMNS, tables.csv_header(ours))

    def assert_same_kinds(self, theirs, mine):
        for column, value in theirs.items():
            kind, own = kind_of(value), kind_of(mine[column])
            # Times are whole in one and fractional in the other, as the numbers fall.
            number = {"int", "float"}
            self.assertTrue(kind == own or {kind, own} <= number, (column, value, mine[column]))

    def test_the_rows_are_the_same_and_hold_the_same_kinds_of_value(self):
        locust, ours = (tables.csv_rows(text) for text in self.both_csv("stats"))
        self.assertEqual([(row["Type"], row["Name"]) for row in locust],
                         [(row["Type"], row["Name"]) for row in ours])
        for theirs, mine in zip(locust, ours):
            self.assert_same_kinds(theirs, mine)

    def test_the_history_holds_the_same_kinds_of_value(self):
        locust, ours = (tables.csv_rows(text) for text in self.both_csv("stats_history"))
        self.assertEqual({(row["Type"], row["Name"]) for row in locust},
                         {(row["Type"], row["Name"]) for row in ours})
        for key in ("/health", "Aggregated"):
            last = [[row for row in rows if row["Name"] == key][-1] for rows in (locust, ours)]
            self.assert_same_kinds(*last)
            self.assertRegex(last[1]["Requests/s"], r"^\d+\.\d{6}$")

    def test_the_json_has_locusts_keys_in_locusts_order(self):
        sample = ["name", "method", "last_request_timestamp", "start_time", "num_requests",
                  "num_none_requests", "num_failures", "total_response_time", "max_response_time",
                  "min_response_time", "total_content_length", "response_times",
                  "num_reqs_per_sec", "num_fail_per_sec"]
        for entry in self.our_json["entries"]:
            self.assertEqual(list(entry)[:len(sample)], sample)
            self.assertEqual(sum(entry["num_reqs_per_sec"].values()), entry["num_requests"])
            self.assertEqual(sum(entry["response_times"].values()), entry["num_requests"])

    def test_csv_quoting_survives_a_reader(self):
        _, ours = self.both_csv("failures")
        (row,) = list(csv.DictReader(io.StringIO(ours, newline="")))
        self.assertEqual(row["Error"], "Routing failed")
        self.assertEqual(json.loads(row["Occurrences"]),
                         self.our_json["errors"][0]["occurrences"])


if __name__ == "__main__":
    unittest.main()
