"""What must outlive the demo's process: when the world began, and the replies posted through its forms."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from config.errors import ConfigError
from moderation.demo.world import Answer


@dataclass(frozen=True, slots=True)
class Posted:
    """One reply posted through a form of the demo world; `at` is ISO 8601 in UTC."""

    shelf: str
    post: int
    author: str
    text: str
    at: str


class Ledger:
    """Keeps the beginning and the posted replies in one JSON file, replaced whole at every change."""

    def __init__(self, path: Path, now: datetime, seed: int = 1) -> None:
        self.path = path
        self.lock = threading.Lock()
        if path.exists():
            self.start, self.seed, self.posted = read(path)
        else:
            self.start, self.seed, self.posted = now.astimezone(UTC).replace(microsecond=0), seed, []
            self._save()

    def post(self, shelf: str, post: int, author: str, text: str, now: datetime) -> None:
        """Keep a reply; it is on the disk when this returns."""
        with self.lock:
            self.posted.append(Posted(shelf, post, author, text, now.astimezone(UTC).isoformat()))
            self._save()

    def answers(self, shelf: str, post: int, now: datetime) -> Iterator[Answer]:
        """List the replies under a post that stand there at `now`."""
        for entry in self.posted:
            at = datetime.fromisoformat(entry.at)
            if (entry.shelf, entry.post) == (shelf, post) and at <= now:
                yield Answer(entry.author, entry.text, at)

    def _save(self) -> None:
        data = {"start": self.start.isoformat(), "seed": self.seed, "replies": [asdict(entry) for entry in self.posted]}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # Beside its place and moved there: a demo that is killed while it writes keeps the world it had.
        fresh = self.path.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(data, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)


def read(path: Path) -> tuple[datetime, int, list[Posted]]:
    """Read a ledger; raise ConfigError where it is not one."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        start = datetime.fromisoformat(data["start"])
        if start.tzinfo is None:
            raise ValueError("start has no time zone")
        return start, int(data["seed"]), [Posted(**entry) for entry in data["replies"]]
    except (ValueError, KeyError, TypeError, OSError) as error:
        what = f"this is not a demo world's ledger ({error})"
        message = f"{what}. Remove the file to begin a new world, or choose another folder with --data."
        raise ConfigError(message, file=path) from None
