"""The answer policy: the bundled one is the house's table, the operator's overlays it, every mistake is told with its line."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from config.errors import ConfigError
from config.policy import SEVERITIES, Policy, Rule, When, bundled_policy, load_policy
from config.settings import Settings
from config.values import working_time
from moderation.triage import Facts, assess

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TABLE = {"critical": (1, 4, 1), "high": (2, 8, 2), "normal": (4, 16, 3), "low": (8, 40, 5)}


def load(folder: Path, text: str) -> Policy:
    """Read a text as the operator's policy."""
    path = folder / "policy.yaml"
    path.write_text(text, encoding="utf-8")
    return load_policy(Settings(data=folder, policy=path, timezone="Europe/Riga"))


def test_it_works(tmp_path: Path) -> None:
    policy = load_policy(Settings(data=tmp_path, timezone="Europe/Riga"))
    assert policy.hours.timezone == "Europe/Riga"
    assert policy.targets == bundled_policy().targets
    assert policy.triage == bundled_policy().triage


@pytest.mark.parametrize("severity", SEVERITIES)
def test_the_bundled_terms_are_the_table_of_the_house(severity: str) -> None:
    target = {str(name): target for name, target in bundled_policy().targets.items()}[severity]
    acknowledge, reply, unconfirmed = TABLE[severity]
    assert (target.acknowledge, target.reply, target.unconfirmed) == (acknowledge * HOUR, reply * HOUR, unconfirmed * DAY)


def test_the_rest_of_the_bundled_policy() -> None:
    policy = bundled_policy()
    assert list(policy.targets) == list(SEVERITIES)
    assert policy.approval == ("critical", "high")
    assert (policy.warning, policy.withdrawn_after) == (0.75, 2)
    assert dict(policy.hours.week) == dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("09:00-18:00",))
    assert (policy.hours.timezone, policy.hours.holidays, policy.hours.closed, dict(policy.hours.open)) == (None, None, (), {})


@pytest.mark.parametrize(
    ("seen", "severity", "reason"),
    [
        ({"company": True, "complaint": True, "risks": ("legal_threat",)}, None, "written by the company itself"),
        ({"about_brand": False, "complaint": True}, None, "does not name the brand"),
        ({"competitor": True, "complaint": True, "risks": ("safety",)}, None, "about a competitor; counted, not worked (B9)"),
        ({"risks": ("publicity_threat", "legal_threat"), "complaint": True}, "critical", ""),
        ({"risks": ("safety",), "sentiment": "positive"}, "critical", ""),
        ({"risks": ("publicity_threat",)}, "high", ""),
        ({"risks": ("churn",), "complaint": True}, "normal", ""),
        ({"complaint": True, "topics": ("delivery", "refund_return")}, "high", ""),
        ({"complaint": True, "topics": ("trust",)}, "high", ""),
        ({"complaint": True, "topics": ("delivery",)}, "normal", ""),
        ({"complaint": True, "sentiment": "positive"}, "normal", ""),
        ({"complaint": True, "tagged": True, "rating": 1.0}, "normal", ""),
        ({"topics": ("trust",), "sentiment": "positive"}, None, "praise; may be thanked (B4)"),
        ({"sentiment": "negative"}, "low", ""),
        ({"sentiment": "neutral", "rating": 0.4}, "low", ""),
        ({"sentiment": "neutral", "rating": 0.5}, None, "no complaint"),
        ({"sentiment": "positive", "rating": 1.0}, None, "praise; may be thanked (B4)"),
        ({"tagged": False, "rating": 0.2}, "normal", ""),
        ({"tagged": False}, "normal", ""),
        ({"tagged": False, "rating": 1.0}, "normal", ""),
        ({"tagged": False, "company": True}, None, "written by the company itself"),
        ({}, None, "no complaint"),
    ],
)
def test_the_bundled_rules_decide(seen: dict[str, Any], severity: str | None, reason: str) -> None:
    found = assess(Facts(**seen), bundled_policy().triage)
    assert (found.severity, found.reason) == (severity, reason)


