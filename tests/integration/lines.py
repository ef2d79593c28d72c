"""What a process writes on standard error, while it runs."""
import re
import threading

import servers


class Lines:
    """Read by a thread; .text is all there is so far."""

    def __init__(self, process):
        self.text = ""
        self.thread = threading.Thread(target=self.read, args=(process.stderr,), daemon=True)
        self.thread.start()

    def read(self, stream):
        for line in stream:
            self.text += line

    def wait_for(self, pattern):
        servers.wait_until(lambda: re.search(pattern, self.text), f"{pattern!r} in {self.text}")
        return re.search(pattern, self.text)
