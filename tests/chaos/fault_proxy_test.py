"""The proxy itself: each fault does what its name says, and nothing else."""
import contextlib
import socket
import threading
import time
import unittest

from fault_proxy import FaultProxy

SHORT = 0.15  # how long we wait to see that nothing comes
SOON = 5.0


class EchoServer:
    """Sends back what it gets; closes its side when the client has closed its own."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.got = bytearray()
        self.errors = []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                threading.Thread(target=self.echo, args=(client,), daemon=True).start()

    def echo(self, client):
        with client:
            try:
                while chunk := client.recv(65536):
                    self.got += chunk
                    client.sendall(chunk)
            except OSError as error:
                self.errors.append(type(error))

    def close(self):
        self.listener.close()


class FaultProxyTest(unittest.TestCase):
    def setUp(self):
        self.server = EchoServer()
        self.addCleanup(self.server.close)
        self.proxy = FaultProxy(self.server.port)
        self.addCleanup(self.proxy.close)

    def connect(self):
        client = socket.create_connection(("127.0.0.1", self.proxy.port), SOON)
        self.addCleanup(client.close)
        return client

    def receive(self, client, n):
        got = b""
        while len(got) < n and (chunk := client.recv(n - len(got))):
            got += chunk
        return got

    def assert_echo(self, client, text=b"hello"):
        client.sendall(text)
        self.assertEqual(self.receive(client, len(text)), text)

    def assert_silence(self, client):
        client.settimeout(SHORT)
        with self.assertRaises(TimeoutError):
            client.recv(1)
        client.settimeout(SOON)

    def await_true(self, condition):
        end = time.monotonic() + SOON
        while not condition():
            self.assertLess(time.monotonic(), end)
            time.sleep(0.005)

    def test_without_a_fault_everything_passes_unchanged(self):
        client = self.connect()
        text = bytes(range(256)) * 4096
        sender = threading.Thread(target=client.sendall, args=(text,))
        sender.start()
        self.assertEqual(self.receive(client, len(text)), text)
        sender.join()
        self.assertEqual((self.proxy.up.passed, self.proxy.down.passed), (len(text), len(text)))

    def test_an_end_passes_each_way_on_its_own(self):
        client = self.connect()
        client.sendall(b"last words")
        client.shutdown(socket.SHUT_WR)
        self.assertEqual(self.receive(client, 10), b"last words")
        self.assertEqual(client.recv(1), b"")
        self.await_true(lambda: self.proxy.open_connections() == 0)

    def test_delay_adds_to_each_way_and_jitter_keeps_the_order(self):
        client = self.connect()
        self.proxy.up.delay, self.proxy.down.delay = 0.1, 0.05
        self.proxy.up.jitter = 0.05
        begun = time.monotonic()
        for n in range(20):
            client.sendall(bytes([n]))
        self.assertEqual(self.receive(client, 20), bytes(range(20)))
        took = time.monotonic() - begun
        self.assertGreaterEqual(took, 0.15)
        self.assertLess(took, SOON / 2)

    def test_throttle_holds_the_rate(self):
        client = self.connect()
        self.proxy.down.rate = 40_000
        begun = time.monotonic()
        self.assert_echo(client, b"x" * 20_000)
        self.assertGreaterEqual(time.monotonic() - begun, 0.45)

    def test_a_stall_holds_everything_back_until_it_ends(self):
        client = self.connect()
        self.assert_echo(client)
        self.proxy.stall()
        client.sendall(b"later")
        self.assert_silence(client)
        self.assertNotIn(b"later", self.server.got)
        self.proxy.flow()
        self.assertEqual(self.receive(client, 5), b"later")

    def test_a_one_way_stall_lets_the_other_way_through(self):
        client = self.connect()
        self.proxy.down.stall()
        client.sendall(b"heard")
        self.await_true(lambda: b"heard" in self.server.got)
        self.assert_silence(client)
        self.proxy.down.flow()
        self.assertEqual(self.receive(client, 5), b"heard")

    def test_a_stall_holds_the_end_of_a_connection_back_too(self):
        client = self.connect()
        self.assert_echo(client)
        self.proxy.down.stall()
        client.shutdown(socket.SHUT_WR)
        self.assert_silence(client)
        self.proxy.down.flow()
        self.assertEqual(client.recv(1), b"")

    def test_a_stall_does_not_hold_more_than_there_is_room_for(self):
        client = self.connect()
        self.proxy.up.stall()
        client.settimeout(SHORT)
        with self.assertRaises(TimeoutError):
            client.sendall(b"x" * (64 << 20))

    def test_dropping_begins_after_the_given_bytes(self):
        client = self.connect()
        self.proxy.down.drop_after(3)
        client.sendall(b"hello")
        self.assertEqual(self.receive(client, 3), b"hel")
        self.assert_silence(client)
        self.assertEqual(self.proxy.down.dropped, 2)
        self.proxy.down.flow()
        self.assert_echo(client, b"again")

    def test_a_reset_reaches_both_ends(self):
        client = self.connect()
        self.assert_echo(client)
        self.proxy.reset()
        with self.assertRaises(ConnectionResetError):
            client.recv(1)
        self.await_true(lambda: self.server.errors == [ConnectionResetError])
        self.assert_echo(self.connect())

    def test_a_reset_by_one_end_reaches_the_other(self):
        client = self.connect()
        self.assert_echo(client)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        client.close()
        self.await_true(lambda: self.server.errors == [ConnectionResetError])

    def test_what_a_stall_held_is_lost_by_a_reset(self):
        client = self.connect()
        self.proxy.down.stall()
        client.sendall(b"acknowledge me")
        self.await_true(lambda: b"acknowledge me" in self.server.got)
        self.proxy.reset()
        self.proxy.down.flow()
        with self.assertRaises(ConnectionResetError):
            client.recv(1)
        self.assertEqual(self.proxy.down.passed, 0)

    def test_a_half_close_ends_one_way_only(self):
        client = self.connect()
        self.assert_echo(client)
        self.proxy.half_close(self.proxy.down)
        self.assertEqual(client.recv(1), b"")
        client.sendall(b"still heard")
        self.await_true(lambda: b"still heard" in self.server.got)

    def test_refusing_leaves_open_connections_alone(self):
        client = self.connect()
        self.assert_echo(client)
        self.proxy.refuse()
        with self.assertRaises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", self.proxy.port), SOON)
        self.assert_echo(client)
        self.proxy.accept()
        self.assert_echo(self.connect())

    def test_a_target_that_is_gone_resets_the_client(self):
        self.proxy.target = ("127.0.0.1", unused_port())
        with self.assertRaises(ConnectionResetError):
            self.connect().recv(1)


def unused_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    unittest.main()
