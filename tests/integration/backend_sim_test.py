"""The stand-in backend as a program: how it starts, what it says, how it ends."""
import signal
import subprocess
import unittest
import urllib.request

import harness
import servers


class BackendSimTest(harness.LoadTest):
    def refused(self, *options):
        done = subprocess.run([servers.binary("aurax-backend-sim"), *options], text=True,
                              capture_output=True, timeout=10)
        self.assertEqual(done.stdout, "")
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        return done.returncode, done.stderr

    def test_either_signal_ends_it_at_once_with_requests_in_flight(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            backend = self.backend("--latency", "health=1h", "--workers", "2")
            with servers.socket.create_connection(("127.0.0.1", backend.port)) as client:
                client.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
                servers.wait_until(lambda: backend.counts()["total"]["in_flight"] == 1, "request")
                backend.process.send_signal(number)
                self.assertEqual(backend.process.wait(5), 0)

    def test_a_taken_port_is_one_clear_line(self):
        first = self.backend("--workers", "2")
        code, line = self.refused("--port", str(first.port), "--workers", "2")
        self.assertEqual(code, 1)
        self.assertEqual(line, f"aurax-backend-sim: cannot listen on 127.0.0.1:{first.port}: "
                               "Address already in use\n")

    def test_a_port_is_free_again_at_once(self):
        first = self.backend()
        with urllib.request.urlopen(first.url + "/health", timeout=5) as answer:
            self.assertEqual(answer.status, 200)
        self.assertEqual(first.stop(), 0)
        second = self.backend(port=first.port)
        self.assertEqual(second.port, first.port)

    def test_bad_options_are_one_clear_line(self):
        self.assertEqual(self.refused("--latency", "genrate=1s"), (
            2, "aurax-backend-sim: --latency: unknown endpoint 'genrate', did you mean "
               "'generate'?\n"))
        for options in (["--bogus"], ["--port", "x"], ["--errors", "all=500"],
                        ["--host", "nowhere"]):
            self.assertEqual(self.refused(*options)[0], 2, options)


if __name__ == "__main__":
    unittest.main()
