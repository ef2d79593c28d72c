"""What a fleet of workers costs its master, and whether anything is lost or late.

Runs the real master against fleets of 10, 100 and 1,000 simulated workers (aurax-fleet: real
sessions over real gRPC streams, measurements invented), each with 100 request names at a snapshot a
second. CPU is user and system time of the master's process while the load runs, as the kernel
counts it. Exit code 1 if anything was lost or late; a figure above its bound is printed as missed.
"""
import argparse
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

NAMES = 100
REQUESTS = 5  # of each name in each snapshot
USERS = 1024  # one of each shard, so that every worker has some
MAX_CORES = 0.5  # of the master's CPU, at 1,000 workers
MAX_GROWTH = 0.05  # of its memory, from the middle of the run to its end
START_LIMIT = 90
FINISH_LIMIT = 60
PAGE = os.sysconf("SC_PAGESIZE")
TICK = os.sysconf("SC_CLK_TCK")

# Nobody asks this host.
SCENARIO_HEAD = "host: http://127.0.0.1:9\nusers:\n  Invented:\n    wait: constant(1h)\n    tasks:\n"


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin-dir", default="build/release",
                        help="folder with aurax-load and aurax-fleet in it")
    parser.add_argument("--quick", action="store_true", help="10 and 100 workers, 5 s each")
    parser.add_argument("--workers", type=int, nargs="+", help="sizes of the fleet")
    parser.add_argument("--seconds", type=int, help="length of a run (default: 20, quick: 5)")
    parser.add_argument("--minutes", type=float, help="length of a run in minutes instead")
    parser.add_argument("--requests", type=int, default=REQUESTS,
                        help="of each request name in each snapshot (default: %(default)s)")
    options = parser.parse_args()
    options.workers = options.workers or ([10, 100] if options.quick else [10, 100, 1000])
    options.seconds = options.seconds or (5 if options.quick else 20)
    if options.minutes:
        options.seconds = round(60 * options.minutes)
    return options


def scenario():
    return SCENARIO_HEAD + "".join(f"      name_{n:02}: {{get: /{n:02}}}\n" for n in range(NAMES))


class Master:
    """The real one; .samples are (time, CPU seconds, resident bytes), one a second."""

    def __init__(self, options, workers, folder):
        self.folder, self.log_file = folder, folder / "master.log"
        (folder / "scenario.yaml").write_text(scenario())
        command = [pathlib.Path(options.bin_dir).resolve() / "aurax-load", "--master",
                   "--master-bind-host", "127.0.0.1", "--master-bind-port", "0",
                   "--expect-workers", workers, "-f", "scenario.yaml", "-u", USERS, "-r", USERS,
                   "-t", f"{options.seconds}s", "--headless", "--only-summary",
                   "--json-file", "result"]
        with open(self.log_file, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(list(map(str, command)), cwd=folder,
                                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                            stderr=log)
        self.samples = []

    def log(self):
        return self.log_file.read_text(errors="replace")

    def await_log(self, pattern, limit):
        end = time.monotonic() + limit
        while not (found := re.search(pattern, self.log())):
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"the master did not say {pattern}:\n{self.log()[-3000:]}")
            time.sleep(0.05)
        return found

    def sample(self):
        proc = pathlib.Path(f"/proc/{self.process.pid}")
        fields = (proc / "stat").read_text().rsplit(")", 1)[1].split()
        self.samples.append((time.monotonic(), (int(fields[11]) + int(fields[12])) / TICK,
                             int(fields[21]) * PAGE))

    def watch(self, seconds):
        """Samples while the load runs."""
        end = time.monotonic() + seconds
        self.sample()
        while time.monotonic() < end - 1 and self.process.poll() is None:
            time.sleep(1)
            self.sample()

    def result(self):
        return json.loads((self.folder / "result.json").read_text())


def ending_of(fleet):
    """What it prints; it is not waited for longer than it needs to hear the last answers."""
    try:
        return json.loads(fleet.communicate(timeout=3)[0])
    except subprocess.TimeoutExpired:
        fleet.terminate()
        return json.loads(fleet.communicate(timeout=30)[0])


