"""Requests that no honest client sends: malformed, huge, half-closed. Seeded, so a failure repeats."""
import json
import random
import socket
import string

ROUTES = ["/", "/api/v1/session", "/api/v1/runs", "/api/v1/runs/current", "/api/v1/scenario",
          "/api/v1/runs/current/entry", "/api/v1/workers", "/api/v1/logs", "/api/v1/version",
          "/stats/requests", "/stats/requests/csv", "/exceptions", "/tasks", "/logs",
          "/worker-count", "/healthz", "/readyz", "/app.js", "/login"]
CHANGES = ["/api/v1/runs", "/api/v1/runs/current", "/api/v1/runs/current/stop",
           "/api/v1/runs/current/reset", "/api/v1/login", "/api/v1/logout", "/swarm"]
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW", "G" * 40]
ANSWER_LIMIT = 20


class Hostile:
    """.next() is one request's bytes; none of them is allowed to change anything."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.kinds = [self.noise, self.odd_line, self.odd_headers, self.odd_query, self.bad_length,
                      self.bad_chunks, self.bad_json, self.bad_form, self.foreign_change,
                      self.huge_header]
        self.weights = [3, 3, 3, 6, 2, 2, 5, 4, 4, 1]

    def next(self):
        return self.random.choices(self.kinds, self.weights)[0]()

    def text(self, length, alphabet=string.printable):
        return "".join(self.random.choices(alphabet, k=self.random.randrange(length)))

    def target(self):
        return self.random.choice(ROUTES)

    def noise(self):
        return self.random.randbytes(self.random.randrange(1, 200)) + b"\r\n\r\n"

    def odd_line(self):
        return (f"{self.random.choice(METHODS)} {self.target()}{self.text(30)} "
                f"HTTP/{self.random.choice(['1.1', '1.0', '0.9', '2.0', '9', ''])}\r\n"
                "Host: localhost\r\n\r\n").encode("latin-1", "replace")

    def odd_headers(self):
        headers = "".join(f"{self.text(20)}{self.random.choice([':', ': ', ''])}{self.text(60)}\r\n"
                          for _ in range(self.random.randrange(1, 20)))
        return f"GET {self.target()} HTTP/1.1\r\n{headers}\r\n".encode("latin-1", "replace")

    def odd_query(self):
        query = self.text(80, string.ascii_letters + "%&=+./\\<>\"'0123456789;")
        return f"GET {self.target()}?{query} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()

    def bad_length(self):
        length = self.random.choice(["-1", "99999999999999999999", "abc", "5, 6", "1e3",
                                     str(2 << 30), ""])
        return (f"POST {self.random.choice(CHANGES)} HTTP/1.1\r\nHost: localhost\r\n"
                f"Content-Length: {length}\r\n\r\n{{}}").encode()

    def bad_chunks(self):
        size = self.random.choice(["zz", "-5", "ffffffffffffffff", "5", "", "3\r\nabc\r\n0"])
        return (f"POST {self.random.choice(CHANGES)} HTTP/1.1\r\nHost: localhost\r\n"
                f"Transfer-Encoding: chunked\r\n\r\n{size}\r\nab\r\n0\r\n\r\n").encode()

    def body(self, method, target, content_type, body, more=""):
        return (f"{method} {target} HTTP/1.1\r\nHost: localhost\r\n"
                f"Content-Type: {content_type}\r\n{more}"
                f"Content-Length: {len(body)}\r\n\r\n").encode() + body

    def bad_json(self):
        value = self.random.choice([
            "[" * 5000, '{"users": ' + "9" * 400 + "}", '{"users": -1}', '{"users": "many"}',
            '{"users": 1e999}', '{"spawn_rate": NaN}', '{"host": 5}', '{"x": 1}', "null", '"', "{",
            json.dumps({self.text(10): self.text(50)}), '{"users": {"users": {}}}'])
        return self.body(self.random.choice(["POST", "PATCH"]), self.random.choice(CHANGES[:-1]),
                         "application/json", value.encode("latin-1", "replace"))

    def bad_form(self):
        value = self.random.choice([
            "user_count=x&spawn_rate=1", "user_count=-5&spawn_rate=2", "user_count=1",
            "user_count=1&spawn_rate=0", "spawn_rate=%zz", "&&&&", "user_count=1e9&spawn_rate=-1",
            "user_count=5&spawn_rate=1&run_time=1h30", self.text(60)])
        return self.body("POST", "/swarm", "application/x-www-form-urlencoded",
                         value.encode("latin-1", "replace"), "Origin: http://elsewhere.example\r\n")

    def foreign_change(self):
        """Well-formed, from another site's page: refused."""
        return self.body("POST", self.random.choice(CHANGES), "application/json", b'{"users": 1}',
                         "Origin: http://elsewhere.example\r\nX-CSRF-Token: guessed\r\n")

    def huge_header(self):
        return (f"GET {self.target()} HTTP/1.1\r\nHost: localhost\r\n"
                f"X: {'a' * 20000}\r\n\r\n").encode()


def send(address, requests, half_close):
    """All on one connection; reads until the server closes or has nothing more to say. Whether it
    answered or closed in time."""
    with socket.create_connection(address, timeout=ANSWER_LIMIT) as connection:
        try:
            for request in requests:
                connection.sendall(request)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65536):
                    pass
            else:
                connection.recv(65536)
        except TimeoutError:
            return False
        except OSError:
            pass  # cut off, which is an answer
        return True
