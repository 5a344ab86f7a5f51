"""`otklik read`: read one page and print its mentions; stores nothing."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from pydantic import ValidationError

from config.catalogue import Catalogue, Definition, Site, bundled_definitions
from config.errors import OperatorError, UsageError
from crawler.fetch import Fetched, fetch_page
from crawler.items import Mention, Reply, Verdict
from crawler.pages.page import Page
from crawler.pages.read import read_page
from crawler.verdict import problem_of_empty
from moderation.cli.common import PARTLY, AsJson, setup_of
from moderation.cli.output import data, message, print_json
from moderation.plain import neutral, one_line

LARGEST = 50 * 1024 * 1024  # bytes of one file
_OFFSET = re.compile(r"T?\d\d:\d\d(?::\d\d)?(?:\.\d+)?\s?([+-])((?:0\d|1[0-4])):?([0-5]\d)$")
NOWHERE = "https://page.invalid/"  # stands for the address of a page that has none (.invalid is nobody's, RFC 2606)

Source = Annotated[str | None, typer.Argument(metavar="FILE|URL", help="A saved page, or the address of one.")]
Url = Annotated[str, typer.Option("--url", help="The address that a saved page was fetched from.")]
SiteName = Annotated[str | None, typer.Option("--site", metavar="NAME", help="Read it as a page of this site.")]
Generic = Annotated[bool, typer.Option("--generic", help="Use no definition.")]
IsBatch = Annotated[bool, typer.Option("--batch", help='Lines {"file","url"} on standard input, one document a line out.')]


@dataclass(frozen=True, slots=True)
class Manner:
    """How pages are read in one call: as pages of a site, or of none; with or without definitions."""

    site: Site | None = None
    definition: Definition | None = None
    generic: bool = False

    @property
    def zone(self) -> tzinfo:
        """Give the zone of the site's own clock, UTC where it is not known."""
        return ZoneInfo(self.site.timezone) if self.site is not None and self.site.timezone else UTC

    def page(self, content: bytes, url: str, content_type: str = "") -> Page:
        """Read one page."""
        known = self.site or _site_at(url)
        how = self.definition
        if how is None and self.site is None and known is not None and not self.generic:
            how = Catalogue(definitions=bundled_definitions()).definition_at(url)
        site = known or Site(name="page", url=NOWHERE, brand="-")
        now = datetime.now(UTC)
        return read_page(content, url=url, site=site, definition=how, now=now, content_type=content_type, generic=self.generic)


def read(
    ctx: typer.Context,
    source: Source = None,
    url: Url = "",
    site: SiteName = None,
    generic: Generic = False,
    batch: IsBatch = False,
    json: AsJson = False,
) -> None:
    """Read one page and print its mentions; stores nothing."""
    if batch == (source is not None):
        raise UsageError("read needs either one FILE or URL, or --batch with lines on standard input")
    manner = _manner(ctx, site, generic=generic)
    if batch:
        _read_batch(manner)
        return
    assert source is not None
    if _is_address(source):
        found = _fetched(ctx, source, manner.site)
        document = _document(manner, found.content, found.url, None, found.content_type)
    else:
        document = _document(manner, content_of(source), url or (manner.site.url if manner.site else ""), source)
    if json:
        print_json(document)
    else:
        _show(document)


def _manner(ctx: typer.Context, name: str | None, *, generic: bool) -> Manner:
    if name is None:
        return Manner(generic=generic)
    catalogue = setup_of(ctx).catalogue
    site = catalogue.site(name)
    return Manner(site, None if generic else catalogue.definition_for(site), generic)


def _site_at(url: str) -> Site | None:
    """Make a site of an address, None where it is none."""
    try:
        return Site(name="page", url=url, brand="-")
    except ValidationError:
        return None


def _is_address(text: str) -> bool:
    return text.lower().startswith(("http://", "https://"))


def content_of(name: str) -> bytes:
    """Give the bytes of a saved page; raises OperatorError for what is no readable file."""
    path = Path(name.replace("\0", "\ufffd"))  # no name of a file holds a zero
    if path.is_dir():
        raise OperatorError(f"{name} is a folder. Name a saved page in it")
    if not path.exists():
        raise OperatorError(
            f"{name}: there is no such file. Name a saved page, or an address that begins with http:// or https://"
        )
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise OperatorError(f"{name} is larger than {LARGEST // 1024 // 1024} MiB, which no page is")
    return content


