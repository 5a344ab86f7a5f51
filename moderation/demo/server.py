"""The demo's sites on loopback: one process, one listening port for each site."""

from __future__ import annotations

import errno
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from config.errors import OperatorError
from moderation.demo.places import PLACES, Place
from moderation.demo.town import Town
from moderation.demo.view import Response

HOST = "127.0.0.1"
LARGEST_FORM = 64 * 1024


class PortError(OperatorError):
    """Report a port that another program holds."""


class Server(ThreadingHTTPServer):
    """Listens for one place."""

    # A crawler or browser that keeps its connection open must not hold up the end of the demo.
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, town: Town, place: Place, port: int) -> None:
        self.town = town
        self.place = place
        super().__init__((HOST, port), Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay silent about a browser or a killed crawler that hung up; show everything else."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # socketserver's own types


class Handler(BaseHTTPRequestHandler):
    """Speaks HTTP for one place; what is said comes from the town."""

    protocol_version = "HTTP/1.1"
    server_version = "otklik-demo"
    sys_version = ""
    timeout = 60
    server: Server

    def do_GET(self) -> None:
        """Answer a GET request."""
        address = urlsplit(self.path)
        response = self.server.town.get(self.server.place, address.path, dict(parse_qsl(address.query)))
        self._send(response)

    def do_HEAD(self) -> None:
        """Answer a HEAD request: the same without the body."""
        self.do_GET()

    def do_POST(self) -> None:
        """Take in the reply form; the only thing that can be posted here."""
        length = self.headers.get("Content-Length", "")
        if urlsplit(self.path).path != "/reply" or not length.isdigit() or int(length) > LARGEST_FORM or self._foreign():
            self.close_connection = True
            self._send(Response(b"no\n", "text/plain", 400))
            return
        fields = dict(parse_qsl(self.rfile.read(int(length)).decode("utf-8", "replace")))
        self._send(self.server.town.reply(self.server.place, fields))

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing; the demo prints its own progress."""

    def _foreign(self) -> bool:
        # Another web page in the same browser must not post into the demo.
        origin = self.headers.get("Origin")
        return origin is not None and origin != "null" and urlsplit(origin).netloc != self.headers.get("Host")

    def _send(self, response: Response) -> None:
        view = self.server.town.view(self.server.place) if response.status == 200 else None
        modified = view.changed().replace(microsecond=0) if view else None
        if modified and (since := self.headers.get("If-Modified-Since")):
            try:
                fresh = modified <= parsedate_to_datetime(since)
            except (ValueError, TypeError):
                fresh = False
            if fresh:
                response = Response(b"", response.content_type, 304)
        self.send_response(response.status)
        self.send_header("Content-Type", response.content_type)
        self.send_header("Content-Length", str(len(response.body)))
        if modified:
            self.send_header("Last-Modified", format_datetime(modified, usegmt=True))
        if response.location:
            self.send_header("Location", response.location)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)


@contextmanager
def serve(town: Town, ports: Sequence[int] | None = None) -> Iterator[dict[str, int]]:
    """Serve every place while the block runs and give their ports by name.

    `ports` are as many as there are places, in their order; without it the system chooses. Raises PortError.
    """
    servers: list[Server] = []
    try:
        for place, port in zip(PLACES, ports or [0] * len(PLACES), strict=True):
            server = bind(town, place, port)
            servers.append(server)
            town.bases[place.name] = f"http://{HOST}:{server.server_port}"
        # Every port is taken before the first site answers: a scan never meets half a world.
        for server in servers:
            threading.Thread(target=server.serve_forever, args=(0.05,), name=f"demo-{server.place.name}", daemon=True).start()
        yield {server.place.name: server.server_port for server in servers}
        for server in servers:
            server.shutdown()
    finally:
        for server in servers:
            server.server_close()


def bind(town: Town, place: Place, port: int) -> Server:
    """Listen for one place."""
    try:
        return Server(town, place, port)
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        why = "in use by another program" if error.errno == errno.EADDRINUSE else "not allowed for this user"
        needs = f"port {port} is {why}; the demo needs it for its site {place.title}"
        raise PortError(f"{needs}. Choose other ports, for example: otklik demo --port 9000") from None
