"""How much memory a connected user takes: users that have asked once and now think."""
import os
import pathlib
import signal
import subprocess
import tempfile
import time

CONNECT_LIMIT = 60


def sockets_of(pid):
    count = 0
    for descriptor in pathlib.Path(f"/proc/{pid}/fd").iterdir():
        try:
            count += os.readlink(descriptor).startswith("socket:")
        except FileNotFoundError:
            pass
    return count


def resident_bytes(pid):
    pages = int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def bytes_per_user(generator, users, url, core):
    """What each user beyond the first adds to the resident memory of the process."""
    one, many = (resident_with(generator, n, url, core) for n in (1, users))
    return (many - one) / (users - 1)


def resident_with(generator, users, url, core):
    """Resident memory of the process, once all users are connected and think."""
    with tempfile.TemporaryDirectory(prefix="aurax-bench-") as name:
        folder = pathlib.Path(name)
        command = generator.command("idle", users, 600, url, folder)
        process = subprocess.Popen(["taskset", "-c", str(core), *map(str, command)], cwd=folder,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        try:
            end = time.monotonic() + CONNECT_LIMIT
            while sockets_of(process.pid) < users:
                if process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError(f"{generator.name} did not connect {users} users")
                time.sleep(0.1)
            time.sleep(0.5)  # the last answers
            return resident_bytes(process.pid)
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
