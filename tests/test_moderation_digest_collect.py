"""Figures from a real store of each kind, compared with a plain count over the rows of its events."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from classifier.labels import Label, Tags
from config.catalogue import Catalogue, Site
from config.policy import bundled_policy
from config.settings import Brand, Settings
from crawler.items import Mention
from moderation import acts
from moderation.case import Act, Event, Severity, Status
from moderation.collect import collect
from moderation.desk import answering, ending
from moderation.figures import Counts, Figures
from moderation.filters import parse_filter
from moderation.history import index_of
from moderation.people import Person, Role
from moderation.queue import queue
from moderation.records import ReplyRecord
from moderation.rulebook import Rulebook, Scope, rulebook
from moderation.state import advance, fold
from moderation.store import cases, mentions, scans
from moderation.store.engine import Store
from moderation.store.scans import ScanRecord
from moderation.store.schema import cases as case_table
from moderation.store.schema import event as event_table
from moderation.weeks import Week, parse_week, week_of_day

RIGA = "Europe/Riga"
WEEK = parse_week("2026-W47", RIGA)
LAST = WEEK.before()
SETTINGS = Settings(company="Ozols SIA", brands=(Brand(name="Ozols"), Brand(name="Bērzs", competitor=True)), timezone=RIGA)
BOOK: Rulebook = rulebook(SETTINGS, bundled_policy())
SITES = tuple(Site(name=name, url=f"https://{name}.example/", brand="Ozols") for name in ("atsauksmes", "forums"))
CATALOGUE = Catalogue(sites=(*SITES, Site(name="sens", url="https://sens.example/", brand="Ozols", retired=True)))
ANNA = Person("anna", "Anna", Role.MODERATOR)


def figures(store: Store, week: Week = WEEK, now: datetime | None = None) -> Figures:
    return collect(store, BOOK, CATALOGUE, SETTINGS, week, now)


def after(hours: float) -> datetime:
    return WEEK.starts + timedelta(hours=hours)


def tags(*, complaint: bool = True, sentiment: str = "negative") -> Tags:
    return Tags("lv", Label(sentiment, 0.9), Label("true" if complaint else "false", 0.9), (), (), (), "test")


def heard(
    tx: Any,
    key: str,
    seen: datetime,
    *,
    site: str = "atsauksmes",
    brand: str = "Ozols",
    outcome: str = "case",
    tagged: Tags | None = None,
) -> int:
    """Write one mention; give its id."""
    read = Mention(site, key, f"https://{site}.example/{key}", f"Kurjers nokavēja {key}", author="Ilze", headline="Slikti")
    number = mentions.add(tx, [(read, brand, mentions.Decision(outcome, "complaint", ""))], seen)[key]
    mentions.put_tags(tx, [(number, tagged)] if tagged else [], seen)
    return number


def received(at: datetime, severity: Severity = Severity.NORMAL) -> Event:
    return Event(1, at, "machine:triage", Act.RECEIVE, data={"started_at": at.isoformat(), "severity": str(severity)})


def open_case(tx: Any, key: str, at: datetime, severity: Severity = Severity.NORMAL, topic: str = "delivery") -> int:
    """Write one mention with its case; give the number of the case."""
    mention = heard(tx, key, at, tagged=tags())
    opening = cases.Opening(mention, "atsauksmes", "Ozols", severity, (topic,), received(at, severity=severity))
    cases.open_cases(tx, [(opening, index_of(fold([received(at, severity=severity)]), Scope("Ozols", "atsauksmes"), BOOK))])
    return int(tx.execute(case_table.select().where(case_table.c.mention_id == mention)).one().id)


def opened(store: Store, key: str, at: datetime) -> int:
    with store.write() as tx:
        return open_case(tx, key, at)


UNCOUNTED = (Act.CORRECT, Act.STAGE, Act.CONCEDE, Act.LINK, Act.MERGE, Act.RESTRICT)


def data_of(act: Act, reply: int, at: datetime) -> dict[str, str | int | None]:
    return {
        Act.REPLY: {"reply": reply},
        Act.POST: {"reply": reply},
        Act.ASSIGN: {"owner": "anna"},
        Act.WAIT: {"until": (at + timedelta(hours=30)).isoformat()},
        Act.PROMISE: {"until": (at + timedelta(hours=40)).isoformat()},
        Act.DELAY: {"until": (at + timedelta(hours=50)).isoformat()},
        Act.ESCALATE: {"level": 2},
        Act.HANDOVER: {"department": "repair", "due": (at + timedelta(hours=20)).isoformat()},
    }.get(act, {})


def write_history(tx: Any, key: str, chance: random.Random) -> None:
    """Write a case that lives through whatever the rules allow, somewhere in five weeks."""
    severity = chance.choice(list(Severity))
    at = after(chance.uniform(-500, 250))
    number = open_case(tx, key, at, severity, chance.choice(("delivery", "trust")))
    state = fold([received(at, severity=severity)])
    reply = 0
    for seq in range(2, chance.randint(2, 14)):
        at += timedelta(hours=chance.uniform(0.1, 60))
        # These are counted nowhere, and may be done at any time: they would only make the others rare.
        allowed = [act for act in acts.possible(state, at, approval=False) if act not in UNCOUNTED]
        if state.status is Status.REPLIED:
            allowed += [Act.CONFIRM, Act.UNCONFIRM, Act.AMEND]
        act = chance.choice(allowed)
        reply += act is Act.REPLY
        event = Event(seq, at, "anna", act, data=data_of(act, reply, at))
        state = advance(state, event)
        cases.append(tx, number, event, index_of(state, Scope("Ozols", "atsauksmes"), BOOK))


def happened(store: Store) -> Iterator[Any]:
    with store.read() as tx:
        yield from tx.execute(event_table.select())


NAMED = {
    "receive": "new",
    "post": "answered",
    "confirm": "confirmed",
    "close": "closed",
    "dismiss": "dismissed",
    "reopen": "reopened",
    "unconfirm": "reopened",
}


def counted_plainly(store: Store, week: Week) -> dict[str, int]:
    """Count from the bare rows: in how many cases each act happened in the week."""
    found: dict[str, set[int]] = defaultdict(set)
    told: set[int] = set()
    for row in sorted(happened(store), key=lambda row: (row.case_id, row.seq)):
        inside = week.starts <= row.at < week.ends
        if row.act in NAMED and inside:
            found[NAMED[row.act]].add(row.case_id)
        if row.act in ("acknowledge", "post") and row.case_id not in told:
            told.add(row.case_id)
            if inside:
                found["acknowledged"].add(row.case_id)
    return {name: len(numbers) for name, numbers in found.items()}


def without_overdue(counts: Counts) -> dict[str, int]:
    return {name: getattr(counts, name) for name in Counts.__slots__ if name != "overdue" and getattr(counts, name)}


def overdue_by_queue(store: Store, at: datetime) -> set[int]:
    return {row.case.id for row in queue(store, parse_filter("due:overdue"), at).rows}


def test_it_works(store: Store) -> None:
    number = opened(store, "one", after(9))
    answering.acknowledge(store, ANNA, number, book=BOOK, now=after(11))
    answering.reply(store, ANNA, number, book=BOOK, now=after(12), text="Atvainojamies! Nauda ir nosūtīta.")
    answering.post(store, ANNA, number, book=BOOK, now=after(33))
    ending.close(store, ANNA, number, book=BOOK, now=after(34), why="the customer has the money")
    found = figures(store)
    assert without_overdue(found.counts) == {"new": 1, "acknowledged": 1, "answered": 1, "closed": 1}
    assert found.median_response == timedelta(hours=9), "from Monday 9:00 to Tuesday 9:00 there are nine working hours"
    assert found.counts.overdue == 0
    (case,) = found.fresh
    assert (case.author, case.excerpt, case.topics) == ("Ilze", "Slikti. Kurjers nokavēja one", ("delivery",))


@pytest.mark.parametrize("seed", range(3))
def test_the_counts_are_those_of_a_plain_count_over_the_events(store: Store, seed: int) -> None:
    chance = random.Random(seed)
    with store.write() as tx:
        for number in range(80):
            write_history(tx, str(number), chance)
    found = figures(store)
    assert without_overdue(found.counts) == counted_plainly(store, WEEK)
    assert without_overdue(found.before) == counted_plainly(store, LAST)
    assert sum(row.now for row in found.topics) == found.counts.new
    assert found.counts.answered > 0
    for week in (LAST, WEEK.before().before(), parse_week("2026-W50", RIGA)):
        assert without_overdue(figures(store, week).counts) == counted_plainly(store, week)


def test_what_is_overdue_at_the_end_is_what_the_queue_showed_then(store: Store) -> None:
    chance = random.Random(7)
    with store.write() as tx:
        for number in range(30):
            write_history(tx, str(number), chance)
        # What happened later is not in the queue of that moment either.
        tx.execute(event_table.delete().where(event_table.c.at >= WEEK.ends))
        for case, events in list(cases.histories(tx)):
            if events:
                cases.write_index(tx, case.id, index_of(fold(events), Scope("Ozols", "atsauksmes"), BOOK))
    found = figures(store)
    there = {row.case_id for row in happened(store)}
    assert {case.id for case in found.overdue} == overdue_by_queue(store, WEEK.ends) & there
    assert found.counts.overdue == len(found.overdue) > 3
    assert found.before.overdue == figures(store, LAST).counts.overdue


def test_what_happens_after_the_week_changes_nothing_in_its_letter(store: Store) -> None:
    number = opened(store, "one", after(9))
    before = figures(store)
    assert before.counts.overdue == 1
    answering.acknowledge(store, ANNA, number, book=BOOK, now=WEEK.ends + timedelta(hours=9))
    ending.close(store, ANNA, number, book=BOOK, now=WEEK.ends + timedelta(hours=10), why="settled by phone")
    assert figures(store) == before
    following = figures(store, parse_week("2026-W48", RIGA))
    assert (following.counts.closed, following.counts.overdue, following.before.overdue) == (1, 0, 1)


def test_an_old_case_is_overdue_in_every_letter_until_it_ends(sqlite_store: Store) -> None:
    number = opened(sqlite_store, "one", after(-24 * 200))
    assert [case.id for case in figures(sqlite_store).overdue] == [number]
    ending.dismiss(sqlite_store, ANNA, number, book=BOOK, now=WEEK.ends + timedelta(days=30), why="not about us")
    assert figures(sqlite_store).counts.overdue == 1
    assert figures(sqlite_store, parse_week("2027-W05", RIGA)).counts.overdue == 0


def test_a_running_week_is_counted_up_to_now(sqlite_store: Store) -> None:
    opened(sqlite_store, "one", after(9))
    opened(sqlite_store, "two", after(30))
    early, late = figures(sqlite_store, now=after(10)), figures(sqlite_store, now=after(60))
    assert (early.counts.new, early.counts.overdue, early.whole) == (1, 0, False)
    assert (late.counts.new, late.counts.overdue) == (2, 2), "acknowledgements are due four working hours after"


def test_a_second_reply_after_reopening_is_timed_by_its_own_clock(sqlite_store: Store) -> None:
    number = opened(sqlite_store, "one", after(9))
    for start, text in ((10, "Atvainojamies!"), (60, "Vēlreiz atvainojamies!")):
        answering.reply(sqlite_store, ANNA, number, book=BOOK, now=after(start), text=text)
        answering.post(sqlite_store, ANNA, number, book=BOOK, now=after(start + 1))
        ending.close(sqlite_store, ANNA, number, book=BOOK, now=after(start + 2), why="told")
        if start == 10:
            ending.reopen(sqlite_store, ANNA, number, book=BOOK, now=after(58), why="it came back")
    found = figures(sqlite_store)
    assert (found.counts.answered, found.counts.closed, found.counts.reopened) == (1, 1, 1)
    (case,) = found.fresh
    assert [answer.took for answer in case.answers] == [timedelta(hours=2), timedelta(hours=3)]
    assert found.median_response == timedelta(hours=2, minutes=30)


def test_a_corrected_reply_is_an_answer_without_a_time(sqlite_store: Store) -> None:
    number = opened(sqlite_store, "one", after(9))
    for start in (10, 12):
        answering.reply(sqlite_store, ANNA, number, book=BOOK, now=after(start), text=f"Atvainojamies {start}!")
        answering.post(sqlite_store, ANNA, number, book=BOOK, now=after(start + 1))
    (case,) = figures(sqlite_store).fresh
    assert [answer.took for answer in case.answers] == [timedelta(hours=2), None]


def test_mentions_count_by_brand_and_competitors_by_what_the_classifier_says(store: Store) -> None:
    with store.write() as tx:
        heard(tx, "1", after(1), tagged=tags())
        heard(tx, "2", after(2), outcome="dismissed", tagged=tags(complaint=False, sentiment="positive"))
        heard(tx, "3", after(3), outcome="case")
        heard(tx, "4", after(-3), tagged=tags())
        heard(tx, "5", after(4), brand="Bērzs", outcome="dismissed", tagged=tags())
        heard(tx, "6", after(5), brand="Vecais", outcome="dismissed")
    own, old, other = figures(store).brands
    assert (own.brand, own.mentions, own.complaints, own.negative, own.before) == ("Ozols", 3, 2, 1, 1)
    assert (other.brand, other.competitor, other.mentions, other.complaints) == ("Bērzs", True, 1, 1)
    assert (old.brand, old.mentions) == ("Vecais", 1), "a brand that was renamed is still told of"


def test_sites_without_a_scan_that_got_through_have_no_data(sqlite_store: Store) -> None:
    with sqlite_store.write() as tx:
        for hours, verdict, error in ((-1, "ok", ""), (1, "ok", ""), (2, "blocked", "403")):
            scans.record(tx, ScanRecord("forums", after(hours), verdict, 1, 0, 0, 0, 0, 0, 1.0, not error, error))
    found = {row.site: (row.scans, row.seen, row.verdict, row.error) for row in figures(sqlite_store).sites}
    assert found == {"atsauksmes": (0, False, "never_ran", ""), "forums": (2, True, "blocked", "403")}
    assert not figures(sqlite_store).quiet


def test_a_week_in_which_nothing_happened_is_quiet(sqlite_store: Store) -> None:
    with sqlite_store.write() as tx:
        for site in SITES:
            scans.record(tx, ScanRecord(site.name, after(1), "quiet", 1, 0, 0, 0, 0, 0, 1.0, True, ""))
    assert figures(sqlite_store).quiet


@pytest.mark.parametrize(("text", "hours"), [("2026-W13", 167), ("2026-W43", 169), ("2026-W53", 168)])
def test_every_hour_of_a_week_is_counted_once_also_when_the_clocks_change(sqlite_store: Store, text: str, hours: int) -> None:
    week = parse_week(text, RIGA)
    with sqlite_store.write() as tx:
        for hour in range(-3, hours + 3):
            open_case(tx, str(hour), week.starts + timedelta(hours=hour))
    assert figures(sqlite_store, week).counts.new == hours
    assert figures(sqlite_store, week).before.new == 3
    assert figures(sqlite_store, week_of_day(week.sunday + timedelta(days=1), RIGA)).counts.new == 3


def test_the_first_own_brand_stands_for_a_company_without_a_name(sqlite_store: Store) -> None:
    unnamed = SETTINGS.model_copy(update={"company": ""})
    assert collect(sqlite_store, BOOK, CATALOGUE, unnamed, WEEK).company == "Ozols"


def test_a_draft_is_no_answer(sqlite_store: Store) -> None:
    number = opened(sqlite_store, "one", after(9))
    with sqlite_store.write() as tx:
        cases.add_reply(tx, number, ReplyRecord(1, "anna", "Atvainojamies!", after(10)))
    answering.reply(sqlite_store, ANNA, number, book=BOOK, now=after(11), text="Nauda ir nosūtīta.")
    assert figures(sqlite_store).counts.answered == 0
