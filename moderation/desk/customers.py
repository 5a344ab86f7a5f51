"""Customers at the desk: link and merge, what is conceded, restrictions, and facts noted down (A13, B2, B12, C2, E5)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from config.concessions import GIVEN, MARGINS
from config.errors import Impossible, NotFound, UsageError
from config.values import near, quoted
from moderation import concessions, history
from moderation.case import Act, Detail, Severity
from moderation.customers import LONGEST_RESTRICTION, RESTRICTED, budget_left, customer, keys_of
from moderation.desk.acting import Data, act_on
from moderation.desk.outbox import check_free
from moderation.facts import NAMES, Fact
from moderation.linking import Kind
from moderation.money import checked
from moderation.people import require
from moderation.queue import CaseView, case_view
from moderation.state import State, fold
from moderation.store import cases, customers, given
from moderation.store.customers import ACCEPTED, PROPOSED, REFUSED, DecisionRecord, LinkRecord
from moderation.store.given import ConcessionRecord

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from moderation.people import Person
    from moderation.records import CaseFile
    from moderation.rulebook import Rulebook
    from moderation.store.engine import Store

ACCEPT, REFUSE, UNDO = "accept", "refuse", "undo"
ANSWERS = (ACCEPT, REFUSE, UNDO)
LONGEST_FACT = 300  # letters


GRAVER = "merged with a graver case"


def link(
    store: Store,
    person: Person,
    n: int,
    *,
    book: Rulebook,
    now: datetime,
    version: int | None = None,
    link: int | None = None,
    answer: str = ACCEPT,
    other: int | None = None,
    why: str = "",
) -> CaseView:
    """Accept, refuse or undo a proposed link of the case's customer, or link it to the customer of another case.

    Nothing is lost by it: what was said stays in the history of the link, and undoing puts it back to be decided.
    """
    require(person, Act.LINK)
    answer = answer or ACCEPT  # a form that only names another case has no other answer
    _known(answer, ANSWERS, "answer")
    if (link is None) is (other is None):
        raise UsageError(f"link: name a link or another case, one of them. See the links of case {n}: otklik customer {n}")

    def within(tx: Connection, file: CaseFile, _: State) -> Data:
        found = _proposed(tx, file, link) if link is not None else _own(tx, file, other or 0, now)
        state = _after(found, answer)
        customers.decide(tx, found.id, state, DecisionRecord(answer, person.login, now, why.strip()))
        far = found.other if found.one == file.mention.id else found.one
        return {"link": found.id, "answer": answer, "mention": far, "case": other}

    return act_on(store, person, n, Act.LINK, book=book, now=now, version=version, why=why, within=within)


def _proposed(tx: Connection, file: CaseFile, number: int) -> LinkRecord:
    found = customers.one_link(tx, number, held=True)
    if found is None:
        raise NotFound(f"there is no link {number}. See the open ones: otklik link")
    keys = keys_of(tx, file.mention)
    if found.one not in keys and found.other not in keys:
        raise Impossible(
            f"link {number} is not about the customer of case {file.case.id}. See theirs: otklik customer {file.case.id}"
        )
    return found


def _own(tx: Connection, file: CaseFile, other: int, now: datetime) -> LinkRecord:
    """Make the link of a person who knows without any evidence of the machine's."""
    there = cases.record(tx, other)
    if there is None:
        raise NotFound(f"there is no case {other}. See the open ones: otklik queue")
    if there.mention_id in keys_of(tx, file.mention):
        raise Impossible(
            f"cases {file.case.id} and {other} are of one customer already. See them: otklik customer {file.case.id}"
        )
    number = customers.link_between(tx, Kind.AUTHOR, file.mention.id, there.mention_id, now)
    found = customers.one_link(tx, number, held=True)
    assert found is not None
    return found


