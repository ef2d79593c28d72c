"""aurax-load with its web interface, and what it serves."""
import functools
import json
import pathlib
import re
import subprocess
import urllib.request

import servers


@functools.cache
def has_web():
    """Whether the program was built with the web interface."""
    asked = subprocess.run([servers.binary("aurax-load"), "--web-port", "0", "--show-config"],
                           stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return asked.returncode == 0


class WebRun:
    """A run that begins by itself and whose web interface stays when it is over."""

    def __init__(self, folder, scenario, host, *arguments):
        self.log = pathlib.Path(folder) / "web_run.log"
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(
                [servers.binary("aurax-load"), "-f", scenario, "-H", host, "--web-host",
                 "127.0.0.1", "--web-port", "0", "--autostart", *map(str, arguments)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, cwd=folder)
        self.url = None
        servers.wait_until(self.is_there, "the line that tells the web interface's address")

    def is_there(self):
        found = re.search(r"Web interface at (http://[^\s/]+)", self.log.read_text())
        if found:
            self.url = found.group(1)
        elif self.process.poll() is not None:
            raise RuntimeError(f"aurax-load ended: {self.log.read_text()}")
        return self.url is not None

    def get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            return answer.read().decode()

    def json(self, path):
        return json.loads(self.get(path))

    def await_end(self, limit=60):
        """Until the run, not the program, has ended and its last figures are published."""
        servers.wait_until(
            lambda: 'aurax_load_state{state="stopped"} 1' in self.get("/metrics") and
            "aurax_load_ledger_final 1" in self.get("/metrics"), "the end of the run", limit)

    def stop(self):
        """The exit code."""
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(30)
