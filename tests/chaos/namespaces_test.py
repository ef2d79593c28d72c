"""The machines that other tests are built on: they reach each other, and each cut does what it
says."""
import socket
import subprocess
import unittest

import namespaces
from namespaces import LOAD, Network

SOON = 5
# A server that answers what it hears, on all addresses of its machine.
ECHO = """
import socketserver
class Echo(socketserver.BaseRequestHandler):
    def handle(self):
        while text := self.request.recv(100):
            self.request.sendall(text)
socketserver.ThreadingTCPServer.daemon_threads = True
with socketserver.ThreadingTCPServer(("0.0.0.0", 0), Echo) as server:
    print(server.server_address[1], flush=True)
    server.serve_forever()
"""


class NamespacesTest(unittest.TestCase):
    def setUp(self):
        namespaces.need("iptables")
        self.network = Network(["master", "one"])
        self.addCleanup(self.network.close)
        self.server = subprocess.Popen(
            self.network.command("master", ["/usr/bin/python3", "-c", ECHO]),
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(self.server.stdout.close)
        self.addCleanup(self.server.wait)
        self.addCleanup(self.server.kill)
        self.port = int(self.server.stdout.readline())

    def echoes(self, client):
        client.settimeout(0.3)
        try:
            client.sendall(b"x")
            return client.recv(1) == b"x"
        except TimeoutError:
            return False

    def connect(self, network=namespaces.CLUSTER):
        client = self.network.connect("one", self.network.address("master", network), self.port,
                                      SOON)
        self.addCleanup(client.close)
        return client

    def test_machines_reach_each_other_over_both_networks_and_nobody_else_does(self):
        self.assertTrue(self.echoes(self.connect()))
        self.assertTrue(self.echoes(self.connect(LOAD)))
        with self.assertRaises(OSError):
            socket.create_connection((self.network.address("master"), self.port), 0.3).close()

    def test_each_cut_hits_the_clusters_network_alone_and_can_be_mended(self):
        for cut, mend in ((self.network.cut, self.network.mend),
                          (self.network.deafen, self.network.restore),
                          (self.network.mute, self.network.restore)):
            with self.subTest(cut=cut.__name__):
                cluster, load = self.connect(), self.connect(LOAD)
                cut("one")
                self.assertFalse(self.echoes(cluster))
                self.assertTrue(self.echoes(load))
                mend("one")
                self.assertTrue(self.echoes(self.connect()))

    def test_some_of_it_is_lost_and_tcp_makes_up_for_it(self):
        self.network.lose("one", 0.05)
        client = self.connect()
        client.settimeout(SOON)
        for _ in range(200):
            client.sendall(b"y")
            self.assertEqual(client.recv(1), b"y")

    def test_nothing_is_left_behind(self):
        self.network.close()
        left = namespaces.run(["ip", "netns", "list"]).stdout
        self.assertNotIn(self.network.address("master"), left)
        self.assertFalse([n for n in left.split() if n.startswith(self.network._prefix)])


if __name__ == "__main__":
    unittest.main()
