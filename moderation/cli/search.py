"""`otklik search`: mentions and their cases by the words in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from moderation.cli.common import AsJson, setup_of
from moderation.cli.excerpt import author
from moderation.cli.output import message, print_json, table
from moderation.cli.spans import local
from moderation.masking import mask
from moderation.search import MOST, excerpt, found_document
from moderation.search import search as look

if TYPE_CHECKING:
    from collections.abc import Sequence

    from moderation.store.search import Found

HEADS = ("id", "first seen", "site", "author", "became", "text")
WORDS = 60  # letters shown of a text


def search(
    ctx: typer.Context,
    words: Annotated[
        list[str], typer.Argument(metavar="WORDS...", help="All must occur; from three letters on each finds what begins so.")
    ],
    limit: Annotated[int, typer.Option("--limit", min=1, max=MOST, help="How many at most.")] = 50,
    json: AsJson = False,
) -> None:
    """Find mentions and their cases by words in text or author, newest first."""
    setup = setup_of(ctx)
    page = look(setup.store, " ".join(words), limit=limit)
    if json:
        print_json([found_document(found, page.asked) for found in page.found])
    elif page.found:
        table(HEADS, [_cells(found, page.asked, setup.settings.timezone) for found in page.found])
    elif page.asked:
        message(f"no mention holds {' and '.join(page.asked)}. Try fewer words, or only their beginnings")
    if not page.asked:
        message(
            "there is no word in that, only signs: nothing was looked for. Write letters or digits, as in: otklik search курьер"
        )
    if page.after is not None:
        message(f"there are more than these {len(page.found)}. Add a word, or raise --limit (at most {MOST})")


def _cells(found: Found, sought: Sequence[str], zone: str) -> list[object]:
    text = f"{found.headline}: {found.body}" if found.headline else found.body
    return [
        found.id,
        local(found.first_seen, zone),
        found.site,
        author(found.author),
        found.outcome if found.case_id is None else f"case {found.case_id} {found.status}",
        excerpt(mask(text), sought, WORDS),
    ]
