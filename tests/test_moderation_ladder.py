"""The ladder: each step and each warning exactly once, however the clock is asked (A6, A8, B2; RELIABILITY rows 48, 49)."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import ConfigError
from config.settings import Settings
from moderation import clockwork
from moderation.case import Act
from moderation.deadlines import clocks
from moderation.desk import answering, owners, terms
from moderation.ladder import next_step, steps
from moderation.queue import CaseView, case_view
from moderation.state import fold
from moderation.store.engine import Store
from tests.people import ANNA, BOOK, BORIS, DAY, HOUR, NOW, a_book, a_case, happened, hire, received

# A case of Monday, 10:00 UTC: acknowledge within 4 h, reply within 16 h of working time, Tuesday 16:00 and later.
MANAGED = a_book(
    ladder={
        "climbs": {name: {"L2": 1.0, "L3": 1.5} for name in ("critical", "high", "normal", "low")},
        "owners": [
            {"when": {"topics": ["delivery"]}, "L1": "anna", "L2": "vera", "L3": "boris"},
            {"L1": "role:moderator", "L2": "role:supervisor", "L3": "role:admin"},
        ],
    }
)


def fired(view: CaseView) -> list[str]:
    return [str(event.data["key"]) for event in view.events if event.act in (Act.WARN, Act.ESCALATE) and "key" in event.data]


def look(store: Store, n: int, now: datetime = NOW) -> CaseView:
    return case_view(store, n, BOOK, now)


def test_it_works(store: Store) -> None:
    hire(store)
    n = a_case(store)
    assert clockwork.tick(store, MANAGED, NOW) == clockwork.Ticked()
    late = clockwork.tick(store, MANAGED, NOW + 30 * DAY)
    assert (late.warned, late.escalated) == ((n,), (n,))
    view = look(store, n, NOW + 30 * DAY)
    assert (view.state.level, view.state.owner) == (3, "boris")
    assert [event.data["level"] for event in view.events if event.act is Act.ESCALATE] == [2, 3]
    assert [event.data["owner"] for event in view.events if event.act is Act.ESCALATE] == ["vera", "boris"]
    assert "escalated" in view.marks


def test_a_step_comes_at_its_share_of_the_term(store: Store) -> None:
    hire(store)
    n = a_case(store)
    acknowledge = next(clock for clock in look(store, n).clocks if clock.kind == "acknowledge")
    assert clockwork.tick(store, BOOK, acknowledge.warns - timedelta(seconds=1)) == clockwork.Ticked()
    assert clockwork.tick(store, BOOK, acknowledge.warns).warned == (n,)
    assert clockwork.tick(store, BOOK, acknowledge.due - timedelta(seconds=1)).escalated == ()
    assert clockwork.tick(store, BOOK, acknowledge.due).escalated == (n,)
    assert look(store, n).state.level == 2


@pytest.mark.parametrize("seed", range(6))
def test_jumps_of_the_clock_and_missed_runs_fire_each_step_once(store: Store, seed: int) -> None:
    hire(store)
    n = a_case(store)
    chance = random.Random(seed)
    now = NOW
    for _ in range(12):
        now = max(NOW, now + timedelta(hours=chance.choice((-2, 0, 1, 3, 9, 30, 200, 720))))
        clockwork.tick(store, BOOK, now)
    clockwork.tick(store, BOOK, NOW + 90 * DAY)
    keys = fired(look(store, n))
    assert len(keys) == len(set(keys))
    assert look(store, n).state.level == 3
    assert clockwork.tick(store, BOOK, NOW + 120 * DAY) == clockwork.Ticked()
    assert clockwork.rebuild(store, BOOK) == ()


def test_three_schedulers_at_once_fire_each_step_once(store: Store) -> None:
    hire(store)
    numbers = [a_case(store, number) for number in range(1, 6)]
    with ThreadPoolExecutor(3) as pool:
        told = list(pool.map(lambda _: clockwork.tick(store, BOOK, NOW + 30 * DAY), range(3)))
    assert sorted(n for done in told for n in done.escalated) == numbers
    for n in numbers:
        keys = fired(look(store, n))
        assert len(keys) == len(set(keys)) == 4


def test_a_person_who_escalates_leaves_the_clock_only_the_steps_above(store: Store) -> None:
    hire(store)
    n = a_case(store)
    owners.escalate(store, ANNA, n, book=BOOK, now=NOW + HOUR, why="they have waited for three weeks")
    clockwork.tick(store, BOOK, NOW + 30 * DAY)
    assert [event.data["level"] for event in look(store, n).events if event.act is Act.ESCALATE] == [2, 3]


def test_what_was_answered_in_time_never_climbs(store: Store) -> None:
    hire(store)
    n = a_case(store)
    answering.reply(store, ANNA, n, book=BOOK, now=NOW + HOUR, text="Сожалеем, вернём деньги")
    answering.post(store, ANNA, n, book=BOOK, now=NOW + HOUR)
    assert clockwork.tick(store, BOOK, NOW + 2 * DAY) == clockwork.Ticked()


def test_a_promise_that_was_not_kept_climbs_and_a_delay_in_time_holds_it_back(store: Store) -> None:
    hire(store)
    first, second = a_case(store, 1), a_case(store, 2)
    for n in (first, second):
        answering.reply(store, ANNA, n, book=BOOK, now=NOW + HOUR, text="Вернём деньги до четверга")
        answering.post(store, ANNA, n, book=BOOK, now=NOW + HOUR)
        terms.promise(store, ANNA, n, book=BOOK, now=NOW + HOUR, until=NOW + DAY)
    terms.delay(
        store, ANNA, second, book=BOOK, now=NOW + 2 * HOUR, until=NOW + 20 * DAY, why="the bank is closed", text="Ещё два дня"
    )
    assert clockwork.tick(store, BOOK, NOW + 2 * DAY).escalated == (first,)
    assert look(store, second).replies[-1].kind == "delay"
    assert look(store, second).status == "replied"


def test_a_warning_does_not_make_the_form_of_a_person_stale(store: Store) -> None:
    hire(store)
    n = a_case(store)
    version = look(store, n).version
    clockwork.tick(store, BOOK, NOW + 30 * DAY)
    view = answering.acknowledge(store, BORIS, n, book=BOOK, now=NOW + 30 * DAY, version=version)
    assert view.status == "acknowledged"


def test_a_case_that_is_taken_up_again_climbs_from_the_foot() -> None:
    again = fold(happened((Act.ESCALATE, NOW, {"level": 3, "key": "L3:reply"}), (Act.CLOSE, NOW), (Act.REOPEN, NOW + DAY)))
    assert again.level == 1
    pending = steps(again, clocks(again, BOOK.terms), BOOK.climbs[again.severity], BOOK.terms)
    assert [step.level for step in pending if step.act is Act.ESCALATE and step.clock == "reply"] == [2, 3]


@given(st.integers(0, 60 * 24 * 14))
def test_the_next_step_is_the_first_of_all(minutes: int) -> None:
    state = fold([received(NOW + timedelta(minutes=minutes))])
    pending = steps(state, clocks(state, BOOK.terms), BOOK.climbs[state.severity], BOOK.terms)
    assert next_step(pending) == pending[0].at == min(step.at for step in pending)
    assert len({step.key for step in pending}) == len(pending)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ladder:\n  owners:\n    - L1: anna\n      L2: boris\n", "level L3 has no owner"),
        ("ladder:\n  owners: []\n", "some cases find no owner"),
        ("ladder:\n  owners:\n    - {when: {topics: [trust]}, L1: a, L2: b, L3: c}\n", "some cases find no owner"),
        ("ladder:\n  owners:\n    - {L1: a, L2: role:boss, L3: c}\n", '"role:boss" is no owner'),
        ("ladder:\n  steps: {}\n", "steps"),
        ("markets:\n  - when: {}\n", "says not for which cases"),
        ("markets:\n  - {when: {languages: [lv]}, targets: {high: {answer: 2h}}}\n", "answer"),
        ("legal:\n  risk: [safety]\n", "risk"),
    ],
)
def test_a_ladder_that_cannot_be_climbed_is_refused_with_its_line(text: str, told: str, tmp_path: object) -> None:
    from pathlib import Path

    from config.policy import load_policy

    path = Path(str(tmp_path)) / "policy.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        load_policy(Settings(policy=path))
    assert told in str(refused.value)
    assert "policy.yaml:" in str(refused.value)


def test_a_market_has_terms_and_hours_of_its_own(store: Store) -> None:
    book = a_book(
        markets=[{"when": {"languages": ["lv"]}, "targets": {"normal": {"reply": "8h"}}, "hours": {"closed": ["2026-11-24"]}}]
    )
    latvian, russian = (book.terms_of(scope) for scope in (_scope("lv"), _scope("ru")))
    state = fold([received(NOW)])
    due = {name: {clock.kind: clock.due for clock in clocks(state, terms)}["reply"] for name, terms in
           (("lv", latvian), ("ru", russian))}  # fmt: skip
    assert due["lv"].date().isoformat() == "2026-11-25"  # the Tuesday is closed there
    assert due["ru"] > NOW


def _scope(language: str) -> object:
    from moderation.rulebook import Scope

    return Scope("Ozols", "opinions", language)