def test_the_operators_terms_are_laid_over_the_bundled_ones(tmp_path: Path) -> None:
    policy = load(tmp_path, "targets:\n  high: {reply: 6h}\n  low: {acknowledge: 30m, reply: 80h, unconfirmed: 7d}\n")
    targets = bundled_policy().targets
    assert policy.targets["high"].reply == 6 * HOUR
    assert policy.targets["high"].acknowledge == targets["high"].acknowledge
    assert policy.targets["low"].acknowledge == timedelta(minutes=30)
    assert (policy.targets["critical"], policy.targets["normal"]) == (targets["critical"], targets["normal"])
    assert bundled_policy().targets == targets


def test_other_keys_take_the_place_of_the_bundled_ones(tmp_path: Path) -> None:
    policy = load(
        tmp_path,
        "approval: [critical]\nwarning: 0.5\nwithdrawn_after: 3\n"
        "triage:\n  - {name: all, severity: low}\n"
        "hours:\n  holidays: LV\n  week: {mon: [09:00-13:00, 14:00-18:00], sat: 22:00-06:00}\n"
        "  closed: 2026-12-31\n  open: {2026-12-19: 10:00-15:00}\n",
    )
    assert (policy.approval, policy.warning, policy.withdrawn_after) == (("critical",), 0.5, 3)
    assert policy.triage == (Rule(name="all", severity="low"),)
    assert dict(policy.hours.week) == {"mon": ("09:00-13:00", "14:00-18:00"), "sat": ("22:00-06:00",)}
    assert policy.hours.closed == (date(2026, 12, 31),)
    assert dict(policy.hours.open) == {date(2026, 12, 19): ("10:00-15:00",)}
    assert policy.hours.timezone == "Europe/Riga"


def test_hours_are_laid_over_key_by_key_and_may_have_their_own_zone(tmp_path: Path) -> None:
    policy = load(tmp_path, "hours:\n  timezone: Asia/Almaty\n")
    assert policy.hours.timezone == "Asia/Almaty"
    assert policy.hours.week == bundled_policy().hours.week


def test_a_key_without_a_value_is_as_if_not_written(tmp_path: Path) -> None:
    policy = load(tmp_path, "targets:\ntriage:\nhours:\napproval:\n")
    assert policy.model_copy(update={"hours": bundled_policy().hours}) == bundled_policy()


def test_nobody_may_have_to_approve(tmp_path: Path) -> None:
    assert load(tmp_path, "approval: []\n").approval == ()


def test_a_policy_is_frozen() -> None:
    with pytest.raises(ValidationError):
        bundled_policy().warning = 0.1  # type: ignore[misc]  # that it is refused is the test


