"""Write the published procedure into a folder, whole and at once, without touching what is not ours there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from config.errors import OperatorError, UsageError
from moderation.public.page import index_page, procedure_page
from moderation.public.procedure import procedure
from moderation.public.texts import LANGUAGES

if TYPE_CHECKING:
    from datetime import datetime

    from config.catalogue import Catalogue
    from config.settings import Settings
    from moderation.rulebook import Rulebook

STYLE = "otklik.css"
OURS = ("otklik-public", "/* otklik: public pages */")  # how a file is known to be of this command
_HEAD = 600  # bytes within which the mark stands


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did or would do, as names of files."""

    written: tuple[str, ...]
    same: tuple[str, ...]


def pages(*, settings: Settings, book: Rulebook, catalogue: Catalogue, now: datetime, form: str | None) -> Mapping[str, str]:
    """Make every file of the published procedure, by name."""
    made = {
        f"{language}.html": procedure_page(
            procedure(language, settings=settings, book=book, catalogue=catalogue, now=now, form=form), style=STYLE
        )
        for language in LANGUAGES
    }
    company = settings.company or next((brand.name for brand in settings.brands if not brand.competitor), "otklik")
    return {"index.html": index_page(company, style=STYLE), **made, STYLE: style()}


def style() -> str:
    """Give the style sheet that the published pages and the form share."""
    return (resources.files("moderation.web") / "static" / "public.css").read_text(encoding="utf-8")


def compare(folder: Path, made: Mapping[str, str]) -> Published:
    """Say which files of a folder are not as they should be. Raises UsageError where another's file stands in the way."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"publish: {folder} is no folder. Name a folder; it is made where it is not there")
    written: list[str] = []
    same: list[str] = []
    for name, text in made.items():
        found = _read(folder / name)
        if found is not None and not any(mark in found[:_HEAD] for mark in OURS):
            raise UsageError(
                f"publish: {folder / name} was not written by otklik and is left as it is. Name another folder, or move it away"
            )
        (same if found == text else written).append(name)
    return Published(tuple(written), tuple(same))


def write(folder: Path, made: Mapping[str, str]) -> Published:
    """Write the files that differ, each whole or not at all. Raises UsageError, OperatorError; then nothing has changed."""
    found = compare(folder, made)
    ready: list[tuple[Path, Path]] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # All of them are written beside their places before the first one is put there: a full disk leaves the old pages.
        for name in found.written:
            ready.append((_beside(folder, made[name]), folder / name))
        for temporary, place in ready:
            temporary.replace(place)
    except OSError as error:
        named = error.filename or folder
        raise OperatorError(f"publish: {named} cannot be written: {error.strerror}. Name another folder") from error
    finally:
        for temporary, _ in ready:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
    return found


def _beside(folder: Path, text: str) -> Path:
    handle, name = tempfile.mkstemp(dir=folder, prefix=".otklik-", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)  # a web server of another user reads it
    except OSError:
        with suppress(OSError):
            Path(name).unlink()
        raise
    return Path(name)


def _read(path: Path) -> str | None:
    try:
        with path.open(encoding="utf-8", errors="replace", newline="") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise OperatorError(f"publish: {path} cannot be read: {error.strerror}. Name another folder") from error
