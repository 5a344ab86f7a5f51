"""One worker process as the scan sees it: started, listened to, ended."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from crawler.items import Finished
from crawler.wire import BrokenFrameError, Frame, Job, Started, Unpacker, pack

READ_BYTES = 1 << 20
PIPE_BYTES = 1 << 20
STARTUP_SECONDS = 120.0
_SET_PIPE_SIZE = 1031  # F_SETPIPE_SZ of Linux
_EXIT_MEMORY = 71


@dataclass(slots=True)
class Worker:
    """Hold one running worker, the names it still owes, and how long it has been silent (seconds)."""

    process: subprocess.Popen[bytes]
    pending: dict[str, None]
    alone: bool
    started: dict[str, None] = field(default_factory=dict)
    silent: float = 0.0
    heard: bool = False
    stalled: bool = False
    _unpacker: Unpacker = field(default_factory=Unpacker)

    @property
    def channel(self) -> int:
        """Give the descriptor its frames come from."""
        assert self.process.stdout is not None
        return self.process.stdout.fileno()

    def listen(self) -> Iterator[Frame] | None:
        """Read what has arrived and give its frames; None once the worker has ended."""
        data = os.read(self.channel, READ_BYTES)
        self.silent = 0.0
        self.heard = True
        return self._frames(data) if data else None

    def _frames(self, data: bytes) -> Iterator[Frame]:
        try:
            for frame in self._unpacker.feed(data):
                if isinstance(frame, Started):
                    self.started[frame.site] = None
                elif isinstance(frame, Finished):
                    self.pending.pop(frame.site, None)
                    self.started.pop(frame.site, None)
                yield frame
        except BrokenFrameError:
            self.kill()

    def wait_silently(self, seconds: float, limit: float) -> None:
        """Count time without a sign of life, and kill a worker that exceeds the limit."""
        self.silent += seconds
        if self.silent > (limit if self.heard else max(limit, STARTUP_SECONDS)):
            self.stalled = True
            self.kill()

    def kill(self) -> None:
        """End the worker and whatever it started, at once."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def close(self) -> int:
        """Kill if need be, collect the exit status, close the pipes; gives the status as subprocess does."""
        if self.process.poll() is None:
            self.kill()
        code = self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()
        return code

    def cause(self, code: int, stall_seconds: float, memory_mb: int) -> str:
        """Say in a few words why the worker ended."""
        if self.stalled:
            return f"the worker reading it gave no sign of life for {stall_seconds:g} s and was killed"
        if code == _EXIT_MEMORY:
            return f"reading it needed more than {memory_mb} MB of memory (memory_mb)"
        if code == -signal.SIGXCPU:
            return "reading it took too much processor time and was ended"
        if code < 0:
            return f"the worker reading it was killed by signal {-code}"
        return f"the worker reading it ended with status {code}"


def start_worker(job: Job, *, alone: bool) -> Worker:
    """Start a worker in a process group of its own and give it its job; its standard error is ours."""
    root = str(Path(__file__).resolve().parents[1])
    path = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH", "")) if part)
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "crawler.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path},
        process_group=0,
        bufsize=0,
    )
    worker = Worker(process, dict.fromkeys(task.name for task in job.tasks), alone)
    _widen(worker.channel)
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError):
        _write(process.stdin.fileno(), pack(job))
    return worker


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _widen(descriptor: int) -> None:
    """Let the pipe hold some dozen batches, so that worker and scan need not take turns (Linux; elsewhere left alone)."""
    if sys.platform == "linux":
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(descriptor, _SET_PIPE_SIZE, PIPE_BYTES)
