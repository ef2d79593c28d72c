"""However a run is ended, everything is written and accounted for."""
import contextlib
import fcntl
import json
import os
import pathlib
import signal
import subprocess
import termios
import unittest

import harness
import servers

SCENARIO = """
users:
  Writer:
    wait: constant(10ms)
    tasks:
      generate:
        post: /generate
        json: {prompt: "Explain how tides work"}
        check: {status: 200}
"""

FILES = ["_stats.csv", "_stats_history.csv", "_failures.csv", "_exceptions.csv", ".json"]


class SignalsTest(harness.LoadTest):
    def begin(self, backend, *arguments):
        return self.begin_load(self.scenario(SCENARIO), backend.url, "-u", "5", "-r", "50",
                               *arguments)

    def await_requests(self, backend, n):
        servers.wait_until(lambda: backend.counts()["total"]["received"] >= n, "requests")

    def assert_all_written(self, run):
        for suffix in FILES:
            self.assertTrue(pathlib.Path(f"{run.results}{suffix}").read_text().strip(), suffix)
        self.assertIn("Response time percentiles", run.err)
        self.assert_complete(run)
        self.assert_views_agree(run)

    def test_either_signal_ends_a_run_with_all_results(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(signal=number.name):
                backend = self.backend("--latency", "all=5ms")
                process = self.begin(backend, "-s", "5s")
                self.await_requests(backend, 50)
                run = self.finish(process, number, limit=20)
                self.assertEqual(run.exit_code, 0, run.err)
                self.assert_all_written(run)
                self.assertEqual(run.json()["ledger"]["requests_started"],
                                 backend.settled_counts()["total"]["received"])

    def test_requests_in_flight_finish_within_the_grace(self):
        backend = self.backend("--latency", "all=1s")
        process = self.begin(backend, "-s", "10s")
        self.await_requests(backend, 5)
        run = self.finish(process, signal.SIGTERM, limit=20)
        self.assertEqual(run.exit_code, 0, run.err)
        self.assert_all_written(run)
        ledger = run.json()["ledger"]
        self.assertEqual(ledger["requests_cancelled"], 0, ledger)
        self.assertEqual(ledger["requests_completed"], 5, ledger)

    def test_what_does_not_finish_within_the_grace_is_cancelled_visibly(self):
        backend = self.backend("--errors", "generate=stall:100%")
        process = self.begin(backend, "-s", "500ms")
        self.await_requests(backend, 5)
        run = self.finish(process, signal.SIGTERM, limit=20)
        self.assert_all_written(run)
        ledger = run.json()["ledger"]
        self.assertEqual(ledger["requests_cancelled"], 5, ledger)
        self.assertIn("5 cancelled", " ".join(run.err.split()))
        self.assertEqual(backend.settled_counts()["total"]["abandoned"], 5)

    def test_a_second_signal_does_not_wait_for_the_grace(self):
        backend = self.backend("--errors", "generate=stall:100%")
        process = self.begin(backend, "-s", "1h")
        self.await_requests(backend, 5)
        process.send_signal(signal.SIGINT)
        for line in process.stderr:
            if "signal" in line:
                break
        run = self.finish(process, signal.SIGINT, limit=20)
        self.assertEqual(run.json()["ledger"]["requests_cancelled"], 5)

    def begin_unread(self, backend, *arguments):
        """A run whose standard error is a full pipe that nobody reads."""
        reader, writer = os.pipe()
        self.addCleanup(os.close, reader)
        os.set_blocking(writer, False)
        with contextlib.suppress(BlockingIOError):
            while True:
                os.write(writer, b"." * 4096)
        os.set_blocking(writer, True)
        results = self.folder / "unread"
        process = subprocess.Popen(
            [servers.binary("aurax-load"), "-f", self.scenario(SCENARIO), "-H", backend.url,
             "--headless", "--csv", results, "--json-file", results, "-u", "5", "-r", "50",
             *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=writer,
            cwd=self.folder)
        os.close(writer)
        process.results = results
        self.addCleanup(self.end, process)
        return process

    def assert_files_complete(self, process):
        for suffix in FILES:
            self.assertTrue(pathlib.Path(f"{process.results}{suffix}").read_text().strip(), suffix)
        ledger = json.loads(pathlib.Path(f"{process.results}.json").read_text())["ledger"]
        self.assertTrue(ledger["complete"], ledger)

    def test_a_console_that_nobody_reads_does_not_make_the_run_deaf(self):
        backend = self.backend("--latency", "all=5ms")
        process = self.begin_unread(backend)
        self.await_requests(backend, 50)
        process.send_signal(signal.SIGTERM)
        result = pathlib.Path(f"{process.results}.json")
        servers.wait_until(lambda: result.exists() and result.stat().st_size > 100, "the result")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=8), 0)
        self.assert_files_complete(process)

    def test_a_console_that_nobody_reads_does_not_outlive_the_run_time(self):
        process = self.begin_unread(self.backend("--latency", "all=5ms"), "-t", "1s")
        self.assertEqual(process.wait(timeout=30), 0)
        self.assert_files_complete(process)

    def test_an_earlier_result_stays_until_the_new_one_takes_its_place(self):
        result = self.folder / "run1.json"
        result.write_text("earlier")
        backend = self.backend("--latency", "all=5ms")
        process = self.begin(backend)
        self.await_requests(backend, 5)
        self.assertEqual(result.read_text(), "earlier")
        run = self.finish(process, signal.SIGTERM, limit=20)
        self.assertTrue(run.json()["ledger"]["complete"])
        self.assertFalse((self.folder / "run1.json.part").exists())

    def test_a_result_that_cannot_be_written_is_said_before_the_run(self):
        (self.folder / "run1.json").mkdir()
        (self.folder / "run1_stats.csv").write_text("earlier")
        run = self.load(self.scenario(SCENARIO), "http://localhost:1")
        self.assertEqual(run.exit_code, 2, run.err)
        self.assertIn("run1.json: Is a directory", run.err)
        self.assertEqual((self.folder / "run1_stats.csv").read_text(), "earlier")

    def test_a_second_q_does_not_wait_for_the_grace(self):
        backend = self.backend("--errors", "generate=stall:100%")
        ours, terminal = os.openpty()
        self.addCleanup(os.close, ours)
        process = subprocess.Popen(
            [servers.binary("aurax-load"), "-f", self.scenario(SCENARIO), "-H", backend.url,
             "--headless", "-u", "5", "-r", "50", "-s", "1h"], stdin=terminal,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=self.folder,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(terminal)
        self.addCleanup(self.end, process)
        self.await_requests(backend, 5)
        os.write(ours, b"q")
        for line in process.stderr:
            if "q was pressed (once more: at once)" in line:
                break
        os.write(ours, b"q")
        _, err = process.communicate(timeout=20)
        self.assertIn("Stopping at once", err)
        self.assertIn("5 cancelled", " ".join(err.split()))

    def test_the_run_time_ends_a_run_the_same_way(self):
        backend = self.backend("--latency", "all=5ms")
        run = self.finish(self.begin(backend, "-t", "1s", "-s", "5s"), limit=20)
        self.assertEqual(run.exit_code, 0, run.err)
        self.assert_all_written(run)


if __name__ == "__main__":
    unittest.main()
