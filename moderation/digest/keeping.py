"""Keep a letter as files: digest-2026-W47.html and digest-2026-W47.txt, each whole or not there."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from moderation.digest.render import Letter


def keep(letter: Letter, edition: str, folder: Path) -> tuple[Path, Path]:
    """Write both parts of a letter into a folder, which is made where it is missing; give their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    html, text = (folder / f"digest-{edition}.{kind}" for kind in ("html", "txt"))
    _write(html, letter.html)
    _write(text, letter.text)
    return html, text


def _write(path: Path, text: str) -> None:
    """Write a file beside its place and move it there, so that nobody ever reads half of it."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    made = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            # Before it is moved: a power cut could leave the final name on an empty file.
            os.fsync(file.fileno())
        # mkstemp keeps a file from everybody else; its group is to read the letter too.
        made.chmod(0o640)
        made.replace(path)
    except BaseException:
        made.unlink(missing_ok=True)
        raise
