"""A master and its workers, as processes over loopback: options, totals, views, refusals."""
import json
import os
import signal
import unittest

import harness
import lines
import servers

SCENARIO = """
users:
  Caller:
    wait: constant(20ms)
    tasks:
      hello:
        get: /health
"""
LOAD = ("-u", "12", "-r", "50", "-t", "3s", "-s", "5s")


class ClusterTest(harness.LoadTest):
    def watched(self, process):
        process.lines = lines.Lines(process)
        return process

    def ended(self, process, limit=harness.RUN_LIMIT):
        """The finished run of a watched process."""
        process.wait(limit)
        process.lines.thread.join(limit)
        out = process.stdout.read()
        process.stdout.close()
        process.stderr.close()
        return harness.Run(process.returncode, out, process.lines.text, process.results)

    def master(self, backend, *options, load=LOAD, port=0):
        master = self.watched(self.begin_load(
            self.scenario(SCENARIO), backend.url, "--master", "--master-bind-host", "127.0.0.1",
            "--master-bind-port", port, *load, *options))
        return master

    @staticmethod
    def port(master):
        return int(master.lines.wait_for(r"listening on 127\.0\.0\.1:(\d+)").group(1))

    def worker(self, port, name, *options):
        return self.watched(self.start("--worker", "--master-port", port, "--worker-id", name,
                                       "--loops", "1", *options))

    def leave(self, worker):
        worker.send_signal(signal.SIGTERM)
        run = self.ended(worker)
        self.assertEqual(run.exit_code, 0, run.err)
        return run

    def assert_exact(self, run, backend):
        """Nothing failed, the ledger balances, all views and the backend count alike."""
        self.assertEqual(run.exit_code, 0, run.err)
        self.assert_complete(run)
        self.assert_views_agree(run)
        result = run.json()
        received = backend.settled_counts()["total"]["received"]
        self.assertEqual(result["ledger"]["requests_started"], received)
        self.assertGreater(received, 100)
        return result

    def test_three_workers_carry_one_run(self):
        backend = self.backend("--latency", "all=5ms", "--track-ids")
        master = self.master(backend, "--expect-workers", "3")
        port = self.port(master)
        workers = [self.worker(port, f"w{i}") for i in range(3)]
        run = self.ended(master)
        result = self.assert_exact(run, backend)
        self.assertEqual([w["worker_id"] for w in result["workers"]], ["w0", "w1", "w2"])
        self.assertEqual(sum(w["requests_started"] for w in result["ledger"]["workers"]),
                         result["ledger"]["requests_started"])
        for worker in result["ledger"]["workers"]:
            self.assertTrue(worker["digest_equal"], worker)
            self.assertGreater(worker["requests_started"], 0, worker)
        for worker in result["workers"]:
            self.assertTrue(worker["clock_known"], worker)
            self.assertGreater(worker["snapshots_acknowledged"], 1, worker)
        self.assertRegex(run.err, r"w0 \(index \d\) reported as ready\. \d workers connected\.")
        self.assertRegex(run.err, r"(?m)^w2 +\|")
        for worker in workers:
            self.leave(worker)

    def test_a_worker_waits_for_its_master_and_serves_run_after_run(self):
        backend = self.backend("--latency", "all=5ms", "--track-ids")
        port = servers.free_port()
        worker = self.worker(port, "patient")
        worker.lines.wait_for(rf"Waiting for the master at 127\.0\.0\.1:{port} \(.*\), trying again")
        for _ in range(2):
            before = backend.settled_counts()["total"]["received"]
            run = self.ended(self.master(backend, port=port, load=("-u", "5", "-t", "2s")))
            self.assertEqual(run.exit_code, 0, run.err)
            self.assert_complete(run)
            self.assertEqual(run.json()["ledger"]["requests_started"],
                             backend.settled_counts()["total"]["received"] - before)
        self.assertIn("Lost the master", worker.lines.text)
        self.leave(worker)

    def test_processes_alone_are_master_and_workers(self):
        backend = self.backend("--latency", "all=5ms", "--track-ids")
        run = self.load(self.scenario(SCENARIO), backend.url, "--processes", "2",
                        "--master-bind-port", "0", *LOAD)
        result = self.assert_exact(run, backend)
        self.assertEqual(len(result["workers"]), 2)
        self.assertEqual([w["loops"] for w in result["workers"]], [1, 1])

    def test_a_process_that_dies_is_named_and_the_run_goes_on(self):
        backend = self.backend("--latency", "all=5ms")
        parent = self.watched(self.begin_load(
            self.scenario(SCENARIO), backend.url, "--processes", "2", "--master-bind-port", "0",
            "-u", "12", "-r", "50", "-t", "8s"))
        servers.wait_until(lambda: backend.counts()["total"]["received"] > 50, "load")
        children = children_of(parent.pid)
        self.assertEqual(len(children), 2)
        os.kill(children[0], signal.SIGKILL)
        run = self.ended(parent)
        self.assertRegex(run.err, r"Worker process \d was ended by signal 9")
        ledger = run.json()["ledger"]
        self.assertEqual([m["reason"] for m in ledger["moves"]], ["lost"], ledger)
        self.assertEqual(len(ledger["unknown"]), 1, ledger)
        self.assertIn("nobody can count", " ".join(run.err.split()))

    def test_none_of_the_processes_outlives_the_parent(self):
        backend = self.backend("--latency", "all=5ms")
        parent = self.watched(self.begin_load(
            self.scenario(SCENARIO), backend.url, "--processes", "2", "--master-bind-port", "0",
            "-u", "2"))
        servers.wait_until(lambda: backend.counts()["total"]["received"] > 5, "load")
        children = children_of(parent.pid)
        parent.kill()
        parent.wait()
        servers.wait_until(lambda: not any(alive(child) for child in children), "children gone")

    def test_worker_processes_are_led_by_their_parent(self):
        backend = self.backend("--latency", "all=5ms", "--track-ids")
        master = self.master(backend, "--expect-workers", "2")
        workers = self.worker(self.port(master), "mine", "--processes", "2")
        result = self.assert_exact(self.ended(master), backend)
        self.assertEqual([w["worker_id"] for w in result["workers"]], ["mine_1", "mine_2"])
        self.leave(workers)

    def test_a_worker_that_leaves_gives_its_users_to_the_others(self):
        backend = self.backend("--latency", "all=5ms", "--track-ids")
        master = self.master(backend, "--expect-workers", "2",
                             load=("-u", "12", "-r", "50", "-t", "6s", "-s", "5s"))
        port = self.port(master)
        staying, leaving = self.worker(port, "staying"), self.worker(port, "leaving")
        servers.wait_until(lambda: backend.counts()["total"]["received"] > 100, "load")
        self.assertIn("Leaving: giving the users back", self.leave(leaving).err)
        result = self.assert_exact(self.ended(master), backend)
        self.assertIn("left", [m["reason"] for m in result["ledger"]["moves"]])
        self.leave(staying)

    def test_a_worker_that_is_told_twice_goes_at_once_and_says_what_is_lost(self):
        backend = self.backend("--latency", "all=3s")
        master = self.master(backend, load=("-u", "12", "-r", "50", "-t", "20s", "-s", "10s"))
        worker = self.worker(self.port(master), "hasty")
        servers.wait_until(lambda: backend.counts()["total"]["received"] > 5, "load")
        worker.send_signal(signal.SIGTERM)
        worker.lines.wait_for("Leaving: giving the users back")
        worker.send_signal(signal.SIGTERM)
        run = self.ended(worker)
        self.assertEqual(run.exit_code, 1, run.err)
        self.assertIn("Stopping in mid-run", run.err)

    def test_an_idle_worker_that_is_told_twice_has_lost_nothing(self):
        worker = self.worker(servers.free_port(), "idle")
        worker.lines.wait_for("Waiting for the master")
        worker.send_signal(signal.SIGTERM)
        worker.send_signal(signal.SIGTERM)
        self.assertEqual(self.ended(worker).exit_code, 0)

    def test_a_second_worker_of_the_same_name_is_refused_quietly(self):
        backend = self.backend("--latency", "all=5ms")
        master = self.master(backend, load=("-u", "5", "-t", "4s"))
        port = self.port(master)
        first = self.worker(port, "twin")
        servers.wait_until(lambda: backend.counts()["total"]["received"] > 5, "load")
        second = self.worker(port, "twin")
        self.assertEqual(self.ended(master).exit_code, 0)
        text = second.lines.text
        self.assertIn("refuses this worker", text)
        self.assertLessEqual(text.count("refuses this worker"), 2, text)
        self.assertEqual(text.count("Connected to the master"), 1, text)
        self.assertLessEqual(text.count("Lost the master"), 1, text)
        self.leave(first)

    def test_the_history_has_a_row_a_second_however_many_workers(self):
        backend = self.backend("--latency", "all=5ms", "--track-ids")
        master = self.master(backend, "--expect-workers", "3")
        port = self.port(master)
        workers = [self.worker(port, f"w{i}") for i in range(3)]
        run = self.ended(master)
        self.assert_exact(run, backend)
        rows = [row for row in run.csv("stats_history") if row["Name"] == "Aggregated"]
        self.assertLessEqual(len(rows), 7, rows)  # 3 s, the start, the tail and the end
        for worker in workers:
            self.leave(worker)

    def test_a_wrong_token_is_refused_for_good(self):
        backend = self.backend("--latency", "all=5ms", "--track-ids")
        right, wrong = self.folder / "right", self.folder / "wrong"
        right.write_text("right-s3cret\n")
        wrong.write_text("wrong-s3cret\n")
        right.chmod(0o600)
        wrong.chmod(0o600)
        master = self.master(backend, "--join-token-file", right)
        port = self.port(master)
        refused = self.ended(self.worker(port, "stranger", "--join-token-file", wrong))
        self.assertEqual(refused.exit_code, 2, refused.err)
        self.assertIn("token", refused.err)
        worker = self.worker(port, "friend", "--join-token-file", right)
        run = self.ended(master)
        self.assert_exact(run, backend)
        for text in (run.err, refused.err, self.leave(worker).err, json.dumps(run.json())):
            self.assertNotIn("s3cret", text)

    def test_tls_with_certificates_on_both_sides(self):
        backend = self.backend("--latency", "all=5ms", "--track-ids")
        certificate = servers.Certificate(self.folder)
        tls = ("--cluster-tls-cert", certificate.chain, "--cluster-tls-key", certificate.key,
               "--cluster-tls-ca", certificate.authority)
        master = self.master(backend, *tls)
        port = self.port(master)
        plain = self.worker(port, "plain")
        bare = self.worker(port, "bare", "--cluster-tls-ca", certificate.authority)
        for stranger in (plain, bare):
            stranger.lines.wait_for("Waiting for the master|cannot be joined")
        worker = self.worker(port, "trusted", *tls)
        result = self.assert_exact(self.ended(master), backend)
        self.assertEqual([w["worker_id"] for w in result["workers"]], ["trusted"])
        self.leave(worker)

    def test_nobody_comes(self):
        backend = self.backend()
        master = self.master(backend, "--expect-workers", "3", "--expect-workers-max-wait", "2")
        self.worker(self.port(master), "alone")
        run = self.ended(master)
        self.assertEqual(run.exit_code, 1, run.err)
        self.assertIn("Waiting for workers to be ready, 1 of 3 connected", run.err)
        self.assertIn("Gave up waiting for workers to connect", run.err)
        self.assertEqual(backend.counts()["total"]["received"], 0)

    def test_a_signal_ends_the_waiting(self):
        master = self.master(self.backend())
        self.port(master)
        master.send_signal(signal.SIGTERM)
        run = self.ended(master)
        self.assertEqual(run.exit_code, 1, run.err)
        self.assertIn("nothing was started", run.err)

    def test_an_open_port_is_warned_of(self):
        scenario = self.scenario(SCENARIO)
        run = self.command("-f", scenario, "-H", "http://127.0.0.1:1", "--master",
                           "--master-bind-port", "0", "--expect-workers-max-wait", "1",
                           "--headless")
        self.assertIn("No TLS on the cluster's port", run.err)
        self.assertIn("No join token on the cluster's port", run.err)
        self.assertIn("listening on *:", run.err)

    def test_what_cannot_work_is_said_before_anything_starts(self):
        scenario = self.scenario(SCENARIO)
        backend = self.backend()
        taken = self.port(self.master(backend))
        run = ("-f", scenario, "-H", backend.url, "-t", "1s", "--master")
        port_taken = (*run, "--master-bind-host", "127.0.0.1", "--master-bind-port", taken)
        cases = {
            (*run, "--worker"): "--master and --worker",
            ("-f", scenario, "--processes", "0"): "--processes: '0'",
            ("--worker", "--state-dir", "x"): "--state-dir is the master's",
            (*run, "--join-token-file", "absent"): "absent",
            ("--worker", "--join-token-file", "absent"): "absent",
            (*run, "--cluster-tls-cert", "c.pem", "--cluster-tls-key", "k.pem",
             "--master-bind-port", "0"): ".pem",
            ("--worker", "--cluster-tls-ca", "ca.pem"): "ca.pem",
            (*run, "--state-dir", "/proc/nowhere", "--master-bind-port", "0"): "/proc/nowhere",
            port_taken: str(taken),
        }
        for arguments, words in cases.items():
            with self.subTest(words):
                result = self.command(*arguments)
                self.assertEqual(result.exit_code, 2, result.err)
                self.assertIn(words, result.err)

    def test_the_same_command_goes_on_after_a_crash(self):
        backend = self.backend("--latency", "all=5ms", "--track-ids")
        state = self.folder / "state"
        port = servers.free_port()
        options = ("--state-dir", state)
        load = ("-u", "12", "-r", "50", "-t", "8s", "-s", "5s", "--seed", "1")
        first = self.master(backend, *options, port=port, load=load)
        worker = self.worker(port, "w")
        servers.wait_until(lambda: backend.counts()["total"]["received"] > 200, "load")
        first.kill()
        first.wait()
        other = self.command("-f", self.scenario(SCENARIO), "-H", backend.url, "--master", "-u",
                             "99", "--master-bind-port", "0", *options)
        self.assertEqual(other.exit_code, 2, other.err)
        self.assertIn("run.journal", other.err)
        run = self.ended(self.master(backend, *options, port=port, load=load))
        self.assertRegex(run.err, r"Going on with run \S+ from \S+run\.journal: \d+ snapshots, "
                                  r"1 workers?")
        self.assert_exact(run, backend)
        self.leave(worker)
        again = self.ended(self.master(backend, *options, "--expect-workers-max-wait", "1"))
        self.assertNotIn("Going on", again.err)


def children_of(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return [int(child) for child in file.read().split()]


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


if __name__ == "__main__":
    unittest.main()
