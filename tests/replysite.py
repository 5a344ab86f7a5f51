"""A site with a form for replies on loopback, which writes down every reply that it gets and behaves as it is told."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl


@dataclass
class ReplySite:
    """The site: `mode` is how it answers, `ledger` what it got; with `file` also on the disk, for other processes to read."""

    port: int = 0
    mode: str = "ok"
    ledger: list[dict[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    file: Path | None = None
    pause: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        """Give the address of the form."""
        return f"http://127.0.0.1:{self.port}/reply"

    @property
    def place(self) -> str:
        """Give host:port, as scan.allow_private takes it."""
        return f"127.0.0.1:{self.port}"

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
        body = self.rfile.read(int(self.headers["Content-Length"]))
        site = self.site
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


@contextmanager
def reply_site(mode: str = "ok") -> Iterator[ReplySite]:
    """Run the site while the block lasts."""
    site = ReplySite(mode=mode)
    handler = type("Handler", (_Handler,), {"site": site})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that was killed hangs up
    site.port = server.server_port
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
