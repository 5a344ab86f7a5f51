"""Commands that are imported when they are called, so that a light one never pays for a heavy one (decision 4)."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer
from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from typer._click.core import Command, Context


@dataclass(frozen=True, slots=True)
class Entry:
    """One command: the module and the function (or typer.Typer) in it, a line of help, and its panel in the overview."""

    module: str
    attribute: str
    help: str
    panel: str

    def load(self, name: str) -> Command:
        """Import the module and build the command."""
        found = getattr(importlib.import_module(f"moderation.cli.{self.module}"), self.attribute)
        if not isinstance(found, typer.Typer):
            # An application of its own for one command: typer builds a click command only from that.
            app = typer.Typer(add_completion=False, context_settings={"help_option_names": ["-h", "--help"]})
            app.command(name)(found)
            found = app
        command = typer.main.get_command(found)
        command.name = name
        return command


class LazyGroup(TyperGroup):
    """A group that knows its commands by name and help, and imports the one that is called."""

    entries: dict[str, Entry]

    def adopt(self, entries: dict[str, Entry]) -> None:
        """Take over the table of commands."""
        self.entries = entries
        for name, entry in entries.items():
            self.add_command(TyperCommand(name, help=entry.help, rich_help_panel=entry.panel))

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, Command | None, list[str]]:
        """Import the command that `args` names; an unknown name is refused with the nearest ones."""
        name, known, rest = super().resolve_command(ctx, args)
        return name, self.entries[name].load(name) if name else known, rest
