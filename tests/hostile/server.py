"""A small threaded web server on loopback whose every page is written by the test that starts it."""

from __future__ import annotations

import gzip
import json
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Answer:
    """One HTTP answer; `chunks` are sent one by one without a length, for bodies that never end."""

    body: bytes = b""
    status: int = 200
    content_type: str = HTML
    headers: Mapping[str, str] = field(default_factory=dict)
    chunks: Iterable[bytes] | None = None


Page = Answer | str | Callable[[dict[str, str]], "Answer | str"]


@dataclass
class Hit:
    """One request as it came in: path with query, headers, and how many others were being answered."""

    path: str
    headers: dict[str, str]
    beside: int


class Server:
    """Serve pages by path; a page is an Answer, HTML text, or a function of the query. Everything asked is in `hits`."""

    def __init__(self, pages: Mapping[str, Page] | None = None, *, robots: Page | None = None) -> None:
        self.pages: dict[str, Page] = dict(pages or {})
        if robots is not None:
            self.pages["/robots.txt"] = robots
        self.hits: list[Hit] = []
        self.closing = threading.Event()
        self._busy = 0
        self._lock = threading.Lock()
        self._http = _Http(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def place(self) -> str:
        """Give host and port, as `allow_private` wants them."""
        return f"127.0.0.1:{self._http.server_address[1]}"

    def url(self, path: str = "/") -> str:
        """Give the address of a path."""
        return f"http://{self.place}{path}"

    @property
    def asked(self) -> list[str]:
        """Name the paths asked for, in order, robots.txt left out."""
        return [hit.path for hit in self.hits if hit.path != "/robots.txt"]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def answer(self, target: str, headers: dict[str, str]) -> Answer:
        """Note the request and find its page."""
        parts = urlsplit(target)
        with self._lock:
            self.hits.append(Hit(target, headers, self._busy))
            self._busy += 1
        page = self.pages.get(parts.path, Answer(b"<h1>Not found</h1>", 404))
        if callable(page):
            page = page({key: values[0] for key, values in parse_qs(parts.query).items()})
        return Answer(page.encode()) if isinstance(page, str) else page

    def done(self) -> None:
        """Note that an answer has been sent."""
        with self._lock:
            self._busy -= 1


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep quiet: clients that hang up are what these tests are about."""


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            answer = server.answer(self.path, dict(self.headers.items()))
            try:
                self._send(answer)
            finally:
                server.done()

        def _send(self, answer: Answer) -> None:
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.chunks is None:
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)
                return
            self.close_connection = True
            self.send_header("Connection", "close")
            self.end_headers()
            for chunk in answer.chunks:
                if server.closing.is_set():
                    return
                self.wfile.write(chunk)
                self.wfile.flush()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler


def review(number: int, text: str | None = None, **more: Any) -> dict[str, Any]:
    """Make one schema.org Review."""
    return {
        "@type": "Review",
        "@id": f"#r{number}",
        "identifier": f"r{number}",
        "url": f"/review/{number}",
        "author": {"@type": "Person", "name": f"Author {number}"},
        "datePublished": f"2026-03-{number % 28 + 1:02}T10:00:00+00:00",
        "reviewBody": text or f"The parcel number {number} came two weeks late and nobody answered the phone.",
        "reviewRating": {"@type": "Rating", "ratingValue": number % 5 + 1, "bestRating": 5},
        **more,
    }


def listing(numbers: Iterable[int], next_url: str = "", head: str = "") -> str:
    """Make a page of reviews as JSON-LD, with a link to the next page."""
    product = {"@context": "https://schema.org", "@type": "Product", "name": "Shop", "review": [review(n) for n in numbers]}
    link = f'<link rel="next" href="{next_url}"><a rel="next" href="{next_url}">next</a>' if next_url else ""
    script = json.dumps(product, ensure_ascii=False).replace("<", "\\u003c")
    return (
        f'<html><head>{head}<script type="application/ld+json">{script}</script></head><body>{link}<p>Reviews</p></body></html>'
    )


def pages_of(count: int, per_page: int = 5, path: str = "/reviews") -> dict[str, Page]:
    """Make a site of `count` listing pages, all under one path with `?page=N`."""

    def page(query: dict[str, str]) -> str:
        number = int(query.get("page", "1"))
        first = (number - 1) * per_page
        following = f"{path}?page={number + 1}" if number < count else ""
        return listing(range(first, first + per_page), following)

    return {path: page}


def drip(server: Server, seconds: float = 0.2) -> Iterator[bytes]:
    """Send a byte now and then, for ever."""
    while not server.closing.wait(seconds):
        yield b"x"


def endless(block: bytes = b"<p>more</p>" * 6000) -> Iterator[bytes]:
    """Send without end."""
    while True:
        yield block


def bomb(encoding: str, megabytes: int = 64) -> Answer:
    """Make an answer that is small on the wire and large when unpacked."""
    plain = bytes(megabytes * 1024 * 1024)
    packed = gzip.compress(plain) if encoding == "gzip" else zlib.compress(plain)
    return Answer(packed, headers={"Content-Encoding": encoding})
