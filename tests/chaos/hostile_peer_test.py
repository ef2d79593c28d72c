"""Strangers at the cluster's port: the run does not notice, and the master does not grow."""
import contextlib
import os
import pathlib
import random
import resource
import socket
import struct

import side_by_side
from cluster import ClusterTest

CROWD = 2000
MOST_RESIDENT = 400 << 20
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, SETTINGS = 0, 1, 4
END_HEADERS = 4
METHOD = "/aurax.load.v1.Cluster/Attach"
HELLO_OF_THE_FUTURE = b"\x0a\x06\x08\xff\xff\x03" b"\x12\x00"


def frame(kind, flags, stream, payload):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(
        ">I", stream) + payload


def header(name, value):
    """HPACK: a literal without indexing, without Huffman."""
    return b"\0" + bytes([len(name)]) + name.encode() + bytes([len(value)]) + value.encode()


def attach(stream=1):
    """What opens a stream to the cluster's service."""
    fields = {":method": "POST", ":scheme": "http", ":path": METHOD, ":authority": "master",
              "te": "trailers", "content-type": "application/grpc"}
    block = b"".join(header(name, value) for name, value in fields.items())
    return PREFACE + frame(SETTINGS, 0, 0, b"") + frame(HEADERS, END_HEADERS, stream, block)


def message(text, claimed=None, stream=1):
    """A gRPC message; `claimed`: the length it says it has."""
    prefix = b"\0" + struct.pack(">I", len(text) if claimed is None else claimed)
    return frame(DATA, 0, stream, prefix + text)


class HostilePeerTest(ClusterTest):
    def setUp(self):
        super().setUp()
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        self.random = random.Random(1)

    def connect(self):
        peer = socket.create_connection(("127.0.0.1", self.master.port), 5)
        self.addCleanup(peer.close)
        return peer

    def say(self, *texts):
        """On a connection that stays open, if the master lets it."""
        peer = self.connect()
        with contextlib.suppress(OSError):
            for text in texts:
                peer.sendall(text)
        return peer

    def noise(self, n):
        return self.random.randbytes(n)

    def begin(self):
        self.master = self.start_master(10, 2)
        self.start_workers(self.master, "one", "two")

    def assert_unnoticed(self, moves=False):
        pages = int(pathlib.Path(f"/proc/{self.master.process.pid}/statm").read_text().split()[1])
        self.assertLess(pages * os.sysconf("SC_PAGE_SIZE"), MOST_RESIDENT)
        result = self.result_of(self.master)
        self.assert_exact(result)
        if not moves:
            self.assert_at_plan(1.5, 9.5)
            self.assertEqual(result.moves(), [])

    def test_nonsense_in_every_layer(self):
        self.begin()
        self.at(2)
        for _ in range(20):
            self.say(self.noise(1000))
            self.say(b"GET / HTTP/1.1\r\nHost: master\r\n\r\n")
            self.say(b"\x16\x03\x01\x02\x00\x01" + self.noise(500))  # as if TLS began
            self.say(PREFACE, self.noise(2000))
            self.say(PREFACE, struct.pack(">I", 0xffffff) + self.noise(300))
            self.say(attach(), message(self.noise(500)))
            self.say(attach(), message(b"", claimed=0xffffffff), self.noise(100))
            self.say(attach(), message(b"", claimed=60 << 20), self.noise(5000))
            self.say(attach(), message(b""), message(b"\x0a\x00"))      # no kind; an empty Hello
            self.say(attach(), message(HELLO_OF_THE_FUTURE))
            self.say(attach(), message(b"\x1a\x04\x0a\x02\x18\x05"))    # a snapshot before a Hello
        self.at(7)
        self.assertTrue(self.master.alive(), self.master.log())
        self.assert_unnoticed()

    def test_a_crowd_that_says_nothing_and_one_that_stops_half_way(self):
        self.begin()
        self.at(2)
        for _ in range(CROWD // 2):
            self.connect()
            self.say(attach()[:-10])
        self.at(7)
        self.assertTrue(self.master.alive(), self.master.log())
        self.assert_unnoticed()

    def test_one_that_comes_and_goes_all_the_time(self):
        self.begin()
        self.at(2)
        while self.now() < 6:
            peer = self.say(attach(), message(HELLO_OF_THE_FUTURE))
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            peer.close()
        # On a small machine the storm may take all of it for longer than a lease.
        self.assert_unnoticed(moves=True)


if __name__ == "__main__":
    side_by_side.main()
