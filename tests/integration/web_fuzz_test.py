"""100,000 hostile requests against the web front of a run: no crash, no leak, and a run that keeps
its times."""
import os
import pathlib
import socket
import threading
import unittest

import hostile_http
import servers
import web

REQUESTS = int(os.environ.get("AURAX_HOSTILE_REQUESTS", "100000"))
THREADS = 4
A_BATCH = 5  # requests on one connection, until it is closed for one of them
SILENT = 100  # connections that never say anything

SCENARIO = """
users:
  Steady:
    wait: pacing(50ms)
    tasks:
      look: {get: /health}
"""


def descriptors(process):
    return len(os.listdir(f"/proc/{process.pid}/fd"))


def resident_bytes(process):
    pages = pathlib.Path(f"/proc/{process.pid}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGESIZE")


class HostileRequestsTest(web.WebTest):
    def attack(self, address, seed, results):
        hostile = hostile_http.Hostile(seed)
        sent = unanswered = 0
        while sent < REQUESTS // THREADS:
            batch = [hostile.next() for _ in range(A_BATCH)]
            answered = hostile_http.send(address, batch, half_close=sent % 2 == 0)
            sent += len(batch)
            unanswered += not answered
        results.append((sent, unanswered))

    def attack_from_all_sides(self, address):
        results = []
        threads = [threading.Thread(target=self.attack, args=(address, seed, results))
                   for seed in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(results), THREADS, "an attacker gave up")
        return results

    def lag_p99_ms(self, process):
        generator = process.client.get("/api/v1/runs/current").json["generator"]
        return generator["schedule_lag"]["percentiles_us"]["99"] / 1000

    def test_server_and_run_are_as_before(self):
        backend = self.backend("--latency", "all=5ms")
        process = self.serve("-f", self.scenario(SCENARIO), "-H", backend.url, "-u", "20", "-r",
                             "100", "--autostart", "-s", "5s")
        process.client.wait_for_state("running")
        address = (process.client.url.hostname, process.client.url.port)
        silent = [socket.create_connection(address) for _ in range(SILENT)]
        for connection in silent:
            self.addCleanup(connection.close)
        hostile_http.send(address, [b"GET /healthz HTTP/1.1\r\n\r\n"], half_close=True)
        before, memory = descriptors(process) - SILENT, resident_bytes(process)
        results = self.attack_from_all_sides(address)
        self.assertGreaterEqual(sum(sent for sent, _ in results), REQUESTS)
        self.assertEqual(sum(unanswered for _, unanswered in results), 0)
        for connection in silent:
            connection.close()
        servers.wait_until(lambda: descriptors(process) <= before + 4, "descriptors given back")
        self.assertLess(resident_bytes(process) - memory, 64 << 20)
        self.assertEqual(process.client.get("/healthz").status, 200)
        self.assertLess(self.lag_p99_ms(process), 25)
        state = process.client.get("/stats/requests").json
        self.assertEqual((state["state"], state["user_count"]), ("running", 20))
        run = self.leave(process)
        self.assertEqual(run.exit_code, 0, run.err)
        self.assertIn("Ledger: complete", run.err)


if __name__ == "__main__":
    unittest.main()
