"""How a running scan is shown: bars on a terminal, a plain line per ended site elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from moderation.cli.output import coloured, message
from moderation.plain import one_line
from moderation.scanning import Progress, ScanRow

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID


class Quiet(Progress):
    """Show nothing."""


class Lines(Progress):
    """Print one line for each site that ended."""

    def started(self, sites: Sequence[str]) -> None:
        message(f"scanning {len(sites)} sites" if len(sites) != 1 else f"scanning {sites[0]}")

    def ended(self, row: ScanRow) -> None:
        message(summary_of(row))


class Shown(Progress):
    """Show what each site has given so far."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def started(self, sites: Sequence[str]) -> None:
        self._tasks = {site: self._bars.add_task(site, total=None, said="waiting") for site in sites}

    def moved(self, site: str, pages: int, mentions: int) -> None:
        self._bars.update(self._tasks[site], said=f"{pages} pages, {mentions} mentions")

    def ended(self, row: ScanRow) -> None:
        self._bars.update(self._tasks[row.site], total=1, completed=1, said=summary_of(row, named=False))


def summary_of(row: ScanRow, *, named: bool = True) -> str:
    """Word how a site ended, on one line."""
    name = f"{row.site}: " if named else ""
    read = f"{row.verdict}, {row.pages} pages, {row.mentions} mentions"
    brought = f"{row.new} new, {row.revised} revised, {row.withdrawn} withdrawn, {row.confirmed} replies confirmed"
    return one_line(f"{name}{read}, {brought}{f' ({row.error})' if row.error else ''}")


@contextmanager
def progress_for(stream: TextIO) -> Iterator[Progress]:
    """Choose how to show a run on this stream."""
    if not coloured(stream):
        yield Lines()
        return
    from rich.console import Console  # late, all three: cron has no terminal and draws nothing
    from rich.progress import Progress as Bars
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TextColumn("{task.fields[said]}", markup=False))
    with Bars(*columns, TimeElapsedColumn(), console=Console(file=stream)) as bars:
        yield Shown(bars)
