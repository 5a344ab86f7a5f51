"""The process around a command: its three streams, and how it ends when it is told to (RELIABILITY 63)."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from types import FrameType
from typing import NoReturn

_terminated: list[int] = []


def prepare() -> None:
    """Make the process ready: standard streams that are closed lead nowhere, SIGTERM ends a command as Ctrl-C does."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # else the next file that is opened, the database perhaps, would take its place
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - open as long as the process
    signal.signal(signal.SIGTERM, _terminate)


def _terminate(number: int, _frame: FrameType | None) -> NoReturn:
    _terminated.append(number)
    raise KeyboardInterrupt


def finish(code: int) -> NoReturn:
    """End with this exit code; after SIGTERM by that signal, which service managers take for a clean end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # what follows is Python's own tidying, which would show a traceback
    if _terminated:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTERM)
    sys.exit(code)
