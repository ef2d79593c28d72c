"""Machines made of network namespaces, joined by two networks: one for the cluster's own traffic,
one for the load, so that a fault between master and workers leaves the load's path alone.

    with Network(["master", "one", "two"]) as network:
        subprocess.Popen(network.command("one", ["program", ...]))
        network.cut("one")            # its cluster link is down
        network.mend("one")

Nothing of it is visible to other programs on the machine: the bridges too live in a namespace.
"""
import contextlib
import ctypes
import os
import pathlib
import shutil
import socket
import subprocess
import threading
import unittest

CLONE_NEWNET = 0x40000000
CLUSTER, LOAD = "cluster", "load"  # interfaces, in every machine
SUBNETS = {CLUSTER: "10.91.0", LOAD: "10.92.0"}


def available(*programs):
    """None when namespaces (and the programs named) can be had, else why not."""
    if os.getuid() != 0:
        return "network namespaces need root"
    for program in ("ip", *programs):
        if not shutil.which(program, path=search_path()):
            return f"the program '{program}' is not installed"
    name = f"aurax-{os.getpid()}-probe"
    probe = run(["ip", "netns", "add", name], check=False)
    if probe.returncode != 0:
        return f"no network namespaces here: {probe.stderr.strip()}"
    bridge = run(["ip", "-n", name, "link", "add", "name", "bridge", "type", "bridge"], check=False)
    run(["ip", "netns", "del", name], check=False)
    return None if bridge.returncode == 0 else f"no bridges here: {bridge.stderr.strip()}"


def need(*programs):
    """Skips the test, saying why, where namespaces cannot be had."""
    why = available(*programs)
    if why:
        print(f"SKIPPED: {why}", flush=True)
        raise unittest.SkipTest(why)


def search_path():
    return os.environ.get("PATH", "") + ":/usr/sbin:/sbin"


def run(command, check=True):
    result = subprocess.run(command, capture_output=True, text=True, check=False,
                            env={**os.environ, "PATH": search_path()})
    if check and result.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {result.stderr.strip()}")
    return result


class Network:
    _made = 0

    def __init__(self, machines):
        Network._made += 1
        self._prefix = f"aurax-{os.getpid()}-{Network._made}-"
        self._names = []
        self._hub = self._add("hub")
        self._numbers = {machine: n for n, machine in enumerate(machines, 1)}
        try:
            for network in SUBNETS:
                self._in(self._hub, "link", "add", "name", f"br-{network}", "type",
                         "bridge")
                self._in(self._hub, "link", "set", f"br-{network}", "up")
            for machine in machines:
                self._join(machine)
        except Exception:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """The namespaces go, and the links in them; ending what runs there is up to who started it.
        """
        while self._names:
            run(["ip", "netns", "del", self._names.pop()], check=False)

    def address(self, machine, network=CLUSTER):
        return f"{SUBNETS[network]}.{self._numbers[machine]}"

    def command(self, machine, command):
        """A command that runs `command` on the machine, in the same process."""
        return [shutil.which("ip", path=search_path()), "netns", "exec", self._prefix + machine,
                *map(str, command)]

    def connect(self, machine, address, port, timeout):
        """A TCP connection of this process, as if made by a program on the machine."""
        with self._inside(machine):
            return socket.create_connection((address, port), timeout)

    def cut(self, machine):
        """Both ways, at once, without a word to anybody."""
        self._in(self._prefix + machine, "link", "set", CLUSTER, "down")

    def mend(self, machine):
        self._in(self._prefix + machine, "link", "set", CLUSTER, "up")

    def lose(self, machine, share):
        """This share (0..1) of what arrives over the cluster's network vanishes; 1: all of it."""
        self._iptables(machine, "INPUT", "-i", CLUSTER, "-m", "statistic", "--mode", "random",
                       "--probability", str(share), "-j", "DROP")

    def deafen(self, machine):
        """Nothing arrives over the cluster's network; what it sends does."""
        self._iptables(machine, "INPUT", "-i", CLUSTER, "-j", "DROP")

    def mute(self, machine):
        """Nothing it sends over the cluster's network arrives; it still hears."""
        self._iptables(machine, "OUTPUT", "-o", CLUSTER, "-j", "DROP")

    def restore(self, machine):
        """Ends lose(), deafen() and mute()."""
        run(self.command(machine, ["iptables", "-F"]))

    def _iptables(self, machine, chain, *rule):
        run(self.command(machine, ["iptables", "-A", chain, *rule]))

    def _add(self, name):
        full = self._prefix + name
        run(["ip", "netns", "add", full])
        self._names.append(full)
        return full

    def _join(self, machine):
        name = self._add(machine)
        self._in(name, "link", "set", "lo", "up")
        for network, subnet in SUBNETS.items():
            number = self._numbers[machine]
            port = f"{network}{number}"
            self._in(self._hub, "link", "add", port, "type", "veth", "peer", "name", network,
                     "netns", name)
            self._in(self._hub, "link", "set", port, "master", f"br-{network}", "up")
            self._in(name, "address", "add", f"{subnet}.{number}/24", "dev", network)
            self._in(name, "link", "set", network, "up")

    @staticmethod
    def _in(namespace, *arguments):
        run(["ip", "-n", namespace, *arguments])

    @contextlib.contextmanager
    def _inside(self, machine):
        """This thread is on the machine; its other threads are not."""
        libc = ctypes.CDLL(None, use_errno=True)
        with open(f"/proc/self/task/{threading.get_native_id()}/ns/net", "rb") as home:
            with pathlib.Path("/var/run/netns", self._prefix + machine).open("rb") as there:
                if libc.setns(there.fileno(), CLONE_NEWNET) != 0:
                    raise OSError(ctypes.get_errno(), f"cannot enter {machine}")
            try:
                yield
            finally:
                libc.setns(home.fileno(), CLONE_NEWNET)
