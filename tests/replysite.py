"""A site with a form for replies on loopback, which writes down every reply that it gets and behaves as it is told."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl


@dataclass
class ReplySite:
    """The site: `mode` is how it answers, `ledger` what it got."""

    port: int = 0
    mode: str = "ok"
    ledger: list[dict[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    pause: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)
    server: Any = None

    @property
    def url(self) -> str:
        """Give the address of the form."""
        return f"http://127.0.0.1:{self.port}/reply"

    @property
    def place(self) -> str:
        """Give host:port, as scan.allow_private takes it."""
        return f"127.0.0.1:{self.port}"

    def rest(self) -> None:
        """Wait until everything that was sent so far is worked off: connections are taken up in their order."""
        before = self.server.accepted
        with socket.create_connection(("127.0.0.1", self.port)):
            while self.server.accepted == before:
                time.sleep(0.005)
        while self.server.done < self.server.accepted:
            time.sleep(0.005)

    def took(self, fields: dict[str, str], headers: dict[str, str]) -> None:
        """Write a reply down."""
        with self.lock:
            self.ledger.append(fields)
            self.headers.append(headers)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 10
    site: ReplySite

    def do_POST(self) -> None:
        """Take a reply, and answer as the site is told to."""
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        site = self.site
        if len(body) < length:  # whoever sent it died in the middle: no site takes half a form
            self.close_connection = True
            return
        if site.mode.isdigit() and site.mode.startswith("4"):
            self._say(int(site.mode))
            return
        time.sleep(site.pause)
        site.took(
            dict(parse_qsl(body.decode(), keep_blank_values=True)), {key.lower(): self.headers[key] for key in self.headers}
        )
        time.sleep(site.pause)
        if site.mode == "drop":
            with suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
        elif site.mode == "hang":
            time.sleep(1.5)
            self.close_connection = True
        elif site.mode == "login":
            self._say(302, "/login?next=/reply")
        elif site.mode == "elsewhere":
            self._say(302, "https://elsewhere.example/")
        elif site.mode.isdigit():
            self._say(int(site.mode))
        else:
            self._say(303, f"/ozols#answer-{len(site.ledger)}")

    def _say(self, status: int, location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    """Counts what it has taken up and what it is busy with."""

    daemon_threads = True
    accepted = 0
    done = 0

    def process_request(self, request: Any, client_address: Any) -> None:
        self.accepted += 1
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        super().shutdown_request(request)
        with self.site.lock:
            self.done += 1

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent about a client that was killed."""

    site: ReplySite


@contextmanager
def reply_site(mode: str = "ok") -> Iterator[ReplySite]:
    """Run the site while the block lasts."""
    site = ReplySite(mode=mode)
    handler = type("Handler", (_Handler,), {"site": site})
    server = _Server(("127.0.0.1", 0), handler)
    server.site, site.server = site, server
    site.port = server.server_port
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