LOW = "triage:\n  - name: a\n    severity: low\n"
LAST = "\n  - {name: rest, dismiss: no complaint}\n"


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("targts: {}\n", 1, '"targts" is not a key. Near: targets, '),
        ("targets:\n  urgent: {reply: 1h}\n", 2, 'targets.urgent: "urgent" is not a key. Write one of: critical, high'),
        ("targets:\n  high: {rply: 1h}\n", 2, 'targets.high: "rply" is not a key. Near: reply.'),
        ("targets:\n  high:\n    reply: 8 hours\n", 3, 'targets.high.reply: "8 hours" is not a duration. Write a number'),
        ("targets:\n  high:\n    reply: 8\n", 3, "targets.high.reply: 8 is not a duration."),
        ("targets:\n  high:\n    reply: 2d\n", 3, 'targets.high.reply: "2d" is not a working time. Write hours or'),
        ("targets:\n  high:\n    reply: 1h\n", 2, "targets.high: the acknowledgement may not take longer than the reply."),
        ("targets:\n  high: 5h\n", 2, 'targets.high: "5h" is not a mapping.'),
        ("targets: fast\n", 1, 'targets: "fast" is not a mapping.'),
        ("warning: 1.5\n", 1, "warning: 1.5 must be less than 1."),
        ("withdrawn_after: 0\n", 1, "withdrawn_after: 0 must be at least 1."),
        ("approval: [urgent]\n", 1, 'approval: "urgent" is not accepted. Write one of: critical, high, normal, low.'),
        ("hours:\n  timezone: Riga\n", 2, 'hours.timezone: "Riga" is not a time zone.'),
        ("hours:\n  week:\n    monday: 09:00-18:00\n", 3, 'hours.week.monday: "monday" is not a key. Write one of: mon, tue'),
        ("hours:\n  week:\n    mon: 25:00-26:00\n", 3, 'hours.week.mon: "25:00-26:00" are not hours of a day. Write from-to'),
        ("hours:\n  week:\n    mon:\n      - 09:00-12:00\n      - 9-18\n", 5, 'hours.week.mon: "9-18" are not hours of a day.'),
        ("hours:\n  week:\n    mon: 9\n", 3, "hours.week.mon: 9 is not text."),
        ("hours:\n  week: {mon: [09:00-13:00, 12:00-18:00]}\n", 2, "hours.week.mon: two intervals overlap at 12:00."),
        ("hours:\n  week: {mon: '22:00-06:00', tue: '05:00-09:00'}\n", 2, "hours.week.mon: two intervals overlap at 05:00."),
        ("hours:\n  week: {sun: '22:00-06:00', mon: '05:00-09:00'}\n", 2, "hours.week.sun: two intervals overlap at 05:00."),
        ("hours:\n  week: {}\n", 2, "hours.week: the week has no working hours, so no term would ever end."),
        ("hours:\n  week:\n    mon: []\n", 2, "hours.week: the week has no working hours"),
        ("hours:\n  holidays: Latvia\n", 2, 'hours.holidays: "Latvia" is not a country. Write its two capital'),
        ("hours:\n  holidays: XX\n", 2, 'hours.holidays: the holidays of "XX" are not known.'),
        ("hours:\n  closed: [soon]\n", 2, 'hours.closed: "soon" is not a date. Write it as 2026-05-01.'),
        ("hours:\n  open: {soon: 10:00-12:00}\n", 2, 'hours.open.soon: "soon" is not a date.'),
        ("hours:\n  open: {2026-12-19: late}\n", 2, 'hours.open.2026-12-19: "late" are not hours of a day.'),
        ("hours:\n  closed: 2026-12-19\n  open: {2026-12-19: 10:00-12:00}\n", 3, "hours.open.2026-12-19: 2026-12-19 is both"),
        ("triage: []\n", 1, "triage: some mentions meet no rule. End with a rule that has no `when`."),
        ("triage:\n  - {name: a, severity: low, when: {complaint: true}}\n", 1, "triage: some mentions meet no rule."),
        ("triage:\n  - {name: a, severity: low}" + LAST, 2, 'triage: nothing after the rule "a" is reached, for it has'),
        ("triage:\n  - {name: rest, when: {tagged: false}, severity: low}" + LAST, 3, 'triage.name: two rules are named "rest".'),
        ("triage:\n  - {name: a, when: {tagged: true}}" + LAST, 2, 'triage: rule "a" needs one of: severity (opens'),
        ("triage:\n  - {name: a, severity: low, dismiss: b}\n", 2, 'triage: rule "a" needs one of: severity'),
        ("triage:\n  - {severity: low}\n", 2, "triage.name: is missing."),
        ("triage:\n  - {name: a, severity: urgent}\n", 2, 'triage.severity: "urgent" is not accepted.'),
        (LOW + "    when: {risks: legal}\n" + LAST, 4, 'triage.when.risks: "legal" is not accepted. Write'),
        (LOW + "    when: {sentiment: bad}\n" + LAST, 4, 'triage.when.sentiment: "bad" is not accepted.'),
        (LOW + "    when: {rating_at_most: 2}\n" + LAST, 4, "triage.when.rating_at_most: 2 must be at most"),
        (LOW + "    when: {complain: true}\n" + LAST, 4, 'triage.when: "complain" is not a key. Near: compl'),
        (LOW + "    when: complaint\n" + LAST, 4, 'triage.when: "complaint" is not a mapping.'),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_file_line_and_what_is_accepted(tmp_path: Path, text: str, line: int, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path}/policy.yaml:{line}: {told}")
    assert caught.value.exit_code == 5


def test_a_policy_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.yaml: there is no such file"):
        load_policy(Settings(data=tmp_path, policy=tmp_path / "none.yaml"))


@given(st.integers(1, 10_000), st.sampled_from("mhs"))
def test_working_time_is_hours_minutes_or_seconds(number: int, unit: str) -> None:
    assert working_time(f"{number}{unit}") == number * {"h": HOUR, "m": HOUR / 60, "s": HOUR / 3600}[unit]


def test_a_rule_without_conditions_fits_everything() -> None:
    assert Rule(name="rest", dismiss="no complaint").when == When()
