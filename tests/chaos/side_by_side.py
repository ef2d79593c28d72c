"""Runs a file's tests side by side, each in a process of its own: they spend their time waiting.

    if __name__ == "__main__":
        side_by_side.main()

With arguments it is unittest.main(): `python3 FILE Class.test` runs one test alone.
CHAOS_AT_ONCE says how many run at the same time (default 3).
"""
import concurrent.futures
import os
import subprocess
import sys
import time
import unittest

LIMIT = 240  # seconds for a test


def names(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from names(test)
        else:
            yield test.id().removeprefix("__main__.")


def run_alone(name):
    begun = time.monotonic()
    try:
        done = subprocess.run([sys.executable, "-B", sys.argv[0], name], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, errors="replace",
                              timeout=LIMIT, check=False)
        return name, done.returncode, done.stdout, time.monotonic() - begun
    except subprocess.TimeoutExpired as error:
        output = (error.stdout or b"").decode(errors="replace")
        return name, 1, f"{output}\nnot within {LIMIT} s", time.monotonic() - begun


def main():
    if len(sys.argv) > 1:
        unittest.main()
        return
    tests = list(names(unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"])))
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(int(os.environ.get("CHAOS_AT_ONCE", "3"))) as pool:
        for name, code, output, took in pool.map(run_alone, tests):
            skipped = [line for line in output.splitlines() if line.startswith("SKIPPED")]
            print(f"{'FAILED' if code else 'ok    '} {took:5.1f} s  {name}  {' '.join(skipped)}",
                  flush=True)
            if code:
                failed += 1
                print(output, flush=True)
    print(f"{len(tests)} tests, {failed} failed")
    sys.exit(1 if failed or not tests else 0)
