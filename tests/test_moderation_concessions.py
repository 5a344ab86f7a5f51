"""What may be offered: the table by price, margin and history, and the budget (A13, B12)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.concessions import GIVEN, Budget, Concessions, Often
from config.errors import ConfigError, Forbidden, UsageError
from config.policy import bundled_policy, load_policy
from config.settings import Settings
from moderation.concessions import NO_ENTRY, Left, Standing, check, in_hundredths, left, offers, possible, standing
from moderation.facts import told
from moderation.money import hundredths, written
from tests.people import ANNA, BORIS, DAY, NOW

RULES = bundled_policy().concessions
OFTEN = Often(cases=3, days=365)


def given_for(history: str, **goods: Any) -> tuple[str, dict[str, int | None]]:
    found = offers(RULES, Standing(history), **goods)
    return found.entry, {one.give: one.most for one in found.offers}


@pytest.mark.parametrize(
    ("history", "goods", "entry", "most"),
    [
        ("new", {}, "everybody else", {"discount": None, "voucher": 1_000}),
        ("new", {"price": 5_000}, "everybody else", {"discount": 500, "voucher": 1_000}),
        (
            "new",
            {"price": 3_000, "margin": "high"},
            "cheap goods with a high margin",
            {"replace": 3_000, "refund": 3_000, "voucher": 1_000},
        ),
        ("new", {"price": 3_001, "margin": "high"}, "everybody else", {"discount": 300, "voucher": 1_000}),
        ("new", {"price": 100_000, "margin": "thin"}, "goods with a thin margin", {}),
        ("known", {"price": 100, "margin": "usual"}, "everybody else", {"discount": 10, "voucher": 1_000}),
        ("loyal", {"price": 10_000}, "a loyal customer", {"discount": 1_500, "voucher": 2_000, "gift": 1_500}),
        ("often", {"price": 100, "margin": "high"}, "complains often", {}),
        ("loyal", {"restricted": True}, "restricted", {}),
    ],
)
def test_it_works(history: str, goods: dict[str, Any], entry: str, most: dict[str, int | None]) -> None:
    assert given_for(history, **goods) == (entry, most)


@given(
    history=st.sampled_from(Standing),
    price=st.none() | st.integers(1, 10**7),
    margin=st.sampled_from([None, "thin", "usual", "high"]),
)
def test_what_is_offered_is_among_what_may_fit(history: Standing, price: int | None, margin: str | None) -> None:
    found = offers(RULES, history, price=price, margin=margin)
    assert found.entry in {entry.name for entry in possible(RULES, history)} | {NO_ENTRY}
    assert all(one.most is None or one.most >= 0 for one in found.offers)
    assert price is None or all(one.most is not None for one in found.offers)


def test_without_a_table_nothing_is_offered() -> None:
    assert offers(Concessions(), Standing.NEW).entry == NO_ENTRY
    assert offers(Concessions(), Standing.NEW).offers == ()


@pytest.mark.parametrize(
    ("ago", "praise", "expected"),
    [
        ((0,), False, "new"),
        ((0,), True, "loyal"),
        ((0, 10), False, "known"),
        ((0, 10, 364), False, "often"),
        ((0, 10, 366), False, "known"),
        ((0, 10, 20), True, "often"),
        ((0, 400, 500, 600), True, "loyal"),
    ],
)
def test_a_history_is_new_known_loyal_or_often(ago: tuple[int, ...], praise: bool, expected: str) -> None:
    assert standing([NOW - days * DAY for days in ago], praise, OFTEN, NOW) == expected
    # It is counted up to the moment, not beyond it: a day later the oldest may have fallen out.
    assert standing([NOW], False, OFTEN, NOW + timedelta(days=400)) == "new"


@given(give=st.sampled_from(GIVEN), amount=st.integers(1, 10**6), price=st.none() | st.integers(1, 10**6))
def test_nobody_but_a_supervisor_goes_beyond_the_table(give: str, amount: int, price: int | None) -> None:
    found = offers(RULES, Standing.KNOWN, price=price)
    allowed = any(one.give == give and one.most is not None and amount <= one.most for one in found.offers)
    assert check(17, BORIS, give, amount, found, Left(), currency="EUR") is not allowed
    if allowed:
        assert check(17, ANNA, give, amount, found, Left(), currency="EUR") is False
    else:
        with pytest.raises(Forbidden, match=r"case 17: .* is not among what may be offered"):
            check(17, ANNA, give, amount, found, Left(), currency="EUR")


def test_a_budget_binds_whoever_has_one() -> None:
    found = offers(RULES, Standing.KNOWN)
    for person in (ANNA, BORIS):
        with pytest.raises(Forbidden, match=r"beyond the budget of .*, who may still give 5\.00 EUR for this case"):
            check(17, person, "voucher", 501, found, Left(500, 1_000), currency="EUR")
    assert left(Budget(case=30, month=300), 1_000, 29_500) == Left(2_000, 500)
    assert left(Budget(case=30), 4_000, 0) == Left(0, None)
    assert left(None, 4_000, 0).least is None
    assert Left(2_000, 500).least == 500


@pytest.mark.parametrize(
    ("text", "amount"), [("15", 1500), ("15.5", 1550), ("15,50", 1550), (" 0.01 ", 1), ("1 500,00", 150_000), ("10000000", 10**9)]
)
def test_amounts_are_read_as_people_write_them(text: str, amount: int) -> None:
    assert hundredths(text) == amount
    assert hundredths(written(amount)) == amount


@pytest.mark.parametrize(
    "text", ["", "0", "-5", "15.555", "1e3", "15 EUR", "1,500.00", "٣", "nan", "10000000.01", "1 50", "9" * 40]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        hundredths(text)


@given(st.floats(0, 10_000_000))
def test_amounts_of_the_policy_lose_no_hundredth(amount: float) -> None:
    assert in_hundredths(round(amount, 2)) == int(written(in_hundredths(round(amount, 2))).replace(".", ""))


def load(folder: Path, text: str) -> Any:
    (folder / "policy.yaml").write_text(text, encoding="utf-8")
    return load_policy(Settings(data=folder, policy=folder / "policy.yaml", timezone="Europe/Riga"))


def test_the_operator_changes_one_key_and_the_rest_stays(tmp_path: Path) -> None:
    policy = load(tmp_path, "concessions: {currency: UAH}\nbudgets: {moderator: {case: 500}}\n")
    assert (policy.concessions.currency, policy.concessions.table) == ("UAH", RULES.table)
    assert (policy.budgets["moderator"].case, policy.budgets["moderator"].month) == (500, None)
    assert policy.budgets["approver"].month == 600


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("concessions: {table: [{name: a}, {name: b}]}", 'nothing after "a" is reached'),
        ("concessions: {table: [{name: a, when: {margins: thin}}, {name: a}]}", 'two entries are named "a"'),
        ("concessions: {table: [{name: a, when: {price_over: 50, price_at_most: 30}}]}", "no price is over this"),
        ("concessions: {table: [{name: a, offer: [{give: money}]}]}", "give"),
        ("concessions: {table: [{name: a, offer: [{give: voucher, share: 1.5}]}]}", "share"),
        ("concessions: {often: {cases: 1}}", "cases"),
        ("concessions: {rules: []}", "rules"),
        ("budgets: {viewer: {case: 5}}", "viewer"),
        ("budgets: {moderator: {case: -5}}", "case"),
    ],
)
def test_a_mistake_in_the_policy_is_told_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=r"policy\.yaml:1") as refused:
        load(tmp_path, f"{text}\n")
    assert said in str(refused.value)


def test_facts_are_told_once_and_in_order() -> None:
    found = told(["Живу в Риге, заказ № 123-456-78; тел. 26123456", "заказ 12345678, 5 ноября, пишите a@example.org. Рига"])
    assert [(fact.name, fact.value) for fact in found] == [
        ("order", "123-456-78"),
        ("phone", "26123456"),
        ("email", "a@example.org"),
        ("city", "Риге"),
        ("city", "Рига"),
        ("date", "5 ноября"),
    ]
    assert [fact.private for fact in found] == [False, True, True, False, False, False]


@pytest.mark.parametrize("text", ["Ужасный магазин", "", "в 2026 году", "версия 1.2.3.4", "мая не люблю", "рига" * 3])
def test_what_was_not_told_is_not_made_up(text: str) -> None:
    assert told([text]) == ()


@given(st.text(max_size=300))
def test_any_text_has_some_facts_or_none(text: str) -> None:
    assert all(fact.value for fact in told([text, text]))
