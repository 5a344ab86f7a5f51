"""A static review site for benchmarks: pages of about 60 KB with 20 reviews each, served on several loopback ports.

Run as a process: python -m tests.bench.site PORTS PAGES; it prints the ports and serves until its standard input closes.
"""

from __future__ import annotations

import asyncio
import random
import sys
from datetime import date, timedelta

REVIEWS = 20
MONTHS = ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря")
SYLLABLES = [first + second for second in "аео" for first in "бвгджзклмнпрстчш"]
FILLER = '<div class="box side"><a class="link item" href="/other">Другие разделы сайта и прочее</a><span>123</span></div>\n'
STEMS = (
    "заказ",
    "доставка",
    "курьер",
    "магазин",
    "телефон",
    "возврат",
    "деньги",
    "гарантия",
    "ремонт",
    "менеджер",
    "ждать",
    "звонить",
    "обещать",
    "сломаться",
    "привезти",
    "коробка",
    "отзыв",
    "качество",
    "цена",
    "скидка",
    "сайт",
    "оплата",
    "карта",
    "склад",
    "пункт",
    "выдача",
    "ответ",
    "поддержка",
    "товар",
    "чек",
)


def vocabulary(size: int = 20_000) -> list[str]:
    """Make words that look Russian: 30 real stems with endings first, then invented ones."""
    maker = random.Random(7)
    words = [stem + ending for stem in STEMS for ending in ("", "а", "у", "ом", "ы")]
    while len(words) < size:
        words.append("".join(maker.choice(SYLLABLES) for _ in range(maker.randint(2, 5))))
    return words


def text(maker: random.Random, words: list[str], count: int = 80) -> str:
    """Draw about `count` words with the long tail of a living language (rank ~ 1/u)."""
    drawn = (words[min(len(words) - 1, int(len(words) ** maker.random()) - 1)] for _ in range(count))
    return " ".join(drawn).capitalize() + "."


def page(site: int, number: int, pages: int, words: list[str]) -> bytes:
    """Render one page of reviews, about 60 KB."""
    maker = random.Random(site * 100_003 + number)
    reviews = []
    for i in range(REVIEWS):
        day = date(2024, 1, 1) + timedelta(days=maker.randint(0, 900))
        reviews.append(
            f'<article class="review" id="r{site}-{number}-{i}"><header>'
            f'<a class="author" href="/u/{i}">Автор {site}-{number}-{i}</a>'
            f'<time class="when">{day.day} {MONTHS[day.month - 1]} {day.year}, 1{i % 10}:05</time>'
            f'<span class="stars" data-value="{maker.randint(1, 5)}"></span>'
            f'<h3 class="title">{text(maker, words, 5)}</h3></header>'
            f'<div class="text"><p>{text(maker, words, 40)}</p><p>{text(maker, words, 40)}</p></div>'
            f'<footer><a class="permalink" href="/review/{site}-{number}-{i}">ссылка</a></footer></article>'
        )
    following = f'<a class="next" rel="next" href="/reviews?page={number + 1}">дальше</a>' if number < pages else ""
    head = '<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>Отзывы</title></head><body>'
    body = f"{head}<main>{''.join(reviews)}</main><nav>{following}</nav>{FILLER * 150}</body></html>"
    return body.encode()


class Static(asyncio.Protocol):
    """Answer every request with bytes prepared beforehand."""

    def __init__(self, answers: dict[bytes, bytes]) -> None:
        self.answers = answers

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.buffer = b""

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            request, self.buffer = self.buffer[:end], self.buffer[end + 4 :]
            answer = self.answers.get(request.split(b" ", 2)[1], self.answers[b"/404"])
            assert isinstance(self.transport, asyncio.Transport)
            self.transport.write(answer)


def answers(site: int, pages: int, words: list[str]) -> dict[bytes, bytes]:
    """Prepare every answer of one site as whole HTTP responses."""

    def response(body: bytes, status: str = "200 OK", kind: str = "text/html; charset=utf-8") -> bytes:
        return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body

    ready = {
        b"/404": response(b"no such page", "404 Not Found"),
        b"/robots.txt": response(b"User-agent: *\nDisallow: /private/\n", kind="text/plain"),
    }
    for number in range(1, pages + 1):
        ready[f"/reviews?page={number}".encode()] = response(page(site, number, pages, words))
    ready[b"/reviews"] = ready[b"/reviews?page=1"]
    return ready


async def serve(sites: int, pages: int) -> None:
    """Serve until standard input closes."""
    loop = asyncio.get_running_loop()
    words = vocabulary()
    ports = []
    for site in range(sites):
        prepared = answers(site, pages, words)
        server = await loop.create_server(lambda prepared=prepared: Static(prepared), "127.0.0.1", 0)
        ports.append(server.sockets[0].getsockname()[1])
    print(*ports, flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2])))
