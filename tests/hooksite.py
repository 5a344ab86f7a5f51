"""A program on loopback that is told by webhooks: it writes down what it gets, and answers as it is told to."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET_BYTES = bytes(range(32))
SECRET = "whsec_" + base64.b64encode(SECRET_BYTES).decode()


@dataclass(frozen=True)
class Got:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: str

    @property
    def id(self) -> str:
        """Give the id of the message."""
        return self.headers["webhook-id"]

    @property
    def document(self) -> Any:
        """Read the body."""
        return json.loads(self.body)

    def genuine(self, secret: bytes = SECRET_BYTES) -> bool:
        """Check the signature as the Standard Webhooks say, by means of our own."""
        signed = f"{self.id}.{self.headers['webhook-timestamp']}.{self.body}".encode()
        wanted = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
        return self.headers["webhook-signature"] == f"v1,{wanted}"


@dataclass
class HookSite:
    """The program: `answers` are the statuses of the next answers, then it takes everything."""

    port: int = 0
    answers: list[int] = field(default_factory=list)
    got: list[Got] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        """Give the address to be told at."""
        return f"http://127.0.0.1:{self.port}/told?by=otklik"

    def take(self, path: str, headers: dict[str, str], body: str) -> int:
        """Write a request down, and give the status of its answer."""
        with self.lock:
            self.got.append(Got(path, headers, body))
            return self.answers.pop(0) if self.answers else 204


class _Handler(BaseHTTPRequestHandler):
    site: HookSite

    def do_POST(self) -> None:
        """Take a message."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.send_response(self.site.take(self.path, headers, body))
        self.send_header("Location", f"http://127.0.0.1:{self.site.port}/elsewhere")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@contextmanager
def hook_site() -> Iterator[HookSite]:
    """Run the program."""
    site = HookSite()
    handler = type("Handler", (_Handler,), {"site": site})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        site.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()
