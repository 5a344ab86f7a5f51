"""`otklik read`: read one page and print its mentions; stores nothing."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from pydantic import ValidationError

from config.catalogue import Catalogue, Definition, Site, bundled_definitions
from config.errors import OperatorError, UsageError
from crawler.fetch import Fetched, fetch_page
from crawler.items import Verdict
from crawler.pages.page import Page
from crawler.pages.read import read_page
from moderation.cli.common import PARTLY, AsJson, setup_of
from moderation.cli.output import message, print_json
from moderation.cli.pagedocument import empty_document, page_document, show, verdict_of
from moderation.plain import neutral, one_line

LARGEST = 50 * 1024 * 1024  # bytes of one file
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
    if url and _site_at(url) is None:
        raise UsageError(f'--url: "{url[:200]}" is not an address. Write it whole, with http:// or https://')
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
        show(document)


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
    if not name.strip():
        raise OperatorError(f'"{name}" names no page. Name a saved page, or an address that begins with http:// or https://')
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
            document = empty_document(Verdict.FAILED, url=url, file=file)
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
    verdict = verdict_of(page, content, url or file or "", content_type)
    return page_document(page, manner.zone, verdict, url=url, file=file)
