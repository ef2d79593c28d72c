"""aurax-load beside wrk, hey and Locust, on this machine, in one run.

The generator has one core, nginx another. aurax-load and wrk take turns (A B A B), so that what
else the machine does meets both; each figure is the median over the turns, each ratio the median of
the ratios within a turn. CPU is user and system time of the whole process, as the kernel counts it.
"""
import argparse
import datetime
import os
import pathlib
import statistics
import subprocess

import generators
import memory
import target

# What is to be reached (CPU a request at 100 users; memory): figure, bound, unit.
MAX_RATIO_TO_WRK = 3
MAX_RATIO_TO_LOCUST = 1 / 4
MAX_BYTES_PER_USER = 30 * 1024


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin-dir", default="build/release", help="folder with aurax-load in it")
    parser.add_argument("--quick", action="store_true", help="under 40 s: one turn of 2 s each")
    parser.add_argument("--seconds", type=int, help="length of a run (default: 4, quick: 2)")
    parser.add_argument("--pairs", type=int, help="turns of aurax-load and wrk (default: 2)")
    options = parser.parse_args()
    options.seconds = options.seconds or (2 if options.quick else 4)
    options.pairs = options.pairs or (1 if options.quick else 2)
    return options


def machine(tools):
    model = next((line.split(":", 1)[1].strip()
                  for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), "unknown processor")
    nginx = subprocess.run(["nginx", "-v"], text=True, capture_output=True,
                           env={**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin"}).stderr
    versions = [tool.version() for tool in tools] + [nginx.split(": ")[-1].strip()]
    return (f"{model}, {os.cpu_count()} cores, Linux {os.uname().release}, "
            f"{datetime.date.today()}; {', '.join(versions)}")


class Case:
    """One row: a kind of request at a number of users."""

    def __init__(self, kind, users):
        self.kind, self.users = kind, users
        self.outcomes = {}  # tool's name -> one a turn

    def run(self, tools, options, url, core):
        for turn in range(options.pairs):
            for tool in tools:
                # The slow ones need no turns: their distance is not a matter of percents.
                slow = tool.name not in ("aurax-load", "wrk")
                if slow and (turn > 0 or (options.quick and self.users > 100)):
                    continue
                outcome = tool.run(self.kind, self.users, options.seconds, url, core)
                self.outcomes.setdefault(tool.name, []).append(outcome)

    def cost(self, name):
        runs = self.outcomes.get(name)
        return statistics.median(run.cost for run in runs) if runs else None

    def rate(self, name):
        runs = self.outcomes.get(name)
        return statistics.median(run.rate for run in runs) if runs else None

    def ratio(self, name):
        """aurax-load's cost over the other's."""
        ours, theirs = self.outcomes["aurax-load"], self.outcomes.get(name)
        if not theirs:
            return None
        return statistics.median(a.cost / b.cost for a, b in zip(ours, theirs))


def cell(value, form):
    return "-" if value is None else format(value, form)


def print_cpu(cases, tools):
    others = tools[1:]
    print("\nCPU per request of the generator in us (requests/s reached), and aurax-load's as a "
          "multiple of the other's\n")
    head = ["case", "users"] + [tool.name for tool in tools] + [f"to {t.name}" for t in others]
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * 2 + "---:|" * (len(head) - 2))
    for case in cases:
        title = {"get": "GET", "post": "POST + JSON check"}[case.kind]
        row = [title, f"{case.users:,}"]
        for tool in tools:
            cost = case.cost(tool.name)
            row.append("-" if cost is None else f"{cost:.1f} ({case.rate(tool.name):,.0f})")
        row += [cell(case.ratio(tool.name), ".2f") for tool in others]
        print("| " + " | ".join(row) + " |")


def print_memory(rows):
    print("\nResident memory of the generator per connected, thinking user\n")
    print("| generator | users | KB per user |\n|---|---:|---:|")
    for name, users, size in rows:
        print(f"| {name} | {users:,} | {size / 1024:.1f} |")


def judge(cases, rows):
    """Each figure that was to be reached, and whether it was."""
    def line(what, value, bound, form):
        verdict = "met" if value <= bound else "MISSED"
        print(f"- {what}: {format(value, form)}, to be at most {format(bound, form)}: {verdict}")

    print()
    for case in cases:
        if case.users != 100:
            continue
        for name, bound in (("wrk", MAX_RATIO_TO_WRK),
                            ("Locust FastHttpUser", MAX_RATIO_TO_LOCUST)):
            # wrk checks nothing, so its POST is no measure of ours.
            if case.ratio(name) is not None and (case.kind == "get" or name != "wrk"):
                line(f"CPU per request over {name}'s, {case.kind.upper()}, 100 users",
                     case.ratio(name), bound, ".2f")
    for name, users, size in rows:
        if name == "aurax-load":
            line(f"KB per connected user, {users:,} users", size / 1024, MAX_BYTES_PER_USER / 1024,
                 ".1f")


def main():
    options = parse_arguments()
    generators.raise_file_limit()
    cores = sorted(os.sched_getaffinity(0))
    core, server_core = cores[0], cores[min(1, len(cores) - 1)]
    aurax = generators.AuraxLoad(options.bin_dir)
    if not aurax.is_there():
        raise SystemExit(f"{aurax.program} is not there: ./dev build")
    tools = [aurax] + [tool for tool in (generators.Wrk(), generators.Hey(), generators.Locust())
                       if tool.is_there()]
    print(machine(tools))
    cases = [Case(kind, users) for kind in ("get", "post") for users in (100, 1000)]
    rows = []
    with target.Target(server_core) as server:
        for case in cases:
            case.run(tools, options, server.url, core)
        for users in (1000,) if options.quick else (1000, 5000):
            rows.append((aurax.name, users,
                         memory.bytes_per_user(aurax, users, server.url, core)))
        locust = tools[-1]
        if locust.name == "Locust FastHttpUser" and not options.quick:
            rows.append((locust.name, 1000,
                         memory.bytes_per_user(locust, 1000, server.url, core)))
    print_cpu(cases, tools)
    print_memory(rows)
    judge(cases, rows)


if __name__ == "__main__":
    main()
