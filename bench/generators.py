"""The load generators: how each is told to do a case, and how many requests it then says it made.

A case is "get" or "post" with a number of users and no pause; each runs on one core.
"""
import json
import os
import pathlib
import re
import resource
import shutil
import subprocess
import tempfile
from dataclasses import dataclass

SCENARIOS = pathlib.Path(__file__).resolve().parent / "scenarios"
LOCUST = "/usr/bin/locust"
LOCUST_CLASSES = {"get": "Getter", "post": "Poster", "idle": "Thinker"}


@dataclass
class Outcome:
    requests: int
    cpu_us: float  # user and system, of the process and its children, start-up not counted
    seconds: float

    @property
    def cost(self):
        return self.cpu_us / self.requests

    @property
    def rate(self):
        return self.requests / self.seconds


def measured(command, core, folder):
    """Runs to the end: (output, CPU seconds)."""
    with open(folder / "out", "w+", encoding="utf-8") as out:
        process = subprocess.Popen(["taskset", "-c", str(core), *map(str, command)], cwd=folder,
                                   stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read()
    if process.returncode != 0:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}:\n{text[-2000:]}")
    return text, usage.ru_utime + usage.ru_stime


class Generator:
    """One tool. Subclasses say `command` and `requests`; failures are errors, as they cost less."""

    name = ""

    def is_there(self):
        raise NotImplementedError

    def duration(self, text, requests, seconds):
        """How long it made requests, in seconds."""
        return seconds

    def startup_seconds(self, core, folder):
        """CPU spent before the first request, where that is worth subtracting."""
        return 0.0

    def run(self, case, users, seconds, url, core):
        with tempfile.TemporaryDirectory(prefix="aurax-bench-") as name:
            folder = pathlib.Path(name)
            text, cpu = measured(self.command(case, users, seconds, url, folder), core, folder)
            cpu -= self.startup_seconds(core, folder)
            requests = self.requests(text, folder)
            return Outcome(requests, cpu * 1e6, self.duration(text, requests, seconds))


class AuraxLoad(Generator):
    name = "aurax-load"

    def __init__(self, bin_dir):
        self.program = pathlib.Path(bin_dir).resolve() / "aurax-load"

    def is_there(self):
        return self.program.exists()

    def version(self):
        return subprocess.run([self.program, "--version"], text=True, capture_output=True,
                              check=True).stdout.strip()

    def command(self, case, users, seconds, url, folder):
        return [self.program, "-f", SCENARIOS / f"{case}.yaml", "-H", url, "-u", users, "-r",
                1000000, "-t", f"{seconds}s", "-s", "2s", "--headless", "--only-summary",
                "--loops", 1, "--json-file", folder / "result"]

    def requests(self, text, folder):
        total = json.loads((folder / "result.json").read_text())["total"]
        if total["num_failures"]:
            raise RuntimeError(f"aurax-load saw failures:\n{text[-2000:]}")
        return total["num_requests"]


class Wrk(Generator):
    name = "wrk"

    def is_there(self):
        return shutil.which("wrk") is not None

    def version(self):
        text = subprocess.run(["wrk", "-v"], text=True, capture_output=True).stdout
        return " ".join(text.split()[:2])

    def command(self, case, users, seconds, url, folder):
        script = ["-s", SCENARIOS / "post.lua"] if case == "post" else []
        path = "/generate" if case == "post" else "/"
        return ["wrk", "-t1", f"-c{users}", f"-d{seconds}s", *script, url + path]

    def requests(self, text, folder):
        if "Non-2xx" in text:
            raise RuntimeError(f"wrk saw failures:\n{text}")
        return int(re.search(r"(\d+) requests in", text).group(1))


class Hey(Generator):
    name = "hey"

    def is_there(self):
        return shutil.which("hey") is not None

    def version(self):
        return "hey"

    def command(self, case, users, seconds, url, folder):
        body = '{"prompt": "Explain how tides work", "max_tokens": 1000, "context_threshold": 0.55}'
        post = ["-m", "POST", "-T", "application/json", "-d", body] if case == "post" else []
        path = "/generate" if case == "post" else "/"
        return ["hey", "-z", f"{seconds}s", "-c", users, "-cpus", 1, *post, url + path]

    def requests(self, text, folder):
        return int(re.search(r"\[200\]\s+(\d+) responses", text).group(1))


class Locust(Generator):
    name = "Locust FastHttpUser"

    def is_there(self):
        return os.path.exists(LOCUST)

    def version(self):
        text = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", "python3-locust"], text=True,
                              capture_output=True).stdout
        return f"Locust {text or '?'}"

    def startup_seconds(self, core, folder):
        _, cpu = measured([LOCUST, "-f", SCENARIOS / "locustfile.py", "--list"], core, folder)
        return cpu

    def command(self, case, users, seconds, url, folder):
        return [LOCUST, "-f", SCENARIOS / "locustfile.py", "-H", url, "-u", users, "-r", users,
                "-t", f"{seconds}s", "--headless", "--only-summary", LOCUST_CLASSES[case]]

    def requests(self, text, folder):
        requests, failures, _ = self.total(text)
        if failures:
            raise RuntimeError(f"Locust saw failures:\n{text[-2000:]}")
        return requests

    def duration(self, text, requests, seconds):
        return requests / self.total(text)[2]  # it runs on a little after its time

    @staticmethod
    def total(text):
        """Requests, failures and requests/s of the final table."""
        row = re.search(r"^ +Aggregated +(\d+) +(\d+)\(.*\| +([\d.]+) +[\d.]+$", text, re.MULTILINE)
        return int(row[1]), int(row[2]), float(row[3])


def raise_file_limit():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
