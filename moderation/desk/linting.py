"""The lint at the desk: what a case, its site and the person tell goes in; what blocks keeps a reply from going out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from config.contacts import SPOKEN
from config.errors import Impossible, NotFound, UsageError
from moderation.case import Act
from moderation.channels import channel_of
from moderation.desk.acting import Data, checked_text
from moderation.lint.check import blocking, check
from moderation.lint.finding import KINDS, Finding, Kind, Situation
from moderation.masking import mask
from moderation.people import DESPITE, acting_as, require
from moderation.plain import one_line
from moderation.store import cases, replies

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from config.lint import Lint
    from moderation.people import Person
    from moderation.records import CaseFile
    from moderation.rulebook import Rulebook
    from moderation.state import State
    from moderation.store.engine import Store

TOLD = 5  # findings that an error names; the others are seen by `otklik lint`


class Unfit(Impossible):
    """Report a reply that must not go out like this; `findings` are what blocks."""

    def __init__(self, message: str, findings: Sequence[Finding]) -> None:
        super().__init__(message)
        self.findings = tuple(findings)


def lint_case(
    store: Store, person: Person, n: int, *, book: Rulebook, now: datetime, text: str | None = None, kind: str = "reply"
) -> tuple[Finding, ...]:
    """Check a text for a case, its draft where none is given.

    Raises NotFound, Forbidden, UsageError, and Impossible where there is no draft.
    """
    require(person, Act.REPLY)
    wanted = checked_kind(kind)
    if text is not None:
        checked_text(text, "lint")
    with store.read() as tx:
        file = cases.file(tx, n)
        if file is None:
            raise NotFound(f"there is no case {n}. See the open ones: otklik queue")
        if text is None:
            text = _draft(file)
        return check(text.strip(), situation(tx, file, person, book=book, now=now, kind=wanted))


def lint_text(
    person: Person, text: str, language: str, *, book: Rulebook, now: datetime, kind: str = "reply", site: str = ""
) -> tuple[Finding, ...]:
    """Check a text that belongs to no case, for a complaint in a language. Raises Forbidden, UsageError."""
    require(person, Act.REPLY)
    checked_text(text, "lint")
    if language not in SPOKEN:
        raise UsageError(
            f'language: "{language[:20]}" is none in which customers are answered. Write one of: {", ".join(SPOKEN)}'
        )
    about = _situation(None, person, language, book=book, now=now, kind=checked_kind(kind), site=site)
    return check(text.strip(), about)


def checked_kind(kind: str) -> Kind:
    """Give the kind of a text back. Raises UsageError that lists the kinds."""
    if kind not in KINDS:
        raise UsageError(f'kind: "{kind[:40]}" is no kind of text that is checked. Write one of: {", ".join(KINDS)}')
    return kind


def _draft(file: CaseFile) -> str:
    last = next((reply for reply in reversed(file.replies) if reply.kind == "reply"), None)
    if last is None:
        number = file.case.id
        raise Impossible(f"case {number} has no draft to check. Give a text: otklik lint {number} --text …")
    return last.text


def situation(
    tx: Connection, file: CaseFile, person: Person, *, book: Rulebook, now: datetime, kind: Kind = "reply"
) -> Situation:
    """Gather what the lint must know about a text for a case."""
    case = file.case
    recent = replies.last_on(tx, case.site, book.policy.lint.recent, besides=case.id) if kind == "reply" else ()
    language, severity = file.mention.language, str(case.severity)
    return _situation(
        case.brand, person, language, book=book, now=now, kind=kind, site=case.site, recent=recent, severity=severity
    )


def _levels(rules: Lint, site: str) -> dict[str, str]:
    """Give the level of each rule; what is answered by telephone or mail is read by nobody else, so it may name its customer."""
    levels = {str(name): str(level) for name, level in rules.all_levels().items()}
    return levels if channel_of(site) is None else {**levels, "personal_data": "off"}


def _situation(
    brand: str | None,
    person: Person,
    language: str | None,
    *,
    book: Rulebook,
    now: datetime,
    kind: Kind,
    site: str,
    recent: tuple[str, ...] = (),
    severity: str = "normal",
) -> Situation:
    rules = book.policy.lint
    own = [one for one in book.policy.contacts if brand is None or one.brand in (None, brand)]
    return Situation(
        language,
        kind=kind,
        severity=severity,
        limit=book.limits.of(site) if site else None,
        recent=recent,
        contacts=tuple(filter(None, (str(said or "") for one in own for said in (one.phone, one.email, one.page, one.higher)))),
        budget=rules.budget_of(acting_as(person)),
        today=now.astimezone(ZoneInfo(book.timezone)).date(),
        levels=_levels(rules, site),
        stop_words=next((words for spoken, words in rules.stop_words.items() if spoken == language), {}),
    )


def passed(
    tx: Connection, file: CaseFile, state: State, person: Person, act: Act, *, book: Rulebook, now: datetime, despite: str
) -> Data:
    """See that nothing blocks the draft that is about to be approved or posted, or that a supervisor lets it out all the same.

    Gives what the event records: the names of the rules that were overruled. What was overruled when a draft was approved needs
    no second word when it is posted. Raises Unfit, and Forbidden for a person who may not overrule.
    """
    text = next(reply.text for reply in file.replies if reply.number == state.draft)
    excused = _excused(file)
    found = [one for one in blocking(check(text, situation(tx, file, person, book=book, now=now))) if one.rule not in excused]
    if not found:
        return {}
    if not despite.strip():
        raise Unfit(_told(file.case.id, act, found), found)
    require(person, DESPITE)
    return {"despite": ",".join(dict.fromkeys(one.rule for one in found))}


def _excused(file: CaseFile) -> frozenset[str]:
    """Name the rules that were overruled when the present draft was approved."""
    for event in reversed(file.events):
        if event.act is Act.REPLY:
            break
        if event.act is Act.APPROVE:
            return frozenset(str(event.data.get("despite") or "").split(","))
    return frozenset()


def _told(number: int, act: Act, found: Sequence[Finding]) -> str:
    named = "; ".join(_line(one) for one in found[:TOLD])
    more = f"; and {len(found) - TOLD} more" if len(found) > TOLD else ""
    verb = "approved" if act is Act.APPROVE else "posted"
    return (
        f"case {number}: its reply cannot be {verb} like this: {named}{more}. Mend it: otklik reply {number}. "
        f'A supervisor may let it out: otklik {act} {number} --despite "why"'
    )


def _line(finding: Finding) -> str:
    """Say one finding in a sentence; what is personal in its words stays out of messages and logs."""
    shown = mask(one_line(finding.quote, 60)) if finding.rule != "personal_data" else ""
    return f"{finding.rule} ({finding.number}){f': “{shown}”' if shown else ''}: {finding.message} {finding.better}".rstrip(".")
