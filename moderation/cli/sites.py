"""`otklik sites`: the watched list and how the last scan of each site ended (A1, A2)."""

from __future__ import annotations

from datetime import datetime

import typer

from moderation.cli.common import AsJson, setup_of
from moderation.cli.output import message, moment, print_json, table
from moderation.store import scans

app = typer.Typer(add_completion=False, invoke_without_command=True)


@app.callback()
def sites(ctx: typer.Context, json: AsJson = False) -> None:
    """Print the list of watched sites with the verdict of their last scan."""
    setup = setup_of(ctx)
    watched = setup.catalogue.sites
    with setup.store.read() as tx:
        last = scans.last_by_site(tx)
    rows = []
    for site in watched:
        scan = last.get(site.name)
        rows.append(
            {
                "site": site.name,
                "url": site.url,
                "brand": site.brand,
                "status": "retired" if site.retired else "watched",
                "every": site.every,
                "verdict": scan.verdict if scan else "never_ran",
                "scanned": scan.ended if scan else None,
                "mentions": scan.mentions if scan else None,
                "error": scan.error if scan else "",
            }
        )
    if json:
        print_json(rows)
        return
    if not rows:
        message(f"no sites are watched yet; write them into {setup.settings.sites}")
        return
    table(
        ["site", "brand", "status", "verdict", "scanned", "url"],
        [
            [
                row["site"],
                row["brand"],
                row["status"],
                row["verdict"],
                moment(at) if isinstance(at := row["scanned"], datetime) else "never",
                row["url"],
            ]
            for row in rows
        ],
    )
