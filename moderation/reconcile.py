"""Judge what a finished scan means for what is stored: gone, back again, our reply seen, our reply lost (C5)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from crawler.items import Finished
from moderation import history, reactions
from moderation.case import Act, Detail, Event, Status
from moderation.deadlines import ClockKind, clocks
from moderation.records import CaseRecord
from moderation.seen import stands
from moderation.state import State, fold
from moderation.store import cases, mentions
from moderation.store.engine import alone
from moderation.store.mentions import Standing

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from config.catalogue import Site
    from moderation.rulebook import Rulebook
    from moderation.store.engine import Store


@dataclass(frozen=True, slots=True)
class Counts:
    """What reconciling one scan brought."""

    withdrawn: int = 0
    reappeared: int = 0
    confirmed: int = 0
    lost: int = 0


def reconcile(store: Store, finished: Finished, seen: Collection[str], *, site: Site, book: Rulebook, now: datetime) -> Counts:
    """Judge one scan whole or not at all; `seen` are the native ids that it handed over."""
    sound = finished.complete and finished.verdict.sound  # a broken or blocked scan says nothing about what is gone
    with store.write() as tx:
        alone(tx)
        withdrawn, reappeared = _presence(tx, seen, site, book, now, sound=sound)
        confirmed, lost = _replies(tx, seen, site, book, now, sound=sound)
    return Counts(withdrawn, reappeared, confirmed, lost)


def _presence(
    tx: Connection, seen: Collection[str], site: Site, book: Rulebook, now: datetime, *, sound: bool
) -> tuple[int, int]:
    """Mark what is gone and what is back; only a sound scan that reached the end may say that something is gone."""
    standing = mentions.standing(tx, site.name)
    back = [known for known in standing if known.withdrawn and known.native_id in seen]
    missed: dict[int, int] = {}
    gone: list[Standing] = []
    for known in standing:
        if known.native_id in seen:
            if known.missed:
                missed[known.id] = 0
        elif sound and not known.withdrawn:
            if known.missed + 1 >= book.withdrawn_after:
                gone.append(known)
            else:
                missed[known.id] = known.missed + 1
    mentions.set_missed(tx, missed)
    mentions.set_withdrawn(tx, [known.id for known in gone], now)
    mentions.set_withdrawn(tx, [known.id for known in back], None)
    for known in gone:
        _tell(tx, known, Act.WITHDRAW, f"not seen by {book.withdrawn_after} finished scans", book, now)
    for known in back:
        _tell(tx, known, Act.REAPPEAR, "seen on the site again", book, now)
    return len(gone), len(back)


def _tell(tx: Connection, known: Standing, act: Act, why: str, book: Rulebook, now: datetime) -> None:
    if known.case_id is None:
        return
    cases.hold(tx, known.case_id)
    case = cases.record(tx, known.case_id)
    if case is None:
        return
    state = history.append(tx, case, cases.events(tx, case.id), act, by=history.SCAN, at=now, book=book, why=why)
    if act is Act.WITHDRAW:
        reactions.withdrew(tx, replace(case, version=case.version + 1), state, book=book, now=now)


def _replies(tx: Connection, seen: Collection[str], site: Site, book: Rulebook, now: datetime, *, sound: bool) -> tuple[int, int]:
    """Confirm the replies that stand on the site, and raise the cases whose confirmed reply is gone or was altered."""
    own = mentions.texts_of(tx, site.name, site.company_authors)
    confirmed = lost = 0
    # Read whole before the first event is written: rows that change under an open cursor may come twice.
    for case, events in tuple(cases.awaiting_confirmation(tx, site.name, now)):
        state = fold(events)
        there = _stands(tx, case, state, own, seen)
        if there is None:
            continue
        if there and (state.status is Status.REPLIED or _lost_before(state)):
            confirmed += _confirm(tx, case, events, state, book, now)
        # Where the complaint itself is gone its reply went with it, which is no loss.
        elif not there and sound and state.confirmed_at is not None and not state.withdrawn:
            why = "the reply was seen on the site before and no longer stands there as it was posted"
            history.append(tx, case, events, Act.UNCONFIRM, by=history.SCAN, at=now, book=book, why=why)
            lost += 1
    return confirmed, lost


def _lost_before(state: State) -> bool:
    """Say whether the case is worked on again only because its reply was not seen on the site."""
    return state.status is Status.ACKNOWLEDGED and state.unconfirmed and not state.amended


def _stands(tx: Connection, case: CaseRecord, state: State, own: Sequence[str], seen: Collection[str]) -> bool | None:
    """Say whether the posted reply of a case stands on the site; None where its complaint was not read this time."""
    mention = mentions.one(tx, case.mention_id)
    posted = next((reply for reply in cases.replies(tx, case.id) if reply.number == state.posted), None)
    if mention is None or posted is None or mention.native_id not in seen:
        return None
    return stands(posted.text, (*(reply.text for reply in mention.replies), *own))


def _confirm(tx: Connection, case: CaseRecord, events: Sequence[Event], state: State, book: Rulebook, now: datetime) -> int:
    why = "the reply was seen on the site"
    running = clocks(state, book.terms_of(history.scope_of(case)))
    # Kept, as with the other clocks: a term that is edited later changes nothing for a clock that was met.
    due = next((clock.due.isoformat() for clock in running if clock.kind is ClockKind.CONFIRM), None)
    data: dict[str, Detail] = {"reply": state.posted, **({"due": due} if due else {})}
    history.append(tx, case, events, Act.CONFIRM, by=history.SCAN, at=now, book=book, why=why, data=data)
    return 1
