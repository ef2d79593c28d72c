"""Runs one after another in one program, asked for over HTTP, locally and on a master."""
import json
import pathlib
import signal
import unittest

import harness
import lines
import servers
import web

SCENARIO = """
host: {host}
users:
  Visitor:
    wait: 20ms
    tasks:
      look:
        get: /health
"""


class RunsTest(web.WebTest):
    def setUp(self):
        super().setUp()
        self.target = self.backend()
        self.file = self.scenario(SCENARIO.format(host=self.target.url))
        self.results = self.folder / "results"

    def serve_all(self, *arguments):
        return self.serve("-f", self.file, "--csv", self.results, "--json-file", self.results,
                          "--junit", self.folder / "junit.xml", *arguments)

    def begin(self, process, **request):
        answer = process.client.send("POST", "/api/v1/runs", {"users": 3, "spawn_rate": 50,
                                                              **request})
        self.assertEqual(answer.status, 201, answer.text)
        return answer.json["run_id"]

    def report(self, process):
        return process.client.get("/api/v1/runs/current").json

    def until_requested(self, process, requests):
        servers.wait_until(lambda: self.report(process)["total"]["num_requests"] >= requests,
                           f"{requests} requests")

    def was_reset(self, process):
        """The ledger goes on, the statistics begin anew."""
        report = self.report(process)
        return report["total"]["num_requests"] < report["ledger"]["requests_completed"]

    def stop(self, process):
        answer = process.client.send("POST", "/api/v1/runs/current/stop")
        self.assertLess(answer.status, 300, answer.text)

    def result(self):
        return json.loads(pathlib.Path(f"{self.results}.json").read_text())

    def assert_two_runs(self, process, workers):
        first = self.begin(process)
        self.until_requested(process, 20)
        self.stop(process)
        result = self.result()
        self.assertEqual(result["run"]["run_id"], first)
        self.assertTrue(result["ledger"]["complete"], result["ledger"])
        self.assertEqual(len(result["workers"]), workers)
        second = self.begin(process, users=4)
        self.assertNotEqual(second, first)
        self.until_requested(process, 20)
        self.assertEqual(process.client.send("PATCH", "/api/v1/runs/current",
                                             {"users": 6}).status, 200)
        servers.wait_until(lambda: self.report(process)["run"]["user_count"] == 6, "6 users")
        self.assertLess(process.client.send("POST", "/api/v1/runs/current/reset").status, 300)
        servers.wait_until(lambda: self.was_reset(process), "a reset")
        run = self.leave(process)
        self.assertEqual(run.exit_code, 0, run.err)
        result = self.result()
        self.assertEqual(result["run"]["run_id"], second)
        self.assertTrue(result["ledger"]["complete"], result["ledger"])
        kinds = {event["kind"] for event in result["events"]}
        self.assertLessEqual({"all_spawned", "users_changed", "statistics_reset", "stop"}, kinds)

    def test_runs_follow_one_another_on_one_machine(self):
        self.assert_two_runs(self.serve_all(), 1)

    def test_runs_follow_one_another_on_two_workers(self):
        master = self.serve_all("--master", "--master-bind-host", "127.0.0.1",
                                "--master-bind-port", "0")
        port = master.lines.wait_for(r"Master listening on 127.0.0.1:(\d+)").group(1)
        workers = [self.start("--worker", "--master-port", port, "--loops", 1) for _ in range(2)]
        master.lines.wait_for(r"2 workers connected")
        self.assert_two_runs(master, 2)
        for worker in workers:
            self.finish(worker, signal.SIGTERM)

    def test_a_run_that_somebody_started_survives_the_masters_crash(self):
        port = servers.free_port()
        options = ("--master", "--master-bind-host", "127.0.0.1", "--master-bind-port", port,
                   "--state-dir", self.folder / "state")
        first = self.serve_all(*options)
        worker = self.start("--worker", "--master-port", port, "--loops", 1)
        first.lines.wait_for("1 workers connected")
        run_id = self.begin(first, users=5, run_time="60s")
        self.until_requested(first, 20)
        first.kill()
        self.leave(first, signal_number=None)
        second = self.serve_all(*options)
        second.lines.wait_for(f"Going on with run {run_id}")
        servers.wait_until(
            lambda: self.report(second).get("run", {}).get("user_count") == 5, "5 users")
        self.assertEqual(self.report(second)["run"]["run_time_us"], 60_000_000)
        self.stop(second)
        self.assertTrue(self.result()["ledger"]["complete"], self.result()["ledger"])
        self.begin(second)
        self.until_requested(second, 5)
        self.assertEqual(self.leave(second).exit_code, 0)
        self.finish(worker, signal.SIGTERM)

    def test_a_signal_in_mid_run_writes_every_file(self):
        process = self.serve_all()
        self.begin(process)
        self.until_requested(process, 5)
        run = self.leave(process, signal.SIGTERM)
        self.assertEqual(run.exit_code, 0, run.err)
        self.assertTrue(self.result()["ledger"]["complete"])
        self.assertIn("Aggregated", pathlib.Path(f"{self.results}_stats.csv").read_text())
        self.assertIn("<testsuite", (self.folder / "junit.xml").read_text())

    def test_without_a_run_the_end_is_fine(self):
        run = self.leave(self.serve_all())
        self.assertEqual(run.exit_code, 0, run.err)

    def test_autostart_and_autoquit(self):
        process = self.serve_all("--autostart", "--autoquit", "0", "-t", "1s")
        run = self.leave(process, signal_number=None)
        self.assertEqual(run.exit_code, 0, run.err)
        self.assertIn("--autoquit time reached", run.err)
        failing = self.serve("-f", self.file, "-H", "http://127.0.0.1:1", "--autostart",
                             "--autoquit", "0", "-t", "1s")
        self.assertEqual(self.leave(failing, signal_number=None).exit_code, 1)

    def test_a_run_may_only_be_aimed_at_allowed_hosts(self):
        process = self.serve("-f", self.file, "--allowed-hosts", "127.0.0.1")
        answer = process.client.send("POST", "/api/v1/runs", {"host": "http://elsewhere.test"})
        self.assertEqual(answer.status, 422, answer.text)
        self.assertEqual([m["field"] for m in answer.json["mistakes"]], ["host"])
        run = self.command("-f", self.file, "--headless", "-t", "1s", "--allowed-hosts", "x.test")
        self.assertEqual(run.exit_code, 2)
        self.assertIn("--allowed-hosts", run.err)

    def test_past_runs_are_kept(self):
        process = self.serve("-f", self.file, "--state-dir", self.folder / "state")
        run_id = self.begin(process)
        self.until_requested(process, 5)
        self.stop(process)
        listed = process.client.get("/api/v1/runs").json
        self.assertIn(run_id, [run["run_id"] for run in listed])
        self.leave(process)


class MetricsPortTest(harness.LoadTest):
    def test_a_worker_serves_its_own_metrics(self):
        worker = self.start("--worker", "--master-port", servers.free_port(), "--metrics-port", "0")
        log = lines.Lines(worker)
        url = log.wait_for(r"Metrics at (http\S+)/metrics").group(1)
        client = web.Client(url)
        self.assertEqual(client.get("/healthz").status, 200)
        self.assertEqual(client.get("/readyz").status, 503)
        metrics = client.get("/metrics").text
        self.assertIn("aurax_worker_connected 0\n", metrics)
        self.assertIn('aurax_worker_state{state="idle"}', metrics)


if __name__ == "__main__":
    unittest.main()
