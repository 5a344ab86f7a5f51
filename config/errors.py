"""Errors that a person can act on.

Each one carries a message that names the thing, quotes the bad value, lists the accepted ones and gives the next step,
and the exit code that scripts rely on (README, "Exit codes").
"""

from __future__ import annotations

from pathlib import Path


class OperatorError(Exception):
    """Report something that the person at the keyboard can put right."""

    exit_code = 1


class UsageError(OperatorError):
    """Report a command, option or request that cannot be understood."""

    exit_code = 2


class AllLeased(OperatorError):
    """Report that every chosen site is being scanned by another run."""

    exit_code = 4


class ConfigError(OperatorError):
    """Report a configuration file that says something impossible, with file and line where they are known."""

    exit_code = 5

    def __init__(self, message: str, *, file: Path | str | None = None, line: int | None = None) -> None:
        where = "" if file is None else f"{file}:{line}: " if line else f"{file}: "
        super().__init__(where + message)
        self.file = file
        self.line = line


class SchemaError(OperatorError):
    """Report a database whose schema is older or newer than this program."""

    exit_code = 6


class TryAgain(OperatorError):
    """Report something that will pass by itself: a locked database, a mail server that is down."""

    exit_code = 75  # EX_TEMPFAIL of sysexits.h, which mail programs and wrappers of cron know


class NotFound(OperatorError):
    """Report a case, site or person that does not exist."""


class Forbidden(OperatorError):
    """Report an act that this person's role does not allow."""


class Impossible(OperatorError):
    """Report an act that the case does not allow now; the message says what is possible."""


class StaleVersion(OperatorError):
    """Report that somebody else changed the case since it was read."""
