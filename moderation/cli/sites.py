"""`otklik sites`: the watched list and how the last scan of each site ended (A1, A2)."""

from __future__ import annotations

import typer

from moderation.cli.common import AsJson, setup_of
from moderation.cli.output import message, print_json, table
from moderation.documents import site_document
from moderation.store import scans

HEADS = ("site", "brand", "status", "verdict", "scanned", "url")

app = typer.Typer(add_completion=False, invoke_without_command=True)


@app.callback()
def sites(ctx: typer.Context, json: AsJson = False) -> None:
    """Print the list of watched sites with the verdict of their last scan."""
    setup = setup_of(ctx)
    with setup.store.read() as tx:
        last = scans.last_by_site(tx)
    found = [site_document(site, last.get(site.name)) for site in setup.catalogue.sites]
    if json:
        print_json(found)
    elif found:
        table(HEADS, [[row[head] or "never" if head == "scanned" else row[head] for head in HEADS] for row in found])
    else:
        message(f"no sites are watched yet; write them into {setup.settings.sites}")
