"""`otklik migrate`: bring the database to this version."""

from __future__ import annotations

import typer

from moderation.cli.common import setup_of
from moderation.cli.output import message
from moderation.store.migrate import migrate as bring_up


def migrate(ctx: typer.Context) -> None:
    """Create the database, or bring it to this version. Does nothing where it is there already."""
    bring_up(setup_of(ctx).settings.database)
    message("the database is at this version")
