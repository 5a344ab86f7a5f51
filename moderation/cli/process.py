"""The process around a command: its three streams, and how it ends when it is told to (RELIABILITY 63)."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from types import FrameType
from typing import NoReturn

INTERRUPTED = 130

_signals: list[int] = []


def prepare() -> None:
    """Make the process ready: standard streams that are closed lead nowhere, SIGTERM ends a command as Ctrl-C does."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # else the next file that is opened, the database perhaps, would take its place
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - open as long as the process
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)


def _interrupt(number: int, _frame: FrameType | None) -> NoReturn:
    _signals.append(number)
    raise KeyboardInterrupt


def told_to_end() -> bool:
    """Say whether a signal came: libraries written in C make other errors of the KeyboardInterrupt that it raises in them."""
    return bool(_signals)


def run() -> NoReturn:
    """Be the console script `otklik`: ready for Ctrl-C before the program, which takes a tenth of a second, is imported."""
    prepare()
    try:
        from moderation.cli.main import main

        code = main(sys.argv[1:])
    except KeyboardInterrupt:
        print("otklik: interrupted", file=sys.stderr)
        code = INTERRUPTED
    finish(code)


def finish(code: int) -> NoReturn:
    """End with this exit code; where SIGTERM interrupted, by that signal, which service managers take for a clean end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # what follows is Python's own tidying, which would show a traceback
    if code == INTERRUPTED and signal.SIGTERM in _signals:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTERM)
    sys.exit(code)
