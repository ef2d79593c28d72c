"""Debian's Prometheus, scraping what a test serves; and a page to scrape."""
import http.server
import json
import threading
import urllib.parse
import urllib.request

import servers

PROMETHEUS = "/usr/bin/prometheus"

CONFIG = """
global: {{scrape_interval: 500ms, evaluation_interval: 500ms}}
rule_files: [{rules}]
scrape_configs:
{jobs}
"""
JOB = "  - {{job_name: {name}, static_configs: [{{targets: ['{address}']}}]}}\n"


class Page:
    """Serves one text under /metrics."""

    def __init__(self, text):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def stop(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


class Prometheus(servers.Server):
    """Scrapes {job: url} twice a second; evaluates a file of rules."""

    def __init__(self, folder, urls, rules):
        jobs = "".join(JOB.format(name=name, address=url.removeprefix("http://"))
                       for name, url in urls.items())
        config = folder / "prometheus.yml"
        config.write_text(CONFIG.format(rules=rules, jobs=jobs))
        port = servers.free_port()
        self.log = open(folder / "prometheus.log", "w")
        super().__init__(
            [PROMETHEUS, f"--config.file={config}", f"--storage.tsdb.path={folder}/tsdb",
             f"--web.listen-address=127.0.0.1:{port}"], f"http://127.0.0.1:{port}",
            stdout=self.log, stderr=self.log)

    def stop(self):
        self.log.close()
        return super().stop()

    def ask(self, path, **parameters):
        url = f"{self.url}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            raise ValueError(f"{parameters}: {error.read().decode()}") from None

    def query(self, expression):
        """[(labels without the name, value)]."""
        result = self.ask("query", query=expression)["result"]
        return [({k: v for k, v in r["metric"].items() if k != "__name__"}, float(r["value"][1]))
                for r in result]

    def value(self, expression):
        """Of the only series."""
        result = self.query(expression)
        if len(result) != 1:
            raise ValueError(f"{expression}: {result}")
        return result[0][1]

    def await_scrapes(self, jobs, count=3):
        """Until each job was scraped that often. The first scrape takes Prometheus 5 s."""

        def scraped():
            try:
                found = dict((labels["job"], n) for labels, n in
                             self.query("count_over_time(up[1m]) and up == 1"))
            except (OSError, ValueError):
                return False  # does not listen yet
            return all(found.get(job, 0) >= count for job in jobs)

        servers.wait_until(scraped, f"{count} scrapes of {jobs}", 40)
