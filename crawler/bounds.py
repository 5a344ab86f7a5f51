"""What a worker process may use of the machine: memory, processor time, file size."""

from __future__ import annotations

import contextlib
import os
import resource
import sys
import threading
from pathlib import Path

MEGABYTE = 1024 * 1024
HEADROOM_MB = 512
"""Beyond the measured limit: what a single allocation may overshoot it by before the kernel says no."""
FILE_MB = 256
_PAGE = resource.getpagesize()


def bind_worker(memory_mb: int, processor_seconds: float) -> None:
    """Set the kernel's limits on this process; those that a system does not know are left out."""
    threading.stack_size(MEGABYTE)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, FILE_MB * MEGABYTE)
    _limit(resource.RLIMIT_CPU, int(processor_seconds) + 1)
    # RLIMIT_AS would count the mapped files of language models too; RLIMIT_DATA counts what is really asked for.
    _limit(resource.RLIMIT_DATA, (memory_mb + HEADROOM_MB) * MEGABYTE)


def _limit(which: int, value: int) -> None:
    _, hard = resource.getrlimit(which)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(which, (value, value))


def memory_used() -> int:
    """Give the resident memory of this process in bytes; the peak where the system does not tell the present."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE
    except (OSError, ValueError, IndexError):
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024


def end_with_parent(channel: int) -> None:
    """End this process as soon as the other end of `channel` is closed, even in the middle of reading a page."""

    def watch() -> None:
        while os.read(channel, 1):
            pass
        os._exit(0)

    threading.Thread(target=watch, name="end-with-parent", daemon=True).start()
