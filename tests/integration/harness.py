"""What the integration tests share: aurax-load itself, servers to load, and results read back.

The programs are taken from AURAX_BIN_DIR. What a test starts ends with it.
"""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import servers
import tables

SOURCE = pathlib.Path(__file__).resolve().parents[2]
RUN_LIMIT = 120


class Run:
    """A finished aurax-load: exit_code, out, err, and its result files."""

    def __init__(self, exit_code, out, err, results):
        self.exit_code, self.out, self.err, self.results = exit_code, out, err, results

    def statistics(self):
        """The final statistics table: {(type, name): row}, the total under ("", "Aggregated")."""
        return tables.statistics(self.err)

    def percentiles(self):
        return tables.percentiles(self.err)

    def errors(self):
        return tables.errors(self.err)

    def csv(self, which):
        """The rows of PREFIX_<which>.csv as dictionaries."""
        return tables.csv_rows(pathlib.Path(f"{self.results}_{which}.csv").read_bytes().decode())

    def json(self):
        return json.loads(pathlib.Path(f"{self.results}.json").read_text())


class LoadTest(unittest.TestCase):
    """A test that loads something; what it starts is ended with it."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="aurax-test-", ignore_cleanup_errors=True)
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.runs = 0

    def backend(self, *options, port=0):
        server = servers.Backend(*options, port=port)
        self.addCleanup(server.stop)
        return server

    def nginx(self, certificate=None):
        server = servers.Nginx(certificate)
        self.addCleanup(server.stop)
        return server

    def scenario(self, text, name="scenario.yaml"):
        path = self.folder / name
        path.write_text(text)
        return str(path)

    def start(self, *arguments, env=None):
        """aurax-load, running; give it to finish()."""
        self.runs += 1
        results = self.folder / f"run{self.runs}"
        variables = {k: v for k, v in os.environ.items()
                     if not k.startswith(("AURAX_LOAD_", "LOCUST_"))}
        variables.update(HOME=str(self.folder), **(env or {}))
        process = subprocess.Popen(
            [servers.binary("aurax-load"), *map(str, arguments)], text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=variables, cwd=self.folder)
        process.results = results
        self.addCleanup(self.end, process)
        return process

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.kill()
            process.communicate()

    def finish(self, process, signal_number=None, limit=RUN_LIMIT):
        if signal_number is not None:
            process.send_signal(signal_number)
        out, err = process.communicate(timeout=limit)
        return Run(process.returncode, out, err, process.results)

    def command(self, *arguments, env=None):
        """Runs aurax-load as given and waits."""
        return self.finish(self.start(*arguments, env=env))

    def begin_load(self, scenario, host, *arguments, env=None):
        """aurax-load, running headless, writing every kind of result."""
        results = self.folder / f"run{self.runs + 1}"
        return self.start("-f", scenario, "-H", host, "--headless", "--csv", results,
                          "--csv-full-history", "--json-file", results, *arguments, env=env)

    def load(self, scenario, host, *arguments, env=None):
        return self.finish(self.begin_load(scenario, host, *arguments, env=env))

    def assert_complete(self, run):
        """The ledger balances, on the console and in the JSON."""
        self.assertIn("Ledger: complete", run.err)
        ledger = run.json()["ledger"]
        self.assertTrue(ledger["complete"], ledger)
        self.assertEqual(ledger["requests_started"],
                         ledger["requests_completed"] + ledger["requests_failed"] +
                         ledger["requests_cancelled"], ledger)

    def assert_views_agree(self, run):
        """Console, CSV and JSON give the same numbers of requests and failures, entry by entry."""
        console = {key: (row["requests"], row["failures"])
                   for key, row in run.statistics().items()}
        csv = {(row["Type"], row["Name"]): (int(row["Request Count"]), int(row["Failure Count"]))
               for row in run.csv("stats")}
        result = run.json()
        entries = result["entries"] + [result["total"]]
        from_json = {(e["method"], e["name"]): (e["num_requests"], e["num_failures"])
                     for e in entries}
        self.assertEqual(console, csv)
        # The JSON leaves out what was never asked for, as Locust does.
        self.assertEqual({k: v for k, v in console.items() if v != (0, 0)},
                         {k: v for k, v in from_json.items() if v != (0, 0)})
        last = run.csv("stats_history")[-1]
        total = console[("", "Aggregated")]
        self.assertEqual((int(last["Total Request Count"]), int(last["Total Failure Count"])),
                         total)