class Run:
    """A fleet of one size: what was sent, what arrived, what it cost."""

    def __init__(self, options, workers):
        self.workers, self.seconds = workers, options.seconds
        with tempfile.TemporaryDirectory(prefix="aurax-fleet-") as folder:
            master = Master(options, workers, pathlib.Path(folder))
            fleet = None
            try:
                port = master.await_log(r"Master listening on \S+:(\d+)", 10)[1]
                limit = START_LIMIT + options.seconds + FINISH_LIMIT
                fleet = subprocess.Popen(
                    [str(pathlib.Path(options.bin_dir).resolve() / "aurax-fleet"), port,
                     str(workers), str(options.requests), str(limit)], stdout=subprocess.PIPE,
                    text=True)
                master.await_log("Ramping to", START_LIMIT)
                master.watch(options.seconds)
                master.process.wait(FINISH_LIMIT)
                self.sent = ending_of(fleet)
                self.fleet_code = fleet.returncode
                self.result = master.result()
            finally:
                for process in (fleet, master.process):
                    if process is not None and process.poll() is None:
                        process.send_signal(signal.SIGKILL)
                        process.wait()
        self.samples = master.samples

    @property
    def applied(self):
        return sum(w["snapshots_applied"] for w in self.result["ledger"]["workers"])

    @property
    def repeated(self):
        return sum(w["duplicates_dropped"] for w in self.result["ledger"]["workers"])

    @property
    def lost(self):
        return self.sent["snapshots"] - self.applied

    @property
    def cores(self):
        first, last = self.samples[0], self.samples[-1]
        return (last[1] - first[1]) / (last[0] - first[0])

    @property
    def cpu_us(self):
        """Per snapshot that arrived."""
        return self.cores * self.seconds / self.applied * 1e6

    def memory(self):
        """At the start, in the middle and at the end."""
        middle = self.samples[len(self.samples) // 2]
        return [sample[2] for sample in (self.samples[0], middle, self.samples[-1])]

    def faults(self):
        ledger, sent = self.result["ledger"], self.sent
        checks = [
            (self.fleet_code == 0, f"the fleet ended with {self.fleet_code}: {sent}"),
            (ledger["complete"], f"ledger: {ledger['residues'][:3]}"),
            (self.lost == 0, f"{self.lost} snapshots were lost"),
            (sent["late"] == 0, f"{sent['late']} acknowledgements took more than a second"),
            (not ledger["moves"], f"shards moved: {ledger['moves'][:3]}"),
        ]
        for kind in ("completed", "failed"):
            checks.append((ledger[f"requests_{kind}"] == sent[kind],
                           f"requests {kind}: {sent[kind]} made, {ledger[f'requests_{kind}']} "
                           "in the report"))
        return [text for holds, text in checks if not holds]


def print_table(runs, options):
    print(f"\nA master and its fleet: {NAMES} request names, {options.requests} requests of each "
          f"a second and worker, {options.seconds} s\n")
    head = ["workers", "snapshots", "late", "lost", "repeated", "master's cores", "us a snapshot",
            "MB at the start", "middle", "end", "longest until acknowledged"]
    print("| " + " | ".join(head) + " |")
    print("|" + "---:|" * len(head))
    for run in runs:
        row = [f"{run.workers:,}", f"{run.sent['snapshots']:,}", run.sent["late"], run.lost,
               run.repeated, f"{run.cores:.2f}", f"{run.cpu_us:.0f}"]
        row += [f"{size / 2**20:.0f}" for size in run.memory()]
        row.append(f"{run.sent['worst_ack_us'] / 1000:.0f} ms")
        print("| " + " | ".join(map(str, row)) + " |")


def judge(runs):
    """Each figure that was to be reached, and whether it was; then what is wrong."""
    print()
    for run in runs:
        if run.workers == 1000:
            verdict = "met" if run.cores <= MAX_CORES else "MISSED"
            print(f"- the master's CPU at 1,000 workers: {run.cores:.2f} cores, to be at most "
                  f"{MAX_CORES}: {verdict}")
        _, middle, end = run.memory()
        growth = end / middle - 1
        verdict = "met" if growth <= MAX_GROWTH else "MISSED"
        print(f"- the master's memory at {run.workers:,} workers, growth over the second half: "
              f"{growth:.1%}, to be at most {MAX_GROWTH:.0%}: {verdict}")
    faults = [(run, fault) for run in runs for fault in run.faults()]
    if not faults:
        print("- nothing lost, nothing late, every ledger complete: met")
    for run, fault in faults:
        print(f"- {run.workers:,} workers: {fault}: MISSED")
    return not faults


def main():
    options = parse_arguments()
    runs = []
    for workers in options.workers:
        runs.append(Run(options, workers))
        print(f"{workers:,} workers: done", file=sys.stderr)
    print_table(runs, options)
    return 0 if judge(runs) else 1


if __name__ == "__main__":
    sys.exit(main())
