"""A cluster of real processes that a test may hurt, and what must hold afterwards.

    class MyTest(ClusterTest):
        def test_something(self):
            master = self.start_master(run_time=12, workers=2)
            one, two = self.start_workers(master, "one", "two")
            self.at(3)
            two.kill()
            result = self.result_of(master)
            self.assert_exact(result)

The load is the same everywhere: USERS users, a request each PACE seconds by each of them, RATE a
second in all. Each request has an id of its own, so the backend knows one sent twice.
"""
import contextlib
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

CHAOS = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(CHAOS.parent / "integration"))

# pylint: disable=wrong-import-position
import harness  # noqa: E402
import servers  # noqa: E402
from arrivals import Arrivals  # noqa: E402
from far_backend import FarBackend  # noqa: E402

LEASE = 3.0
RECOVERY = LEASE + 1.0  # within it a lost worker's users are handed on
USERS = 20
PACE = 0.2
RATE = USERS / PACE
SPAWN_RATE = 40
CATCH_UP = USERS / SPAWN_RATE  # users that moved start at the spawn rate
TOLERANCE = 0.12
FINISH_LIMIT = 60
LONG = os.environ.get("CHAOS_LONG") == "1"  # the longer faults too

# The id does not repeat when a user starts again elsewhere, with the same random stream.
SCENARIO = f"""
defaults:
  headers: {{X-Request-Id: "${{user}}-${{now(milliseconds)}}-${{seq()}}"}}
users:
  Writer:
    weight: 3
    wait: pacing({int(PACE * 1000)}ms)
    tasks:
      generate:
        post: /generate
        json: {{prompt: "Explain how tides work", max_tokens: 10}}
        check: {{status: 200}}
  Reader:
    fixed_count: 4
    wait: pacing({int(PACE * 1000)}ms)
    tasks:
      health: {{get: /health}}
"""


class Member:
    """An aurax-load of the cluster; its standard error is in a file."""

    def __init__(self, process, log):
        self.process, self.log_file = process, log

    def log(self):
        return self.log_file.read_text(errors="replace")

    def await_log(self, pattern, limit=20):
        """The first match; fails with the whole log."""
        end = time.monotonic() + limit
        while True:
            found = re.search(pattern, self.log())
            if found:
                return found
            if self.process.poll() is not None or time.monotonic() > end:
                found = re.search(pattern, self.log())
                if found:
                    return found
                raise AssertionError(f"{pattern!r} is not in the log (exit code "
                                     f"{self.process.poll()}):\n{self.log()}")
            time.sleep(0.02)

    def alive(self):
        return self.process.poll() is None

    def kill(self):
        self.process.kill()
        self.process.wait()

    def pause(self):
        self.process.send_signal(signal.SIGSTOP)

    def resume(self):
        self.process.send_signal(signal.SIGCONT)

    def ask_to_leave(self):
        self.process.send_signal(signal.SIGTERM)

    def wait(self, limit=FINISH_LIMIT):
        return self.process.wait(limit)


class Result:
    """What a master left behind: exit_code, its log, and its result document."""

    def __init__(self, exit_code, log, document):
        self.exit_code, self.log, self.document = exit_code, log, document

    @property
    def ledger(self):
        return self.document["ledger"]

    def moves(self, reason=None):
        return [m for m in self.ledger["moves"] if reason in (None, m["reason"])]


