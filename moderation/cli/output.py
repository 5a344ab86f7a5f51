"""What a command prints: data on standard output, messages on standard error, nothing that could command a terminal."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import PurePath
from typing import TextIO

from moderation.moments import moment
from moderation.plain import UNSAFE, neutral, one_line


def message(text: str) -> None:
    """Print a message for the person: standard error, at once."""
    print(neutral(text), file=sys.stderr, flush=True)


def data(text: str = "") -> None:
    """Print data: standard output."""
    print(neutral(text))


def as_json(value: object) -> str:
    """Give one JSON document on one line, unsafe characters as escapes, so that it can be shown on a terminal."""
    text = json.dumps(value, ensure_ascii=False, default=_plain)
    return UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def print_json(value: object) -> None:
    """Print one JSON document."""
    print(as_json(value))


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: getattr(value, item.name) for item in fields(value)}
    if isinstance(value, datetime):  # before `date`, of which it is a kind
        return moment(value)
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, Iterable):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def coloured(stream: TextIO) -> bool:
    """Say whether colour and animation are welcome: a terminal that is not dumb, and no NO_COLOR."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under heads: a ruled table on a terminal, aligned plain columns elsewhere."""
    cells = [[one_line("" if cell is None else str(cell)) for cell in row] for row in rows]
    if coloured(sys.stdout):
        _ruled(heads, cells)
        return
    widths = [max(len(head), *(len(row[i]) for row in cells), 0) for i, head in enumerate(heads)]
    for row in [list(heads), *cells]:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _ruled(heads: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    # Text, never str: rich would read [bold] in a stranger's words as mark-up.
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in heads:
        shown.add_column(Text(head), overflow="fold")
    for row in cells:
        shown.add_row(*(Text(cell) for cell in row))
    Console(file=sys.stdout).print(shown)


def version_line() -> str:
    """Give the line of `otklik --version`."""
    from importlib.metadata import version  # late: it takes longer than the rest of this module

    return f"otklik {version('otklik')}"
