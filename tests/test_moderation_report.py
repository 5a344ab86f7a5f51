"""The service-quality report: what it counts, over which days, and who sees whose line. On both databases."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import UsageError
from crawler.items import Rating
from moderation import reviewing
from moderation.desk import answering, ending, outcomes, owners
from moderation.interval import choose_interval, interval_of
from moderation.report import Answered, Closed, Handled, Report, measure, report
from moderation.reporting import report_document, reported
from moderation.store.engine import Store
from moderation.weeks import week_at
from tests.people import ANNA, BOOK, BORIS, DAY, HOUR, NOW, PRAISE, REPLY, VERA, a_case, a_mention, hire, take

ZONE = "Europe/Riga"
NOVEMBER = interval_of(date(2026, 11, 1), date(2026, 11, 30), ZONE)


def answered(store: Store, n: int, hours: float, text: str = REPLY) -> None:
    answering.reply(store, ANNA, n, book=BOOK, now=NOW, text=text)
    answering.post(store, ANNA, n, book=BOOK, now=NOW + hours * HOUR)


def seen(store: Store, person: object = BORIS, now: datetime = NOW + 4 * DAY) -> Report:
    return reported(store, person, BOOK, NOVEMBER, now)  # type: ignore[arg-type]


def test_it_works(store: Store) -> None:
    hire(store)
    first, second, third = (a_case(store, number, body=f"Жалоба {number}") for number in range(1, 4))
    answered(store, first, 1)
    answered(store, second, 3 * 24)  # Thursday: later than 16 working hours
    owners.assign(store, BORIS, third, book=BOOK, now=NOW, owner="vera")
    outcomes.resolve(store, ANNA, first, book=BOOK, now=NOW + DAY, resolution="refunded", cause="slow-refund")
    ending.close(store, ANNA, first, book=BOOK, now=NOW + DAY, why="done")
    take(store, [a_mention(1, body="Всё вернули, спасибо", rating=Rating(5.0))], PRAISE, now=NOW + 2 * DAY)
    found = seen(store)
    total = found.total.measures
    assert (total.received, total.answered, total.closed, total.first, total.made_whole) == (3, 2, 1, 1, 1)
    assert (total.due, total.late) == (3, 2)  # one came late, one is overdue
    assert total.median is not None
    assert total.p90 is not None
    assert (total.median, total.p90) == (timedelta(hours=(2 + 28) / 2), timedelta(hours=28))
    assert found.resolutions == (("refunded", 1),)
    causes = {group.name: group.measures.received for group in found.groups["cause"]}
    assert causes == {"slow-refund": 1, "none": 2}
    people = {group.name: group.measures for group in found.groups["person"]}
    assert (people["anna"].answered, people["anna"].late, people["anna"].first) == (2, 1, 1)
    assert (people["vera"].answered, people["vera"].late, people["vera"].received) == (0, 1, 1)
    assert report_document(found)["by"]["topic"][0]["name"] == "delivery"


def test_everybody_sees_the_own_line_and_a_supervisor_all(store: Store) -> None:
    hire(store)
    n = a_case(store)
    answered(store, n, 1)
    assert [group.name for group in seen(store, ANNA).groups["person"]] == ["anna"]
    assert seen(store, VERA).groups["person"] == ()
    assert [group.name for group in seen(store, BORIS).groups["person"]] == ["anna"]
    assert seen(store, VERA).total == seen(store, BORIS).total


def test_marks_of_reviewed_work_stand_beside_the_person(store: Store) -> None:
    hire(store)
    answered(store, a_case(store), 1)
    week, later = week_at(NOW, ZONE), NOW + 7 * DAY
    reviewing.score(store, BORIS, 1, book=BOOK, now=later, week=week, accuracy=4, completeness=2)
    (line,) = reported(store, ANNA, BOOK, NOVEMBER, later).groups["person"]
    assert line.marks is not None
    assert (line.marks.cases, line.marks.speed, line.marks.accuracy, line.marks.completeness) == (1, 5, 4, 2)


def test_a_case_that_was_taken_up_again_was_not_settled_at_the_first_contact(store: Store) -> None:
    hire(store)
    n = a_case(store)
    answered(store, n, 1)
    ending.close(store, ANNA, n, book=BOOK, now=NOW + 2 * HOUR, why="done")
    assert seen(store).total.measures.first_share == 1
    ending.reopen(store, ANNA, n, book=BOOK, now=NOW + DAY, why="again")
    assert (seen(store).total.measures.closed, seen(store).total.measures.first) == (1, 0)


def test_an_empty_time_says_so(store: Store) -> None:
    found = reported(store, ANNA, BOOK, interval_of(date(2026, 1, 1), date(2026, 1, 31), ZONE), NOW)
    total = found.total.measures
    assert (total.received, total.median, total.late_share, total.first_share) == (0, None, None, None)
    assert not any(found.groups.values())


@pytest.mark.parametrize(
    ("given", "days"),
    [
        (("", "", ""), ("2026-10-25", "2026-11-23")),
        (("last", "", ""), ("2026-11-16", "2026-11-22")),
        (("2026-W47", "", ""), ("2026-11-16", "2026-11-22")),
        (("", "2026-11-01", ""), ("2026-11-01", "2026-11-23")),
        (("", "2026-11-01", "2026-11-01"), ("2026-11-01", "2026-11-01")),
    ],
)
def test_an_interval_is_read(given: tuple[str, str, str], days: tuple[str, str]) -> None:
    found = choose_interval(*given, ZONE, NOW)
    assert (found.first.isoformat(), found.last.isoformat()) == days


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("last", "2026-11-01", ""), "give a week, or from and until, not both"),
        (("W47", "", ""), "is not a week"),
        (("", "01.11.2026", ""), 'from: "01.11.2026" is not a day'),
        (("", "2026-11-31", ""), "is not a day"),
        (("", "2026-11-20", "2026-11-10"), "until: 2026-11-10 is before 2026-11-20"),
        (("", "2026-11-24", "2026-11-25"), "2026-11-24 is still to come"),
        (("", "1990-01-01", ""), "longer than ten years"),
        (("", "x" * 100_000, ""), "is not a day"),
    ],
)
def test_an_interval_that_cannot_be_read_is_refused(given: tuple[str, str, str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        choose_interval(*given, ZONE, NOW)


def test_a_day_is_as_long_as_it_is_where_the_clocks_change() -> None:
    assert interval_of(date(2026, 10, 25), date(2026, 10, 25), ZONE).ends - NOVEMBER.starts == timedelta(days=-6)
    lengths = [interval_of(day, day, ZONE) for day in (date(2026, 3, 29), date(2026, 10, 25))]
    assert [found.ends - found.starts for found in lengths] == [timedelta(hours=23), timedelta(hours=25)]


answers = st.builds(
    Answered, by=st.sampled_from(("anna", "vera")), took=st.none() | st.timedeltas(timedelta(0), DAY), late=st.booleans()
)
some_case = st.builds(
    Handled,
    id=st.integers(1, 99),
    site=st.sampled_from(("a", "b")),
    brand=st.just("Ozols"),
    severity=st.sampled_from(("critical", "low")),
    topics=st.sampled_from(((), ("delivery",))),
    received_at=st.sampled_from((NOW, NOW - 90 * DAY)),
    cause=st.sampled_from((None, "late-courier")),
    owner=st.sampled_from((None, "anna", "vera")),
    answers=st.lists(answers, max_size=3).map(tuple),
    closed=st.none() | st.builds(Closed, by=st.sampled_from(("anna", "vera")), first=st.booleans()),
    overdue=st.booleans(),
)


@given(st.lists(some_case, max_size=20))
def test_the_lines_add_up(cases: list[Handled]) -> None:
    found = report(cases, NOVEMBER, {})
    total = found.total.measures
    for kind in ("severity", "site", "brand", "cause", "topic"):
        lines = [group.measures for group in found.groups[kind]]
        for name in ("received", "answered", "due", "late", "closed", "first"):
            assert sum(getattr(line, name) for line in lines) == getattr(total, name), (kind, name)
    people = [group.measures for group in found.groups["person"]]
    assert sum(line.answered for line in people) == total.answered
    assert sum(line.closed for line in people) == total.closed
    assert total.late <= total.due
    assert total.first <= total.closed
    if total.median is not None and total.p90 is not None:
        assert min(answer.took for case in cases for answer in case.answers if answer.took is not None) <= total.median
        assert total.p90 in {answer.took for case in cases for answer in case.answers}


def test_the_ninetieth_percentile_is_one_that_was_taken() -> None:
    taken = tuple(Answered("anna", timedelta(hours=hour)) for hour in range(1, 11))
    found = measure([Handled(1, "a", "b", "low", (), NOW, answers=taken)], NOVEMBER)
    assert (found.median, found.p90) == (timedelta(hours=5.5), timedelta(hours=9))
