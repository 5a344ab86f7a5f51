"""`otklik rebuild`: compute the index columns of every case anew from its events (decision 1)."""

from __future__ import annotations

import typer

from moderation import clockwork
from moderation.cli.common import AsJson, setup_of
from moderation.cli.output import data, print_json


def rebuild(ctx: typer.Context, json: AsJson = False) -> None:
    """Compute status, deadline and owner of every case from its events; also after working hours or terms were changed."""
    setup = setup_of(ctx)
    different = clockwork.rebuild(setup.store, setup.book, setup.now())
    if json:
        print_json({"different": list(different)})
    elif different:
        data(f"{len(different)} cases were different and are right now: {', '.join(map(str, different))}")
    else:
        data("no difference")