def _fetched(ctx: typer.Context, url: str, site: Site | None) -> Fetched:
    from moderation.scanning import options_of  # late: the store hangs on it, and a saved page is read without

    setup = setup_of(ctx)
    target = _site_at(url)
    if target is None:
        raise UsageError(f'"{url}" is not an address. Write it whole, with http:// or https://')
    if site is not None:  # its time zone, its politeness, its definition, but the address that was asked for
        target = site.model_copy(update={"url": url})
    return fetch_page(target, options=options_of(setup.settings), now=setup.now())


def _read_batch(manner: Manner) -> None:
    """Answer every line in order; a page that cannot be read is told on standard error and answered without mentions."""
    failed = 0
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if not line.strip():
            continue
        file, url = _asked(line, number)
        try:
            document = _document(manner, content_of(file), url, file)
        except (OperatorError, OSError) as error:
            failed += 1
            message(f"otklik: line {number}: {neutral(str(error))}")
            document = _frame(url, file, Verdict.FAILED)
        print_json(document)
        sys.stdout.flush()  # a program that waits for each answer before it asks on would wait for ever
    if failed:
        raise typer.Exit(PARTLY)


def _asked(line: bytes, number: int) -> tuple[str, str]:
    try:
        asked = json.loads(line)
    except ValueError:
        asked = None
    if not isinstance(asked, dict) or not isinstance(asked.get("file"), str) or not isinstance(asked.get("url") or "", str):
        raise UsageError(f'line {number} of standard input is not {{"file": …, "url": …}}')
    return asked["file"], asked.get("url") or ""


def _document(manner: Manner, content: bytes, url: str, file: str | None, content_type: str = "") -> dict[str, object]:
    page = manner.page(content, url, content_type)
    for note in page.notes:
        message(one_line(note))
    return {
        **_frame(url, file, _verdict(page, content, url or file or "", content_type)),
        "mentions": [row(mention, manner.zone) for mention in page.mentions],
        "next_page": page.next_url,
    }


def _frame(url: str, file: str | None, verdict: Verdict) -> dict[str, object]:
    return {"url": url or None, "file": file, "verdict": verdict, "mentions": [], "next_page": None}


def _verdict(page: Page, content: bytes, name: str, content_type: str) -> Verdict:
    if page.verdict_hint is not None:
        return page.verdict_hint
    if page.mentions:
        return Verdict.OK
    problem = problem_of_empty(name, content, content_type, wants_json=False)
    return Verdict.QUIET if problem is None else problem.verdict


def row(mention: Mention, zone: tzinfo = UTC) -> dict[str, object]:
    """Give a mention in the shape that scripts rely on; times are on the clock of the site, as far as it is known."""
    rating = mention.rating
    return {
        "author": mention.author,
        "published": on_clock(mention.published, mention.published_raw, zone),
        "published_raw": mention.published_raw,
        "rating": None if rating is None else {"value": rating.value, "best": rating.best},
        "title": mention.headline,
        "text": mention.body,
        "url": mention.url,
        "id": mention.native_id,
        "reply": _reply(mention.replies[0], zone) if mention.replies else None,
        "truncated": mention.truncated,
        "layers": dict(mention.layers),
    }


def _reply(reply: Reply, zone: tzinfo) -> Mapping[str, object]:
    return {"author": reply.author, "published": on_clock(reply.published, reply.published_raw, zone), "text": reply.text}


def on_clock(moment: datetime | None, shown: str, zone: tzinfo) -> str | None:
    """Give a moment as ISO 8601 with the offset that the page itself shows, else in the zone of the site."""
    if moment is None:
        return None
    offset = _OFFSET.search(shown)
    if offset:
        size = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        zone = timezone(-size if offset[1] == "-" else size)
    return moment.astimezone(zone).isoformat(timespec="seconds")


def _show(document: Mapping[str, object]) -> None:
    """Print a page for a person to read."""
    mentions = document["mentions"]
    assert isinstance(mentions, list)
    for mention in mentions:
        published = mention["published"]
        when = published or mention["published_raw"] or "no date"
        rating = mention["rating"]
        stars = f"{rating['value']:g} of {rating['best']:g}" if rating else ""
        data(one_line(" · ".join(filter(None, (mention["author"] or "nobody named", when, stars, mention["title"])))))
        data(_indented(mention["text"]))
        if mention["reply"]:
            data(_indented(f"{mention['reply']['author'] or 'reply'}: {mention['reply']['text']}", "    "))
        data()
    message(f"{document['verdict']}: {len(mentions)} mentions; next page: {document['next_page'] or 'none'}")


def _indented(text: str, by: str = "  ") -> str:
    return "\n".join(by + line for line in text.splitlines() if line.strip())
