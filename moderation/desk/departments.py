"""Other departments are drawn in and give the case back; meanwhile their own inner clock runs (E2)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from config.errors import NotFound, UsageError
from config.values import near
from moderation.case import Act, Detail
from moderation.desk.acting import act_on, checked_limit, checked_text
from moderation.desk.stages import checked_where, done
from moderation.history import scope_of
from moderation.people import require

if TYPE_CHECKING:
    from config.stages import Department
    from moderation.people import Person
    from moderation.queue import CaseView
    from moderation.records import CaseFile
    from moderation.rulebook import Rulebook
    from moderation.state import State
    from moderation.store.engine import Store

NOTE = "handover"  # the kind of text that a note for a department is
LONGEST_STAY = timedelta(days=366)


def handover(
    store: Store,
    person: Person,
    n: int,
    *,
    book: Rulebook,
    now: datetime,
    version: int | None = None,
    department: str,
    why: str,
    due: datetime | None = None,
    text: str = "",
) -> CaseView:
    """Hand the case to a department until `due`, else for the department's own term; `text` is the note for it."""
    require(person, Act.HANDOVER)
    found = department_of(book, department)
    if due is not None:
        checked_limit(due, now, "handover", LONGEST_STAY)
    if text:
        checked_text(text, "handover")

    def term(file: CaseFile) -> dict[str, Detail]:
        ends = due or book.terms_of(scope_of(file.case)).hours.add(now, found.term)
        return {"department": found.name, "due": ends.isoformat()}

    return act_on(
        store,
        person,
        n,
        Act.HANDOVER,
        book=book,
        now=now,
        version=version,
        why=why,
        text=text.strip() or None,
        kind=NOTE,
        within=lambda _, file, __: term(file),
    )


def take_back(
    store: Store,
    person: Person,
    n: int,
    *,
    book: Rulebook,
    now: datetime,
    version: int | None = None,
    why: str,
    stage: int | None = None,
    where: str = "",
) -> CaseView:
    """Take the case back from its department; `why` is what it said, and the result of the `stage` that is done with it."""
    require(person, Act.RETURN)
    place = checked_where(where, "return")
    if place and stage is None:
        raise UsageError("return: where is told of a stage that is done with it (stage)")

    def details(state: State) -> dict[str, Detail]:
        told = {} if stage is None else done(n, state, stage, place)
        return {**told, "department": None if state.department is None else state.department.name}

    return act_on(
        store,
        person,
        n,
        Act.RETURN,
        book=book,
        now=now,
        version=version,
        why=why,
        within=lambda _, __, state: details(state),
    )


def department_of(book: Rulebook, name: str) -> Department:
    """Find a department of the policy. Raises NotFound that names the nearest, or all of them."""
    wanted = name.strip()
    found = next((one for one in book.policy.departments if one.name == wanted), None)
    if found is None:
        known = [one.name for one in book.policy.departments]
        there = f"There are: {', '.join(known)}" if known else "policy.yaml lists none: write them under `departments`"
        raise NotFound(f'handover: there is no department "{wanted[:60]}". {near(wanted, known)}{there}')
    return found
