"""What all load generators are run against: nginx with one worker, on a core of its own."""
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

CONFIG = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 1;
worker_rlimit_nofile 20000;
events {{ worker_connections 16000; }}
http {{
  access_log off;
  keepalive_requests 1000000000;
  keepalive_timeout 1h;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port} backlog=16000;
    location / {{ return 200 "ok"; }}
    location /generate {{
      default_type application/json;
      return 200 '{{"success": true, "response": "{text}", "response_type": "text", "tokens": 96}}';
    }}
  }}
}}
"""
TEXT = "The tides rise and fall because the Moon pulls on the near side more than the far. " * 5


class Target:
    """Running within a `with`; .url is where."""

    def __init__(self, core):
        self.core = core

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="aurax-bench-"))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        (self.folder / "nginx.conf").write_text(CONFIG.format(
            folder=self.folder, port=port, text=TEXT,
            user="user root;" if os.getuid() == 0 else ""))
        self.process = subprocess.Popen(
            ["taskset", "-c", str(self.core), "nginx", "-c", str(self.folder / "nginx.conf"),
             "-e", str(self.folder / "error.log")],
            env={**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin"})
        self.url = f"http://127.0.0.1:{port}"
        end = time.monotonic() + 10
        while not self.answers(port):
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("nginx: " + (self.folder / "error.log").read_text())
            time.sleep(0.05)
        return self

    @staticmethod
    def answers(port):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)
