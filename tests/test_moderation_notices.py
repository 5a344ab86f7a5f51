"""Whom an event concerns, when a notice may leave the house, and how it is worded (A6, A8, B2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from config.hours import DAYS
from config.notices import Notices
from moderation.case import Act, Event, Severity
from moderation.notices import concerned, goes_at, key_of, open_from, sentence, urgent
from moderation.people import Person, Role
from moderation.state import advance, fold
from moderation.words import words
from tests.people import ANNA, BORIS, CAST, NOW, VERA, happened, received

RIGA = "Europe/Riga"
RULES = Notices()
ADMIN = Person("olga", "Olga", Role.ADMIN)


def at(text: str, zone: str = RIGA) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def event(act: Act, by: str = "machine:clock", **data: object) -> Event:
    return Event(2, NOW, by, act, "", dict(data))  # type: ignore[arg-type]


def told(
    found: Event,
    owner: str | None = "anna",
    owners: tuple[str, ...] = ("role:supervisor",),
    persons: tuple[Person, ...] = CAST,
) -> tuple[str, ...]:
    before = replace(fold([received()]), owner=owner)
    return concerned(found, before, advance(before, found), owners, persons)


CLIMB = event(Act.ESCALATE, level=2, owner="anna", key="L2:reply")


def test_it_works() -> None:
    assert told(event(Act.WARN, key="warn:reply", clock="reply")) == ("anna",)
    assert told(CLIMB) == ("anna", "boris")


def test_a_case_that_is_nobodys_concerns_everybody_who_answers_for_its_level() -> None:
    assert told(event(Act.WARN, key="w", clock="reply"), owner=None, owners=("role:moderator",)) == ("anna",)
    assert told(event(Act.UNCONFIRM), owner="gone", owners=("role:moderator", "vera")) == ("anna", "vera")


def test_a_role_that_nobody_has_falls_to_those_above_it_and_a_disabled_person_is_left_out() -> None:
    assert told(CLIMB, owners=("role:admin",)) == ("anna", "boris"), "nobody stands as high: the highest are told"
    assert told(CLIMB, owners=("role:admin",), persons=(*CAST, ADMIN)) == ("anna", "olga")
    unowned = event(Act.ESCALATE, level=2, key="L2:reply")
    assert told(unowned, owner=None, owners=("role:supervisor",), persons=(ANNA, VERA, ADMIN)) == ("olga",)
    assert told(unowned, owner=None, persons=()) == ()
    assert told(CLIMB, persons=(ANNA, replace(BORIS, disabled=True), ADMIN)) == ("anna", "olga")


def test_an_assignment_concerns_who_gets_it_and_who_had_it_but_not_who_did_it() -> None:
    assert told(event(Act.ASSIGN, by="boris", owner="vera")) == ("anna", "vera")
    assert told(event(Act.ASSIGN, by="anna", owner="vera")) == ("vera",)
    assert told(event(Act.ASSIGN, by="anna", owner="anna"), owner=None) == ()
    assert told(event(Act.RETURN, by="vera")) == ("anna",)
    assert told(event(Act.ESCALATE, by="anna", level=2)) == ("boris",)


def test_a_step_is_named_for_ever_and_an_act_of_a_person_by_its_place() -> None:
    assert key_of(CLIMB) == "L2:reply"
    assert key_of(event(Act.ASSIGN, owner="vera")) == "assign:2"


def test_only_a_climb_to_the_management_of_a_severity_of_the_policy_waits_for_nothing() -> None:
    top = replace(fold(happened((Act.ESCALATE, NOW, {"level": 3, "key": "L3"}))), severity=Severity.CRITICAL)
    assert urgent(CLIMB, top, RULES)
    assert not urgent(CLIMB, replace(top, level=2), RULES)
    assert not urgent(CLIMB, replace(top, severity=Severity.HIGH), RULES)
    assert not urgent(CLIMB, top, Notices(at_once=()))
    assert not urgent(event(Act.WARN), top, RULES)


@pytest.mark.parametrize(
    ("made", "goes"),
    [
        ("2026-11-23 10:00", "2026-11-23 10:10"),
        ("2026-11-23 19:49", "2026-11-23 19:59"),
        ("2026-11-23 19:50", "2026-11-24 08:00"),
        ("2026-11-23 23:00", "2026-11-24 08:00"),
        ("2026-11-24 07:55", "2026-11-24 08:05"),
        ("2026-11-27 19:55", "2026-11-28 08:00"),
    ],
)
def test_quiet_hours_hold_a_notice_until_they_end(made: str, goes: str) -> None:
    assert goes_at(at(made), RULES, RIGA) == at(goes)
    assert goes_at(at(made), RULES, RIGA, now=True) == at(made)


def test_days_that_are_not_named_are_quiet() -> None:
    weekdays = Notices(days=DAYS[:5])
    assert goes_at(at("2026-11-27 19:55"), weekdays, RIGA) == at("2026-11-30 08:00")
    assert goes_at(at("2026-11-29 12:00"), Notices(days=DAYS[:5], quiet=None), RIGA) == at("2026-11-30 00:00")


def test_quiet_hours_within_a_day_and_in_both_nights_of_change() -> None:
    lunch = Notices(quiet="12:00-13:00")
    assert goes_at(at("2026-11-23 12:20"), lunch, RIGA) == at("2026-11-23 13:00")
    for night in ("2026-03-29", "2026-10-25"):
        assert goes_at(at(f"{night} 01:00"), RULES, RIGA) == at(f"{night} 08:00")


@given(st.integers(0, 366 * 24 * 60), st.sampled_from(["22:00-06:00", "20:00-08:00", "01:30-04:00", None]))
def test_what_goes_never_goes_in_quiet_hours_nor_before_it_was_made(minutes: int, quiet: str | None) -> None:
    made = NOW + timedelta(minutes=minutes)
    rules = Notices(quiet=quiet)
    goes = goes_at(made, rules, RIGA)
    assert made + rules.batch <= goes <= made + rules.batch + timedelta(hours=13)
    assert open_from(goes, rules, RIGA) == goes


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"quiet": "00:00-24:00"}, "the whole day"),
        ({"quiet": "late"}, "are not hours of a day"),
        ({"days": []}, "no day is left"),
        ({"days": ["someday"]}, "mon"),
        ({"batch": "soon"}, "is not a duration"),
        ({"channels": ["pigeon"]}, "mail"),
        ({"loud": True}, "Extra inputs"),
    ],
)
def test_rules_that_cannot_be_kept_are_refused(given_: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Notices.model_validate(given_)


@pytest.mark.parametrize("language", ["en", "ru", "uk", "lv"])
def test_a_notice_is_a_sentence_in_the_language_of_its_reader(language: str) -> None:
    names = {"boris": "Boris Ozols", "vera": "Vera Koval"}
    given_ = event(Act.ASSIGN, by="boris", owner="vera")
    mine, other = (sentence(given_, login, names, words(language)) for login in ("vera", "anna"))
    assert "Boris Ozols" in mine
    assert "Vera Koval" in other
    assert mine != other
    assert "2" in sentence(CLIMB, "anna", names, words(language))
    if language == "en":
        assert sentence(event(Act.WARN, clock="reply"), "anna", {}, words("en")) == "the reply is nearly due"
        assert sentence(event(Act.WARN, clock="another"), "anna", {}, words("en")) == "a term is nearly over"
        assert sentence(event(Act.ESCALATE, by="boris", level=3), "anna", names, words("en")).startswith("Boris Ozols took")