def _after(found: LinkRecord, answer: str) -> str:
    """Give how a link stands after an answer. Raises Impossible for one that changes nothing."""
    if answer == UNDO:
        if found.state == PROPOSED:
            raise Impossible(f"link {found.id} has not been decided, so there is nothing to undo. See the open ones: otklik link")
        # What the machine did not propose does not come back as its proposal.
        return PROPOSED if found.evidence else REFUSED
    state = ACCEPTED if answer == ACCEPT else REFUSED
    if found.state == state:
        by = f", by {found.decisions[-1].by}" if found.decisions else ""
        raise Impossible(f"link {found.id} is {state} already{by}. Take it back: otklik link N --undo {found.id}")
    return state


def merge(
    store: Store, person: Person, n: int, *, book: Rulebook, now: datetime, version: int | None = None, other: int, why: str
) -> CaseView:
    """Let a case go up in another open one that is about the same complaint; to reopen it takes that back."""
    require(person, Act.MERGE)
    if other == n:
        raise Impossible(f"case {n} cannot be merged into itself. Name the case that goes on: otklik merge {n} OTHER")

    def within(tx: Connection, file: CaseFile, state: State) -> Data:
        check_free(tx, n, now)
        if state.promise is not None:
            until = f"{state.promise.due:%Y-%m-%d}"
            raise Impossible(
                f"case {n} cannot be merged: a promise until {until} is open, and would be forgotten. First: otklik keep {n}"
            )
        target = _going_on(tx, other)
        _take_up(tx, file, target, by=person.login, why=why.strip(), book=book, now=now)
        number = customers.link_between(tx, Kind.COMPLAINT, file.mention.id, target.mention.id, now)
        customers.decide(tx, number, ACCEPTED, DecisionRecord(ACCEPT, person.login, now, why.strip()))
        return {"into": other, "link": number}

    return act_on(store, person, n, Act.MERGE, book=book, now=now, version=version, why=why, within=within, also=(other,))


def _take_up(tx: Connection, gone: CaseFile, target: CaseFile, *, by: str, why: str, book: Rulebook, now: datetime) -> None:
    """Note in the case that goes on what it takes up: the risks, so that a lawyer is asked (A9), and the graver severity."""
    risks = tuple(dict.fromkeys((*target.case.risks, *gone.case.risks)))
    case = replace(target.case, risks=risks)
    data: dict[str, Detail] = {"from": gone.case.id}
    listed = cases.listed(risks)
    history.append(tx, case, target.events, Act.MERGE, by=by, at=now, book=book, why=why, data=data, risks=listed)
    order = list(Severity)
    if order.index(gone.case.severity) < order.index(target.case.severity):
        case, events = replace(case, version=case.version + 1), cases.events(tx, case.id)
        data |= {"severity": str(gone.case.severity)}
        history.append(tx, case, events, Act.ASSESS, by=by, at=now, book=book, why=GRAVER, data=data)


def _going_on(tx: Connection, number: int) -> CaseFile:
    file = cases.file(tx, number)
    if file is None:
        raise NotFound(f"there is no case {number} to merge into. See the open ones: otklik queue")
    state = fold(file.events)
    if state.merged_into is not None:
        raise Impossible(f"case {number} was merged into case {state.merged_into} itself. Merge into that one")
    if not state.status.open:
        raise Impossible(
            f"case {number} is {state.status}, and a complaint would be lost in it. Reopen it first: otklik reopen {number}"
        )
    return file


def concede(
    store: Store,
    person: Person,
    n: int,
    *,
    book: Rulebook,
    now: datetime,
    version: int | None = None,
    amount: int,
    give: str,
    price: int | None = None,
    margin: str = "",
    why: str,
) -> CaseView:
    """Record what the customer is given, in hundredths: what the operator's table allows, within the person's budget (A13, B12).

    `price` and `margin` are those of the goods. Only a supervisor goes beyond the table. Raises Forbidden.
    """
    require(person, Act.CONCEDE)
    _known(give, GIVEN, "give")
    if margin:
        _known(margin, MARGINS, "margin")
    checked(amount)
    rules = book.policy.concessions

    def within(tx: Connection, file: CaseFile, state: State) -> Data:
        given.hold(tx, person.login)
        found = customer(tx, file.mention, book, now)
        allowance = concessions.offers(
            rules, found.standing, restricted=found.restricted(now), price=price, margin=margin or None
        )
        rest = budget_left(tx, person, state.conceded, book, now)
        beyond = concessions.check(n, person, give, amount, allowance, rest, currency=rules.currency)
        given.concede(tx, ConcessionRecord(n, give, amount, person.login, now, beyond))
        data: dict[str, Detail] = {"amount": amount, "give": give, "currency": rules.currency, "rule": allowance.entry}
        return {**data, "price": price, "margin": margin or None, "beyond": int(beyond)}

    return act_on(store, person, n, Act.CONCEDE, book=book, now=now, version=version, why=why, within=within)


