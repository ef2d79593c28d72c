"""Runs clang-tidy over the project's sources, only over what changed since it last passed.

A file's stamp is a hash of its preprocessed text (so of every header it includes) and of .clang-tidy.
Files without one are read in batches, each as one main file, for clang-tidy spends most of its time on
headers; what is wrong with a batch is then asked of its files one by one. (In a batch one file may excuse
an unused using declaration of another; check_tree.py looks for those, file by file.)
"""
import argparse
import concurrent.futures
import hashlib
import json
import pathlib
import shlex
import subprocess
import sys

import batches

LAYERS = ("common", "worker", "master", "cli")
BATCH = 10
ROOT = pathlib.Path(__file__).resolve().parent.parent


class Source:
    """A file, how it is compiled, and its stamp."""

    def __init__(self, entry, config, stamps):
        self.path, self.folder = pathlib.Path(entry["file"]), entry["directory"]
        arguments = [a for a in shlex.split(entry["command"]) if a != "/usr/bin/ccache"]
        self.arguments = arguments[: arguments.index("-o")]
        text = subprocess.run(self.arguments + ["-E", "-P", entry["file"]], cwd=self.folder,
                              capture_output=True, check=True).stdout
        self.stamp = stamps / hashlib.sha256(config + text).hexdigest()

    @property
    def layer(self):
        return self.path.relative_to(ROOT).parts[0]

    def line_directive(self):
        return f'#line 1 "{self.path}"\n'


def clang_tidy(path, arguments, folder):
    done = subprocess.run(["clang-tidy", "--quiet", str(path), "--", *arguments[1:],
                           "-Wno-unknown-warning-option"],
                          cwd=folder, capture_output=True, text=True)
    return done.returncode == 0, done.stdout


def tidy_one(source):
    clean, text = clang_tidy(source.path, source.arguments, source.folder)
    if clean:
        source.stamp.touch()
        return []
    return [f"{text}\nclang-tidy: {source.path.relative_to(ROOT)} failed"]


def tidy_batch(sources, stamps):
    """What is wrong with them: a text each."""
    if len(sources) > 1:
        # Not by #include: some checks look at the main file alone.
        text = "".join(s.line_directive() + s.path.read_text(encoding="utf-8") for s in sources)
        path = stamps / f"{sources[0].layer}_{hashlib.sha256(text.encode()).hexdigest()[:16]}.cc"
        path.write_text(text, encoding="utf-8")
        clean, _ = clang_tidy(path, sources[0].arguments, sources[0].folder)
        path.unlink()
        if clean:
            for source in sources:
                source.stamp.touch()
            return []
    return [text for source in sources for text in tidy_one(source)]


def in_batches(sources):
    by_path = {s.path: s for s in sources}
    for arguments in sorted({tuple(s.arguments) for s in sources}):
        alike = sorted(s.path for s in sources if tuple(s.arguments) == arguments)
        for batch in batches.batches(alike, BATCH):
            yield [by_path[path] for path in batch]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    config = (ROOT / ".clang-tidy").read_bytes()
    stamps = options.build.resolve().parent / "tidy"
    stamps.mkdir(parents=True, exist_ok=True)
    entries = [e for e in json.loads((options.build / "compile_commands.json").read_text())
               if pathlib.Path(e["file"]).is_relative_to(ROOT)
               and pathlib.Path(e["file"]).relative_to(ROOT).parts[0] in LAYERS]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        sources = list(pool.map(lambda e: Source(e, config, stamps), entries))
        changed = [s for s in sources if not s.stamp.exists()]
        failed = [text for texts in pool.map(lambda b: tidy_batch(b, stamps), in_batches(changed))
                  for text in texts]
    for text in failed:
        print(text)
    print(f"clang-tidy: {len(entries) - len(failed)} of {len(entries)} files clean")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
