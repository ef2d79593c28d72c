"""aurax-load with its web front: a client of the REST API, and of the pages' events."""
import contextlib
import http.client
import json
import signal
import socket
import threading
import urllib.parse

import harness
import lines
import servers

LIMIT = 30


class Answer:
    """A response, read whole: status, headers (names in lower case), body."""

    def __init__(self, response):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read()

    @property
    def text(self):
        return self.body.decode()

    @property
    def json(self):
        return json.loads(self.body)


class Client:
    """A browser's or script's view of a program at `url`; keeps cookies, CSRF token, bearer token."""

    def __init__(self, url, token=None):
        self.url = urllib.parse.urlsplit(url)
        self.token, self.cookie, self.csrf = token, None, None

    def connection(self, limit=LIMIT):
        return http.client.HTTPConnection(self.url.hostname, self.url.port, timeout=limit)

    def headers(self):
        headers = {}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if self.cookie:
            headers["Cookie"] = self.cookie
        if self.csrf:
            headers["X-CSRF-Token"] = self.csrf
        return headers

    def ask(self, method, path, body=None, headers=None, limit=LIMIT):
        with contextlib.closing(self.connection(limit)) as connection:
            connection.request(method, self.url.path.rstrip("/") + path, body,
                               {**self.headers(), **(headers or {})})
            answer = Answer(connection.getresponse())
        if "set-cookie" in answer.headers:
            self.cookie = answer.headers["set-cookie"].split(";")[0]
        return answer

    def get(self, path, **more):
        return self.ask("GET", path, **more)

    def send(self, method, path, value=None):
        """With a JSON body, as the pages do it; the session's CSRF token is fetched before."""
        if not self.csrf:
            self.csrf = self.get("/api/v1/session").json["csrf"]
        return self.ask(method, path, json.dumps({} if value is None else value),
                        {"Content-Type": "application/json"})

    def form(self, path, **fields):
        """As Locust's own page and scripts post it."""
        return self.ask("POST", path, urllib.parse.urlencode(fields, doseq=True),
                        {"Content-Type": "application/x-www-form-urlencoded"})

    def wait_for_state(self, state, limit=LIMIT):
        servers.wait_until(lambda: self.get("/stats/requests").json["state"] == state,
                           f"state {state}", limit)

    def live(self):
        return Live(self)


class Live:
    """GET /api/v1/events, read by a thread; .messages are the JSON ones so far."""

    def __init__(self, client):
        self.connection = client.connection(limit=None)
        self.connection.connect()
        self.socket = self.connection.sock  # the response takes it over
        self.connection.request("GET", client.url.path.rstrip("/") + "/api/v1/events",
                                headers=client.headers())
        self.response = self.connection.getresponse()
        self.messages = []
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        with contextlib.suppress(OSError, ValueError, http.client.HTTPException, AttributeError):
            for line in self.response:
                if line.startswith(b"data:"):
                    self.messages.append(json.loads(line[5:]))

    def wait_for(self, condition, what, limit=LIMIT):
        """The first message that fulfils it."""
        found = []

        def look():
            found[:] = [m for m in self.messages if condition(m)][:1]
            return found

        servers.wait_until(look, what, limit)
        return found[0]

    def close(self):
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.connection.close()


class WebTest(harness.LoadTest):
    """Tests of programs that serve pages; each is ended with its test."""

    def serve(self, *arguments, env=None):
        """aurax-load with a web front on a free port: .client talks to it, .lines is its log."""
        process = self.start("--web-port", "0", *arguments, env=env)
        process.lines = lines.Lines(process)
        url = process.lines.wait_for(r"Web interface at (http\S+)").group(1)
        process.client = Client(url)
        return process

    def leave(self, process, signal_number=signal.SIGTERM, limit=harness.RUN_LIMIT):
        """Ends it; the finished run."""
        if process.poll() is None and signal_number is not None:
            process.send_signal(signal_number)
        process.wait(limit)
        process.lines.thread.join(limit)
        out = process.stdout.read()
        process.stdout.close()
        process.stderr.close()
        return harness.Run(process.returncode, out, process.lines.text, process.results)

    def new_client(self, process, **more):
        return Client(process.client.url.geturl(), **more)
