"""Runs clang-tidy over the project's sources, only over what changed since it last passed.

A file's stamp is a hash of its preprocessed text (so of every header it includes) and of .clang-tidy.
"""
import argparse
import concurrent.futures
import hashlib
import json
import pathlib
import shlex
import subprocess
import sys

LAYERS = ("common", "worker", "master", "cli")


def preprocessed(entry):
    arguments = [a for a in shlex.split(entry["command"]) if a != "/usr/bin/ccache"]
    arguments = arguments[: arguments.index("-o")] + ["-E", "-P", entry["file"]]
    return subprocess.run(arguments, cwd=entry["directory"], capture_output=True, check=True).stdout


def tidy(entry, build, config, stamps):
    source = pathlib.Path(entry["file"])
    digest = hashlib.sha256(config + preprocessed(entry)).hexdigest()
    stamp = stamps / digest
    if stamp.exists():
        return source, 0, ""
    done = subprocess.run(["clang-tidy", "--quiet", "-p", str(build), str(source),
                           "--extra-arg=-Wno-unknown-warning-option"],
                          capture_output=True, text=True)
    if done.returncode == 0:
        stamp.touch()
    return source, done.returncode, done.stdout


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    root = pathlib.Path(__file__).resolve().parent.parent
    config = (root / ".clang-tidy").read_bytes()
    stamps = options.build.resolve().parent / "tidy"
    stamps.mkdir(parents=True, exist_ok=True)
    entries = [e for e in json.loads((options.build / "compile_commands.json").read_text())
               if pathlib.Path(e["file"]).is_relative_to(root)
               and pathlib.Path(e["file"]).relative_to(root).parts[0] in LAYERS]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for source, code, text in pool.map(
                lambda e: tidy(e, options.build, config, stamps), entries):
            if code != 0:
                failed += 1
                print(text)
                print(f"clang-tidy: {source.relative_to(root)} failed")
    print(f"clang-tidy: {len(entries) - failed} of {len(entries)} files clean")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
