"""What other programs are told and when it is tried again: the rules of webhooks (Standard Webhooks, spec version 1)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from config.errors import ConfigError
from config.sentences import unknown
from moderation.case import Act
from moderation.moments import moment

if TYPE_CHECKING:
    from config.ladder import Whose
    from config.settings import Settings
    from moderation.case import Event, Severity, Status
    from moderation.rulebook import Scope

# The pauses before each further try, as the specification proposes; then it is given up.
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400))
TRIES = len(PAUSES) + 1
LONGEST = sum(PAUSES, timedelta()) + timedelta(hours=12)  # after this time nothing is tried any more
TEST = "otklik.test"


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook made ready: which acts on which cases it is told of, and where the queue is found (`base`)."""

    name: str
    acts: frozenset[Act]
    when: Whose
    severities: frozenset[str]
    base: str

    def wants(self, act: Act, severity: Severity, scope: Scope) -> bool:
        """Say whether it is told of an act on a case."""
        return act in self.acts and (not self.severities or severity in self.severities) and scope.fits(self.when)


@dataclass(frozen=True, slots=True)
class Told:
    """A case as it stands after an event, as far as others may know it: no text, nobody's name (decision 7)."""

    number: int
    status: Status
    severity: Severity
    level: int
    site: str
    brand: str


def hooks_of(settings: Settings) -> tuple[Hook, ...]:
    """Make the webhooks of a configuration ready. Raises ConfigError for an act that there is not."""
    found = []
    for hook in settings.webhooks:
        for name in hook.events:
            if name not in tuple(Act):
                raise ConfigError(f"webhooks: {hook.name}: events: {unknown('an act', name, list(Act))}")
        acts = frozenset(map(Act, hook.events)) or frozenset(Act)
        base = (settings.web.url or "").rstrip("/")
        found.append(Hook(hook.name, acts, hook.when, frozenset(hook.severities), base))
    return tuple(found)


def payload(hook: Hook, case: Told, event: Event) -> str:
    """Write what is told of an event."""
    data = {
        "case": case.number,
        "version": event.seq,
        "act": str(event.act),
        "at": moment(event.at),
        "machine": event.by.startswith("machine:"),
        "status": str(case.status),
        "severity": str(case.severity),
        "level": case.level,
        "site": case.site,
        "brand": case.brand,
        "url": f"{hook.base}/api/v1/cases/{case.number}",
        "page": f"{hook.base}/cases/{case.number}",
    }
    return written(type_of(event.act), event.at, data)


def type_of(act: Act) -> str:
    """Name what is told of an act."""
    return f"case.{act}"


def written(kind: str, at: datetime, data: object) -> str:
    """Write a message in the form that the specification proposes."""
    return json.dumps({"type": kind, "timestamp": moment(at), "data": data}, ensure_ascii=False, separators=(",", ":"))


def signature(secret: bytes, message: str, timestamp: int, body: str) -> str:
    """Sign a message: what the header webhook-signature says."""
    signed = hmac.new(secret, f"{message}.{timestamp}.{body}".encode(), hashlib.sha256).digest()
    return f"v1,{base64.b64encode(signed).decode()}"


def next_try(tries: int, made: datetime, now: datetime) -> datetime | None:
    """Say when a message that has failed this many times is tried again, None where it is given up."""
    if tries >= TRIES or now - made >= LONGEST:
        return None
    return now + PAUSES[max(tries, 1) - 1]
