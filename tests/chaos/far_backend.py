"""The stand-in backend on a machine of its own (namespaces.py)."""
import http.client
import json
import subprocess

import namespaces
import servers


class FarBackend(servers.Backend):
    """Runs on `machine`, at its address in the load's network; is asked from `near`."""

    def __init__(self, network, machine, near, *options):
        # pylint: disable=super-init-not-called
        self._network, self._near = network, near
        self._host = network.address(machine, namespaces.LOAD)
        self.process = subprocess.Popen(
            network.command(machine, [servers.binary("aurax-backend-sim"), "--port", 0, "--host",
                                      self._host, *options]), stdout=subprocess.PIPE, text=True)
        self.await_url()

    def counts(self):
        connection = http.client.HTTPConnection(self._host, self.port, timeout=10)
        connection.sock = self._network.connect(self._near, self._host, self.port, 10)
        try:
            connection.request("GET", "/sim/requests")
            return json.load(connection.getresponse())
        finally:
            connection.close()