class ClusterTest(harness.LoadTest):
    network = None  # of namespaces; None: the loopback

    def setUp(self):
        super().setUp()
        self.members = []
        self.result_file = self.folder / "result.json"
        options = ("--latency", "all=5ms", "--track-ids")
        if self.network:
            self.sim = FarBackend(self.network, "backend", "master", *options)
            self.addCleanup(self.sim.stop)
        else:
            self.sim = self.backend(*options)
        self.arrivals = Arrivals(lambda: self.sim.counts()["total"]["received"])
        self.addCleanup(self.arrivals.stop)
        self.began = None

    # --- Processes.

    def spawn(self, name, *arguments, env=None, machine=None):
        log = self.folder / f"{name}{len(self.members)}.log"
        command = [servers.binary("aurax-load"), *map(str, arguments)]
        if self.network:
            command = self.network.command(machine or name, command)
        variables = {k: v for k, v in os.environ.items()
                     if not k.startswith(("AURAX_LOAD_", "LOCUST_"))}
        variables.update(HOME=str(self.folder), **(env or {}))
        with log.open("w") as out:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                       env=variables, cwd=self.folder)
        member = Member(process, log)
        self.members.append((name, member))
        self.addCleanup(self.end_member, member)
        return member

    @staticmethod
    def end_member(member):
        if member.alive():
            member.resume()
            member.kill()

    def start_master(self, run_time, workers, *more, port=0, env=None, stop_timeout="5s",
                     scenario=SCENARIO, users=USERS, spawn_rate=SPAWN_RATE, backend=None):
        """Returns when it listens; .port is where."""
        host = self.network.address("master") if self.network else "127.0.0.1"
        url = (backend or self.sim).url
        master = self.spawn(
            "master", "--master", "--headless", "--only-summary", "-f", self.scenario(scenario),
            "-H", url, "-u", users, "-r", spawn_rate, "-t", f"{run_time}s", "-s", stop_timeout,
            "--seed", 7, "--master-bind-host", host, "--master-bind-port", port,
            "--expect-workers", workers, "--json-file", self.result_file.with_suffix(""), *more,
            env=env)
        master.host = host
        master.port = int(master.await_log(r"listening on \S*:(\d+)").group(1))
        return master

    def start_worker(self, name, port, *more, env=None, machine=None):
        host = self.network.address("master") if self.network else "127.0.0.1"
        return self.spawn(name, "--worker", "--master-host", host, "--master-port", port,
                          "--worker-id", name, "--loops", 1, *more, env=env, machine=machine)

    def start_workers(self, master, *names):
        return [self.start_worker(name, master.port) for name in names]

    # --- Time, in seconds since the first request arrived.

    def at(self, offset):
        if self.began is None:
            self.began = self.arrivals.first()
        time.sleep(max(0.0, self.began + offset - time.monotonic()))

    def now(self):
        return time.monotonic() - self.began

    # --- The end.

    def result_of(self, master, limit=FINISH_LIMIT):
        """Waits for the master's end, then ends the workers, as people would."""
        try:
            code = master.wait(limit)
        except subprocess.TimeoutExpired:
            self.fail(f"the master did not end:\n{self.logs()}")
        for _, member in self.members:
            if member.alive():
                member.ask_to_leave()
        for name, member in self.members:
            try:
                member.wait(15)
            except subprocess.TimeoutExpired:
                self.fail(f"{name} did not end:\n{self.logs()}")
        document = None
        with contextlib.suppress(OSError, ValueError):
            document = json.loads(self.result_file.read_text())
        return Result(code, master.log(), document)

    def logs(self):
        """Every member's log, for the message of a failure."""
        return "\n".join(f"--- {name} (exit code {member.process.poll()})\n{member.log()}"
                         for name, member in self.members)

    # --- What must hold.

    def assert_ledger(self, result):
        """It balances, and says so everywhere."""
        self.assertIsNotNone(result.document, self.logs())
        ledger = result.ledger
        self.assertTrue(ledger["complete"], f"{ledger}\n{self.logs()}")
        self.assertEqual(ledger["residues"], [])
        self.assertEqual(ledger["requests_in_flight"],
                         sum(w["requests_in_flight"] for w in ledger["unknown"]))
        self.assertEqual(ledger["requests_started"],
                         ledger["requests_completed"] + ledger["requests_failed"] +
                         ledger["requests_cancelled"] + ledger["requests_in_flight"], ledger)
        self.assertEqual(ledger["user_starts_planned"],
                         ledger["user_starts_offered"] + ledger["user_starts_not_offered"], ledger)
        self.assertEqual(ledger["requests_started"],
                         sum(w["requests_started"] for w in ledger["workers"]), ledger)
        self.assertIn("Ledger: complete", result.log)

    def assert_backend_agrees(self, result):
        """The stand-in's count, but for what the ledger itself says nobody can know, and for
        requests that were cancelled before they had left."""
        counts = self.sim.settled_counts()
        ledger = result.ledger
        received, started = counts["total"]["received"], ledger["requests_started"]
        least = started + sum(u["requests_at_least"] for u in ledger["unknown"])
        most = started + sum(u["requests_at_most"] for u in ledger["unknown"])
        seen = f"received {received}, {counts}\n{ledger}"
        self.assertGreaterEqual(received, least - ledger["requests_cancelled"], seen)
        self.assertLessEqual(received, most, seen)
        ids = counts["ids"]
        self.assertEqual(ids["repeated"], [], "the same request twice")
        self.assertEqual(ids["seen"], received, "requests without an id")
        self.assertLessEqual(len(ids["unfinished"]),
                             ledger["requests_cancelled"] + (most - started), ids)

    def assert_exact(self, result, unknown=False):
        """Nothing is lost; without `unknown` there is nothing that cannot be known either."""
        self.assert_ledger(result)
        if not unknown:
            self.assertEqual(result.ledger["unknown"], [], self.logs())
            for worker in result.ledger["workers"]:
                self.assertTrue(worker["digest_equal"], f"{worker}\n{self.logs()}")
        self.assert_backend_agrees(result)
        self.assertEqual(result.exit_code, 0, self.logs())

    def assert_at_plan(self, begin, end, what="the load"):
        """From `begin` to `end` (offsets) the whole load was offered."""
        rate = self.arrivals.rate(self.began + begin, self.began + end)
        self.assertAlmostEqual(rate, RATE, delta=RATE * TOLERANCE,
                               msg=f"{what} from {begin:.1f} to {end:.1f} s\n{self.course()}")

    def assert_never_above_plan(self, burst=USERS):
        """No user ever existed twice: no second saw more than the plan and one request a user."""
        for offset, rate in self.rates():
            self.assertLessEqual(rate, RATE * (1 + TOLERANCE) + burst,
                                 f"at {offset} s\n{self.course()}\n{self.logs()}")

    def rates(self):
        return self.arrivals.rates(self.began, time.monotonic())

    def course(self):
        return "requests a second: " + " ".join(f"{t:g}s:{r:.0f}" for t, r in self.rates())