def restrict(
    store: Store,
    person: Person,
    n: int,
    *,
    book: Rulebook,
    now: datetime,
    version: int | None = None,
    what: str = "",
    until: datetime | None = None,
    lift: int | None = None,
    why: str,
) -> CaseView:
    """Restrict the customer of a case in something until a date, for a reason; or lift restriction `lift` (C2).

    It changes no clock and no right to be answered: it is shown at this and every later case of the customer.
    """
    require(person, Act.RESTRICT)
    if lift is None:
        _known(what, RESTRICTED, "what")
        _checked_end(until, now)

    def within(tx: Connection, file: CaseFile, _: State) -> Data:
        if lift is not None:
            return _lifted(tx, file, lift, person.login, now, why.strip())
        assert until is not None
        key = file.mention.id
        row = given.restrict(tx, n, key, what=what, why=why.strip(), by=person.login, at=now, until=until)
        return {"op": "set", "restriction": row, "what": what, "until": until.isoformat()}

    return act_on(store, person, n, Act.RESTRICT, book=book, now=now, version=version, why=why, within=within)


def _checked_end(until: datetime | None, now: datetime) -> None:
    if until is None or until.tzinfo is None:
        raise UsageError("restrict: until when? A restriction ends by itself. Write a date, for example 2026-11-30")
    if until <= now:
        raise UsageError(f"restrict: {until:%Y-%m-%d} has passed already. Write a date that is still to come")
    if until - now > LONGEST_RESTRICTION:
        raise UsageError(
            f"restrict: {until:%Y-%m-%d} is more than two years away. Write an earlier date; it can be decided again"
        )


def _lifted(tx: Connection, file: CaseFile, number: int, login: str, now: datetime, why: str) -> Data:
    known = {one.id: one for one in given.restrictions(tx, keys_of(tx, file.mention))}
    if number not in known:
        told = ", ".join(str(one.id) for one in known.values() if one.holds(now))
        raise NotFound(f"restrict: the customer of case {file.case.id} has no restriction {number}. In force: {told or 'none'}")
    if not known[number].holds(now) or not given.lift(tx, number, by=login, at=now, why=why):
        raise Impossible(f"restriction {number} is not in force any more, so it cannot be lifted")
    return {"op": "lift", "restriction": number, "what": known[number].what}


def note(
    store: Store, person: Person, n: int, *, book: Rulebook, now: datetime, version: int | None = None, fact: str, value: str
) -> CaseView:
    """Note down what the customer has told by telephone or in a shop, so that nobody asks again (B1).

    `version` is taken for the sake of the doors: what somebody told does not hang on it.
    """
    require(person, Act.REPLY)
    del version
    _known(fact, NAMES, "fact")
    said = " ".join(value.split())
    if not said or len(said) > LONGEST_FACT:
        raise UsageError(f"{fact}: write what the customer said, in 1 to {LONGEST_FACT} letters, not {len(said)}")
    with store.write() as tx:
        case = cases.record(tx, n)
        if case is None:
            raise NotFound(f"there is no case {n}. See the open ones: otklik queue")
        given.note(tx, n, case.mention_id, Fact(fact, said, person.login, now))
    return case_view(store, n, book, now)


def _known(value: str, known: Collection[str], what: str) -> None:
    if value not in known:
        raise UsageError(f"{what}: {quoted(value)} is not known. {near(value, known)}There are: {', '.join(known)}")
