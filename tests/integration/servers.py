"""The servers that integration tests load: aurax-backend-sim and nginx.

Everything listens on 127.0.0.1, on ports the kernel picked. Our programs are taken from
AURAX_BIN_DIR.
"""
import json
import os
import pathlib
import re
import select
import socket
import subprocess
import tempfile
import time
import urllib.request

START_LIMIT = 20


def binary(name):
    folder = os.environ.get("AURAX_BIN_DIR")
    if not folder:
        raise RuntimeError("AURAX_BIN_DIR is not set: the folder with aurax-load in it")
    path = pathlib.Path(folder) / name
    if not path.exists():
        raise RuntimeError(f"{path} is not there: build it first")
    return str(path)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, what, limit=START_LIMIT):
    """Asks until condition() is true; other programs' progress is visible only from outside."""
    end = time.monotonic() + limit
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"not within {limit} s: {what}")
        time.sleep(0.01)


def is_listening(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def read_line(stream, limit=START_LIMIT):
    """One line, or what there is after `limit` seconds."""
    ready, _, _ = select.select([stream], [], [], limit)
    return stream.readline() if ready else ""


class Server:
    """A child process that serves; ended with SIGTERM."""

    def __init__(self, command, url, **popen):
        self.process = subprocess.Popen(command, text=True, **popen)
        self.url = url

    def stop(self):
        """The exit code; ended already is fine."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            code = self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        finally:
            for stream in (self.process.stdout, self.process.stderr):
                if stream:
                    stream.close()
        return code


class Backend(Server):
    """aurax-backend-sim."""

    def __init__(self, *options, port=0):
        super().__init__([binary("aurax-backend-sim"), "--port", str(port), *options], None,
                         stdout=subprocess.PIPE)
        self.await_url()

    def await_url(self):
        line = read_line(self.process.stdout)
        found = re.search(r"listening on (http://\S+)", line)
        if not found:
            self.stop()
            raise RuntimeError(f"aurax-backend-sim did not start: {line!r}")
        self.url = found.group(1)
        self.port = int(self.url.rsplit(":", 1)[1])

    def counts(self):
        with urllib.request.urlopen(self.url + "/sim/requests", timeout=10) as answer:
            return json.load(answer)

    def settled_counts(self):
        """The counts once the backend has seen every connection end."""
        counts = {}

        def nothing_in_flight():
            counts.update(self.counts())
            return counts["total"]["in_flight"] == 0

        wait_until(nothing_in_flight, "requests in flight at the backend")
        return counts


NGINX = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 1;
events {{ worker_connections 4096; }}
http {{
  log_format plain '$request_method $uri $status $server_protocol $connection_requests';
  access_log {folder}/access.log plain;
  keepalive_requests 1000000000;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port} {listen};
    {tls}
    location / {{ return 200 "ok"; }}
    location /missing {{ return 404; }}
  }}
}}
"""


class Nginx(Server):
    """GET anything: 200 "ok"; /missing: 404. With a certificate: over TLS, HTTP/2 offered."""

    def __init__(self, certificate=None):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="aurax-nginx-"))
        port = free_port()
        tls = ""
        if certificate:
            tls = f"ssl_certificate {certificate.chain}; ssl_certificate_key {certificate.key};"
        (self.folder / "nginx.conf").write_text(NGINX.format(
            folder=self.folder, port=port, tls=tls, listen="ssl http2" if certificate else "",
            user="user root;" if os.getuid() == 0 else ""))
        url = f"https://localhost:{port}" if certificate else f"http://127.0.0.1:{port}"
        super().__init__(["/usr/sbin/nginx", "-c", str(self.folder / "nginx.conf"),
                          "-e", str(self.folder / "error.log")], url)
        wait_until(lambda: self.process.poll() is not None or is_listening(port), "nginx")
        if self.process.poll() is not None:
            raise RuntimeError((self.folder / "error.log").read_text())

    def access_lines(self):
        return (self.folder / "access.log").read_text().splitlines()


class Certificate:
    """A certificate for localhost and the authority that signed it, good for a day."""

    def __init__(self, folder):
        self.authority = folder / "ca.pem"
        self.chain = folder / "server.pem"
        self.key = folder / "server.key"
        request = folder / "server.csr"
        extensions = folder / "server.ext"
        extensions.write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
        curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        self.openssl("req", "-x509", *curve, "-days", "1", "-subj", "/CN=aurax test authority",
                     "-keyout", folder / "ca.key", "-out", self.authority)
        self.openssl("req", *curve, "-subj", "/CN=localhost", "-keyout", self.key, "-out", request)
        self.openssl("x509", "-req", "-in", request, "-CA", self.authority, "-CAkey",
                     folder / "ca.key", "-CAcreateserial", "-days", "1", "-extfile", extensions,
                     "-out", self.chain)

    @staticmethod
    def openssl(*arguments):
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
