"""Checks what the compiler does not: the direction of the layers, one door per library, one source of time, no unused
using declaration.

Prints every breach as file:line and exits 1 if there is one.
"""
import pathlib
import re
import subprocess
import sys

# A layer may include itself and these. Tests and benchmarks may include anything.
MAY_INCLUDE = {
    "common": {"common"},
    "worker": {"worker", "common"},
    "master": {"master", "common"},
    "cli": {"cli", "master", "worker", "common"},
}

# A library's headers are included only by files that match.
DOORS = {
    r"yaml-cpp/": r"master/scenario/",
    r"curl/": r"worker/curl_",
    r"CLI/": r"cli/",
    r"spdlog/": r"cli/logging",
    r"simdjson": r"worker/",
    r"re2/": r"worker/|master/scenario/",
    r"nlohmann/": r"master/|cli/",
    r"boost/": r"tests/backend_sim|master/web/http_(server|connection|request_reader)",
    r"^sqlite3\.h$": r"master/sqlite\.cc|tests/",
    r"^zstd\.h$": r"master/zstd\.cc",
    r"^zlib\.h$": r"master/gzip\.cc|tests/",
    r"openssl/": r"common/grpc_|master/web/(byte_channel|password_hash|tls_identity)",
    r"prometheus/": r"master/views/metrics_",
    r"grpcpp/|aurax/load/v1/.*grpc\.pb": r"worker/cluster_link|master/cluster_server|common/grpc_",
}

# Calls that only the named files may make: time is injected, randomness is seeded, locks are annotated.
ONLY_IN = {
    r"\bclock_gettime\(|steady_clock::now|system_clock::now|\btime\(nullptr\)":
        r"common/clock\.cc|worker/load_loop\.cc|tests/|bench/",
    r"std::random_device|\brand\(\)": r"cli/|tests/|bench/",
    r"std::mutex|std::condition_variable|absl::Mutex": r"common/mutex\.h|tests/",
    r"\bsleep_for\b|\busleep\(": r"tests/|bench/",
    r"std::regex": r"$^",
}


def sources():
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "*.cc", "*.h"],
                            capture_output=True, text=True, check=True).stdout.split()
    return [pathlib.Path(p) for p in listed if pathlib.Path(p).exists()]


def unused_usings(path):
    text = path.read_text()
    for using in re.finditer(r"^ *using (?:[\w:]*::)(\w+);", text, re.MULTILINE):
        if path.suffix == ".cc" and len(re.findall(rf"\b{using[1]}\b", text)) == 1:
            yield text[:using.start()].count("\n") + 1, f"nothing uses {using[1]}"


def breaches(path):
    layer = path.parts[0]
    yield from unused_usings(path)
    for number, line in enumerate(path.read_text().splitlines(), 1):
        code = line.split("//", 1)[0]
        include = re.match(r'\s*#include ["<]([^">]+)[">]', line)
        if include:
            target = include.group(1)
            first = target.split("/", 1)[0]
            if layer in MAY_INCLUDE and first in {*MAY_INCLUDE, "tests", "bench"}:
                if first not in MAY_INCLUDE[layer]:
                    yield number, f"{layer}/ must not include {first}/"
            for library, door in DOORS.items():
                if re.match(library, target) and not re.match(door, str(path)):
                    if layer not in ("tests", "bench") or library == r"boost/":
                        yield number, f"<{target}> is included only in {door}"
        for pattern, allowed in ONLY_IN.items():
            if re.search(pattern, code) and not re.match(allowed, str(path)):
                yield number, f"'{re.search(pattern, code).group(0)}' is for {allowed} alone"


def main():
    count = 0
    files = sources()
    for path in files:
        for number, text in breaches(path):
            print(f"{path}:{number}: {text}")
            count += 1
    print(f"check_tree: {len(files)} files, {count} breaches")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
