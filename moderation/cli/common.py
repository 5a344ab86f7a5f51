"""What a command works with: settings, policy, catalogue, store, person and clock, each opened when it is asked for."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from config.catalogue import Catalogue, load_catalogue
from config.errors import OperatorError, UsageError
from config.settings import Settings, load_settings

if TYPE_CHECKING:
    from config.policy import Policy
    from moderation.people import Person
    from moderation.rulebook import Rulebook
    from moderation.store.engine import Store

MAX_TEXT = 100_000  # bytes of --text, --file or standard input
PARTLY = 3  # exit code: some of what was asked for could not be had (README, "Exit codes")

AsPerson = Annotated[str | None, typer.Option("--as", metavar="LOGIN", help="Who acts. Else $OTKLIK_AS, else the only admin.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]


@dataclass
class Setup:
    """The configuration of one call, and what hangs on it."""

    config: Path | None
    environ: Mapping[str, str]
    overrides: dict[str, object] = field(default_factory=dict)

    @cached_property
    def settings(self) -> Settings:
        """Read otklik.yaml < environment < command line."""
        return load_settings(self.config, self.environ, self.overrides)

    @cached_property
    def policy(self) -> Policy:
        """Read the answer policy."""
        from config.policy import load_policy  # late, as all below: `queue` and `read` need no policy, `read` and `tag` no store

        return load_policy(self.settings)

    @cached_property
    def book(self) -> Rulebook:
        """Make the policy ready: terms with their working hours, brands, approval."""
        from moderation.rulebook import rulebook

        return rulebook(self.settings, self.policy)

    @cached_property
    def catalogue(self) -> Catalogue:
        """Read the list of sites and the definitions."""
        return load_catalogue(self.settings)

    @cached_property
    def store(self) -> Store:
        """Open the database; SchemaError where it is older or newer than this program."""
        from moderation.store.engine import open_store

        return open_store(self.settings.database)

    def now(self) -> datetime:
        """Give the present moment, aware, in UTC."""
        return datetime.now(UTC)

    def person(self, login: str | None) -> Person:
        """Find who acts: --as, else $OTKLIK_AS, else the only admin. Raises NotFound or UsageError."""
        from moderation.cli.persons import acting_person

        return acting_person(self.store, login or self.environ.get("OTKLIK_AS") or None)


def setup_of(ctx: typer.Context) -> Setup:
    """Give the Setup that the overview command made."""
    found = ctx.find_root().obj
    assert isinstance(found, Setup)
    return found


def text_of(text: str | None, file: Path | None, *, needed: str) -> str:
    """Take a text from --text, --file (`-` is standard input) or piped standard input.

    `needed` words what is missing, for example "reply needs a text". Raises UsageError when there is none, when both are given,
    or when it is longer than 100 kB.
    """
    if text is not None and file is not None:
        raise UsageError(f"{needed}: give --text or --file, not both")
    if text is None:
        if file is None or str(file) == "-":
            text = _decoded(_piped(needed), "standard input", needed)
        else:
            text = _decoded(_head(file), str(file), needed)
    if len(utf_8(text, "--text").encode()) > MAX_TEXT:
        raise UsageError(_too_long(needed))
    if not text.strip():
        raise UsageError(f"{needed}, and this one is empty. Give it with --text, --file FILE or on standard input")
    return text.strip("\n")


def utf_8(text: str, option: str) -> str:
    """Give the text of an option back; raises UsageError where its bytes were no UTF-8, which Python hides in surrogates."""
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise UsageError(f"{option}: the text is not UTF-8. Write it in a terminal that speaks UTF-8, or give it in a file")
    return text


def _too_long(needed: str) -> str:
    return f"{needed} of at most {MAX_TEXT // 1000} kB, and this one is longer. Shorten it"


def _piped(needed: str) -> bytes:
    # On a terminal nothing was piped: reading would wait for keys without a word.
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError(f"{needed}. Give it with --text, --file FILE or on standard input")
    return sys.stdin.buffer.read(MAX_TEXT + 1)


def _head(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_TEXT + 1)
    except OSError as error:
        raise OperatorError(f"--file: {file} cannot be read: {error.strerror}. Name a file with the text") from error


def _decoded(raw: bytes, name: str, needed: str) -> str:
    # Before it is decoded: what was cut off may have cut a letter in two, which would be told as broken UTF-8.
    if len(raw) > MAX_TEXT:
        raise UsageError(_too_long(needed))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{name} is not UTF-8 at byte {error.start}. Save it as UTF-8 and try again") from error
