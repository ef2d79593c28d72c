"""Runs the fuzz targets of a build folder, two at a time, and says in one line each how they did.

A new input that finds more is kept in BUILD/corpus/NAME and used again the next time; what broke a target is
in BUILD/artifacts. Exits 1 if anything broke.
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys

SEEDS = pathlib.Path(__file__).resolve().parent.parent / "tests" / "fuzz" / "corpus"

# Neither the entropic schedule nor the symbols of new functions: both cost more than the targets do.
THRIFTY = ["-entropic=0", "-print_funcs=0"]


def targets(build):
    return sorted(p.name.removesuffix("_fuzz") for p in build.glob("*_fuzz") if os.access(p, os.X_OK))


def run(build, name, seconds):
    corpus, artifacts, log = build / "corpus" / name, build / "artifacts", build / f"{name}_fuzz.log"
    corpus.mkdir(parents=True, exist_ok=True)
    artifacts.mkdir(exist_ok=True)
    folders = [corpus] + [f for f in [SEEDS / name] if f.is_dir()]
    command = [build / f"{name}_fuzz", f"-max_total_time={seconds}", "-rss_limit_mb=2048", "-timeout=10",
               "-print_final_stats=1", *THRIFTY, f"-artifact_prefix={artifacts}/{name}-", *folders]
    with open(log, "w", errors="replace") as out:
        try:
            # The time that it takes to read a grown corpus comes on top of max_total_time.
            code = subprocess.run(command, stdout=out, stderr=subprocess.STDOUT, timeout=seconds + 300,
                                  env={**os.environ, "UBSAN_OPTIONS": "print_stacktrace=1"}).returncode
        except subprocess.TimeoutExpired:
            code = -1
    return summary(name, code, log)


def last(pattern, text):
    found = re.findall(pattern, text)
    return found[-1] if found else "?"


def summary(name, code, log):
    text = log.read_text(errors="replace")
    line = (f"{name:<12} {last(r'(?m)^#([0-9]+)', text):>9} runs  coverage {last(r'cov: ([0-9]+)', text):>6}  "
            f"features {last(r'ft: ([0-9]+)', text):>6}  new inputs {last(r'new_units_added: *([0-9]+)', text):>5}  ")
    if code == 0:
        return line + "ok", True
    why = [l for l in text.splitlines() if re.search(r"property broken|runtime error|ERROR:|Assertion", l)]
    unit = last(r"Test unit written to (\S+)", text)
    return line + f"BROKEN: {why[0].strip() if why else f'exit code {code}'}\n{'':<12} input: {unit}, log: {log}", False


def positive(text):
    if int(text) < 1:
        raise ValueError(text)  # libFuzzer takes 0 as "for ever"
    return int(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build/fuzz"))
    parser.add_argument("--seconds", type=positive, default=60, help="for each target")
    parser.add_argument("names", nargs="*", help="targets; without any, all")
    args = parser.parse_args()
    names = args.names or targets(args.build)
    if not names:
        print(f"fuzz: no targets in {args.build}")
        return 1
    good = True
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        for line, ok in pool.map(lambda name: run(args.build.resolve(), name, args.seconds), names):
            print(line, flush=True)
            good &= ok
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
