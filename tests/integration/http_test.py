"""Against a server that is not ours: nginx, plain, over TLS, with HTTP/2; and against none."""
import unittest

import harness
import servers

READER = """
users:
  Reader:
    wait: constant(1ms)
    http_version: {version}
    tasks:
      read: {{get: /page}}
"""

PLAIN = """
users:
  Reader:
    wait: constant(1ms)
    tasks:
      read: {get: /page}
      miss:
        get: /missing
        check: {status: 404}
"""


class HttpTest(harness.LoadTest):
    def load_briefly(self, text, host, users=5, env=None):
        return self.load(self.scenario(text), host, "-u", users, "-r", "100", "-t", "2s", "-s",
                         "5s", env=env)

    def assert_equals_access_log(self, run, nginx):
        lines = nginx.access_lines()
        self.assertEqual(run.statistics()[("", "Aggregated")]["requests"], len(lines))
        return lines

    def test_nginx_counts_the_same_over_one_connection_a_user(self):
        nginx = self.nginx()
        run = self.load_briefly(PLAIN, nginx.url)
        self.assertEqual(run.exit_code, 0, run.err)
        self.assert_complete(run)
        self.assert_views_agree(run)
        lines = self.assert_equals_access_log(run, nginx)
        missing = sum(line.startswith("GET /missing 404") for line in lines)
        self.assertEqual(run.statistics()[("GET", "miss")]["requests"], missing)
        firsts = sum(line.endswith(" 1") for line in lines)
        self.assertEqual(firsts, 5)
        self.assertEqual(run.json()["total"]["connections"], 5)

    def test_http2_over_tls_counts_the_same(self):
        certificate = servers.Certificate(self.folder)
        nginx = self.nginx(certificate)
        run = self.load_briefly(READER.format(version="2"), nginx.url,
                                env={"SSL_CERT_FILE": str(certificate.authority)})
        self.assertEqual(run.exit_code, 0, run.err)
        self.assert_complete(run)
        self.assert_views_agree(run)
        for line in self.assert_equals_access_log(run, nginx):
            self.assertIn("GET /page 200 HTTP/2.0", line)
        self.assertGreater(run.json()["total"]["tls"]["count"], 0)

    def test_http11_over_tls_counts_the_same(self):
        certificate = servers.Certificate(self.folder)
        nginx = self.nginx(certificate)
        run = self.load_briefly(READER.format(version="1.1"), nginx.url,
                                env={"SSL_CERT_FILE": str(certificate.authority)})
        self.assertEqual(run.exit_code, 0, run.err)
        for line in self.assert_equals_access_log(run, nginx):
            self.assertIn("GET /page 200 HTTP/1.1", line)

    def test_an_untrusted_certificate_is_a_failure_of_kind_tls(self):
        nginx = self.nginx(servers.Certificate(self.folder))
        run = self.load_briefly(READER.format(version="1.1"), nginx.url, users=2)
        self.assertEqual(run.exit_code, 1, run.err)
        self.assert_complete(run)
        total = run.statistics()[("", "Aggregated")]
        self.assertGreater(total["failures"], 0)
        self.assertEqual(total["failures"], total["requests"])
        self.assertEqual({e["kind"] for e in run.json()["errors"]}, {"tls"})
        self.assertEqual(nginx.access_lines(), [])

    def test_a_target_that_is_not_there_is_a_failure_of_kind_connect(self):
        run = self.load_briefly(PLAIN, f"http://127.0.0.1:{servers.free_port()}", users=2)
        self.assertEqual(run.exit_code, 1, run.err)
        self.assert_complete(run)
        self.assert_views_agree(run)
        total = run.statistics()[("", "Aggregated")]
        self.assertGreater(total["failures"], 0)
        self.assertEqual(total["failures"], total["requests"])
        self.assertEqual({e["kind"] for e in run.json()["errors"]}, {"connect"})

    def test_a_name_that_does_not_resolve_is_a_failure_of_kind_dns(self):
        run = self.load_briefly(PLAIN, "http://nowhere.invalid", users=1)
        self.assertEqual(run.exit_code, 1, run.err)
        self.assertEqual({e["kind"] for e in run.json()["errors"]}, {"dns"})

    def test_proxies_of_the_environment_are_not_used(self):
        nginx = self.nginx()
        nobody = f"http://127.0.0.1:{servers.free_port()}"
        run = self.load_briefly(PLAIN, nginx.url,
                                env={"http_proxy": nobody, "HTTP_PROXY": nobody,
                                     "ALL_PROXY": nobody})
        self.assertEqual(run.exit_code, 0, run.err)


if __name__ == "__main__":
    unittest.main()
