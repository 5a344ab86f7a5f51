"""Customers at the desk: links, merging, concessions, restrictions and noted facts. On both databases."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st

from classifier.labels import Label
from config.errors import Forbidden, Impossible, NotFound, OperatorError, StaleVersion, UsageError
from crawler.items import Rating
from moderation import clockwork
from moderation.case import Act, Severity, Status
from moderation.customers import Customer, customer_of, named
from moderation.desk import answering, customers, ending, terms
from moderation.people import Person
from moderation.proposing import propose
from moderation.queue import CaseView, case_view
from moderation.rulebook import Rulebook
from moderation.store import customers as stored
from moderation.store.engine import Store
from tests.people import (
    ANNA,
    BOOK,
    BORIS,
    DAY,
    NOW,
    PRAISE,
    REPLY,
    STRANGER,
    VERA,
    a_book,
    a_case,
    a_mention,
    a_site,
    hire,
    some_tags,
    take,
)

LONG = (
    "Третью неделю жду посылку, заказ № 4455-667. Курьер не звонит, оператор каждый день обещает перезвонить, и никто не "
    "перезванивает. Телефон для связи +371 26 123 456."
)
NAMES = ("Игорь Шевченко", "Ihor Shevchenko", "Igors Ševčenko")


def do(
    act: Callable[..., CaseView], store: Store, person: Person, n: int, now: datetime = NOW, book: Rulebook = BOOK, **details: Any
) -> CaseView:
    return act(store, person, n, book=book, now=now, **details)


def seen(store: Store, n: int, now: datetime = NOW) -> Customer:
    return customer_of(store, n, BOOK, now)


def links(store: Store) -> list[stored.LinkRecord]:
    with store.read() as tx:
        return list(stored.open_links(tx, 50))


@pytest.fixture
def two(store: Store) -> tuple[int, int]:
    """Give two cases of one person, who writes his name in two alphabets on two sites."""
    hire(store)
    one = a_case(store, 1, site="opinions", author=NAMES[0], body=LONG)
    other = a_case(store, 2, site="forum", author=NAMES[1], body="Хамство на кассе и очередь на час, так с людьми не обращаются")
    propose(store, NOW)
    return one, other


def test_it_works(store: Store, two: tuple[int, int]) -> None:
    one, other = two
    (link,) = links(store)
    assert [found.what for found in link.evidence] == ["name"]
    assert seen(store, one).complaints == 1
    view = do(customers.link, store, ANNA, other, link=link.id)
    assert (view.events[-1].act, view.events[-1].data["answer"]) == (Act.LINK, "accept")
    for n in two:
        found = seen(store, n)
        assert found.complaints == 2
        assert {name for _, name in found.names} == {NAMES[0], NAMES[1]}
        assert found.standing == "known"
    assert {(fact.name, fact.value) for fact in seen(store, other).facts} == {("order", "4455-667"), ("phone", "+371 26 123 456")}


def test_a_link_is_reversible_and_its_history_is_kept(store: Store, two: tuple[int, int]) -> None:
    one, other = two
    (link,) = links(store)
    for number, (answer, complaints, open_) in enumerate(
        [("accept", 2, 0), ("undo", 1, 1), ("refuse", 1, 0), ("accept", 2, 0), ("refuse", 1, 0), ("undo", 1, 1)]
    ):
        do(customers.link, store, ANNA, one, link=link.id, answer=answer, why=f"reason {number}")
        assert (seen(store, other).complaints, len(links(store))) == (complaints, open_)
    said = [found.answer for found in seen(store, one).links[0].decisions]
    assert said == ["accept", "undo", "refuse", "accept", "refuse", "undo"]
    assert propose(store, NOW).new == 0


def test_what_was_refused_is_never_proposed_again(store: Store, two: tuple[int, int]) -> None:
    (link,) = links(store)
    do(customers.link, store, ANNA, two[0], link=link.id, answer="refuse")
    take(
        store,
        [a_mention(2, site="forum", author=NAMES[1], body="Хамство на кассе, и очередь стала ещё длиннее")],
        site=a_site("forum"),
    )
    assert propose(store, NOW).looked == 1
    assert links(store) == []


@pytest.mark.parametrize(
    ("details", "error", "said"),
    [
        ({"link": 99}, NotFound, "there is no link 99"),
        ({"link": 2**70}, NotFound, "there is no link"),
        ({"link": 1, "answer": "undo"}, Impossible, "nothing to undo"),
        ({"link": 1, "answer": "perhaps"}, UsageError, 'answer: "perhaps" is not known'),
        ({}, UsageError, "name a link or another case"),
        ({"link": 1, "other": 2}, UsageError, "one of them"),
        ({"other": 99}, NotFound, "there is no case 99"),
        ({"other": 2**70}, NotFound, "there is no case"),
        ({"other": 1}, Impossible, "of one customer already"),
        ({"link": 1, "version": 7}, StaleVersion, "is at version 1"),
        ({"link": 1, "why": "x" * 2001}, UsageError, "has 2001 characters"),
    ],
)
def test_a_link_that_cannot_be_decided_changes_nothing(
    store: Store, two: tuple[int, int], details: dict[str, Any], error: type[OperatorError], said: str
) -> None:
    with pytest.raises(error, match=said):
        do(customers.link, store, ANNA, two[0], **details)
    assert case_view(store, two[0], BOOK, NOW).version == 1
    assert [link.decisions for link in links(store)] == [()]


def test_a_link_of_other_customers_is_not_decided_from_this_case(store: Store, two: tuple[int, int]) -> None:
    third = a_case(store, 3, author="Ilze", body="Slikta apkalpošana un vēl sliktāka piegāde, nauda nav atgriezta")
    with pytest.raises(Impossible, match=f"link 1 is not about the customer of case {third}"):
        do(customers.link, store, ANNA, third, link=1)


def test_a_person_may_link_what_the_machine_does_not_see(store: Store, two: tuple[int, int]) -> None:
    third = a_case(store, 3, author="Ilze", body="Slikta apkalpošana un vēl sliktāka piegāde, nauda nav atgriezta")
    do(customers.link, store, ANNA, third, other=two[0], why="she called and said so")
    assert seen(store, two[0]).complaints == 2
    made = next(link for link in seen(store, third).links if not link.evidence)
    do(customers.link, store, ANNA, third, link=made.id, answer="undo")
    assert seen(store, two[0]).complaints == 1
    assert made.id not in {link.id for link in links(store)}, "what no machine proposed is not put to a decision"


def test_two_who_decide_one_link_at_once_decide_it_once(store: Store, two: tuple[int, int]) -> None:
    def attempt(n: int) -> bool:
        try:
            do(customers.link, store, ANNA, n, link=1)
        except (Impossible, StaleVersion):
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(attempt, [*two] * 3)) == 1
    assert len(seen(store, two[0]).links[0].decisions) == 1


def test_a_case_goes_up_in_another_one_and_comes_back(store: Store, two: tuple[int, int]) -> None:
    one, other = two
    gone = do(customers.merge, store, ANNA, other, other=one, why="the same parcel")
    assert (gone.status, gone.state.merged_into, gone.next) == (Status.DISMISSED, one, None)
    kept = case_view(store, one, BOOK, NOW)
    assert (kept.status, kept.events[-1].act, dict(kept.events[-1].data)) == (Status.RECEIVED, Act.MERGE, {"from": other})
    assert seen(store, one).complaints == 1, "two posts of one complaint are one complaint"
    assert len(seen(store, one).lines) == 2
    back = do(ending.reopen, store, ANNA, other, why="it is another parcel")
    assert (back.status, back.state.merged_into) == (Status.RECEIVED, None)


def test_what_would_lose_a_complaint_is_not_merged(store: Store, two: tuple[int, int]) -> None:
    one, other = two
    third = a_case(store, 3, author="Ilze")
    with pytest.raises(Impossible, match=f"case {one} cannot be merged into itself"):
        do(customers.merge, store, ANNA, one, other=one, why="x")
    with pytest.raises(NotFound, match="there is no case 99 to merge into"):
        do(customers.merge, store, ANNA, one, other=99, why="x")
    with pytest.raises(Impossible, match="without a reason"):
        do(customers.merge, store, ANNA, one, other=other, why=" ")
    do(ending.dismiss, store, ANNA, third, why="spam")
    with pytest.raises(Impossible, match=f"case {third} is dismissed.*otklik reopen {third}"):
        do(customers.merge, store, ANNA, one, other=third, why="x")
    do(terms.promise, store, ANNA, one, until=NOW + DAY)
    with pytest.raises(Impossible, match=f"a promise until 2026-11-24 is open.*otklik keep {one}"):
        do(customers.merge, store, ANNA, one, other=other, why="x")
    do(customers.merge, store, ANNA, other, other=one, why="x")
    fourth = a_case(store, 4, author="Zane")
    with pytest.raises(Impossible, match=f"case {other} was merged into case {one} itself. Merge into that one"):
        do(customers.merge, store, ANNA, fourth, other=other, why="x")
    assert case_view(store, fourth, BOOK, NOW).version == 1


def test_two_cases_merged_into_each_other_at_once_leave_one_open(store: Store, two: tuple[int, int]) -> None:
    def attempt(pair: tuple[int, int]) -> bool:
        try:
            do(customers.merge, store, ANNA, pair[0], other=pair[1], why="the same")
        except Impossible:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(attempt, [two, two[::-1], two, two[::-1]])) == 1
    assert [case_view(store, n, BOOK, NOW).status.open for n in two].count(True) == 1


def test_a_concession_follows_the_table_and_is_added_up(store: Store, two: tuple[int, int]) -> None:
    one, _ = two
    do(customers.concede, store, ANNA, one, amount=600, give="voucher", why="late courier")
    view = do(customers.concede, store, ANNA, one, amount=400, give="discount", price=4_000, why="late courier")
    assert view.state.conceded == 1_000
    assert dict(view.events[-1].data) | {"amount": 400, "give": "discount", "rule": "everybody else"} == dict(
        view.events[-1].data
    )
    assert seen(store, one).given == 1_000
    assert [found.amount for found in seen(store, one).concessions] == [600, 400]


@pytest.mark.parametrize(
    ("details", "said"),
    [
        (
            {"amount": 1_001, "give": "voucher"},
            "not among what may be offered by the rule “everybody else”: .*voucher up to 10.00 EUR",
        ),
        ({"amount": 500, "give": "gift"}, "not among what may be offered"),
        ({"amount": 500, "give": "discount"}, r"discount \(name the price\)"),
        ({"amount": 500, "give": "discount", "price": 4_900}, "discount up to 4.90 EUR"),
        ({"amount": 100, "give": "voucher", "margin": "thin"}, "nothing beyond what the law"),
        ({"amount": 3_001, "give": "voucher"}, "beyond the budget of anna, who may still give 30.00 EUR for this case"),
    ],
)
def test_beyond_table_and_budget_nothing_is_conceded(
    store: Store, two: tuple[int, int], details: dict[str, Any], said: str
) -> None:
    with pytest.raises(Forbidden, match=said):
        do(customers.concede, store, ANNA, two[0], why="late courier", **details)
    assert case_view(store, two[0], BOOK, NOW).version == 1
    assert seen(store, two[0]).concessions == ()


def test_a_supervisor_goes_beyond_the_table_with_a_reason(store: Store, two: tuple[int, int]) -> None:
    with pytest.raises(Impossible, match="without a reason"):
        do(customers.concede, store, BORIS, two[0], amount=50_000, give="refund", why="")
    view = do(customers.concede, store, BORIS, two[0], amount=50_000, give="refund", why="the machine flooded the flat")
    assert view.events[-1].data["beyond"] == 1
    assert seen(store, two[0]).concessions[0].beyond


def test_cheap_goods_with_a_high_margin_are_replaced(store: Store, two: tuple[int, int]) -> None:
    view = do(customers.concede, store, ANNA, two[0], amount=2_000, give="replace", price=2_000, margin="high", why="broken cup")
    assert view.events[-1].data["rule"] == "cheap goods with a high margin"


def test_the_budget_of_a_month_is_one_for_all_cases(store: Store, two: tuple[int, int]) -> None:
    book = a_book(budgets={"moderator": {"case": 100, "month": 12}})
    do(customers.concede, store, ANNA, two[0], book=book, amount=1_000, give="voucher", why="x")
    with pytest.raises(Forbidden, match=r"may still give 2\.00 EUR this month"):
        do(customers.concede, store, ANNA, two[1], book=book, amount=300, give="voucher", why="x")
    do(customers.concede, store, ANNA, two[1], NOW + 10 * DAY, book=book, amount=300, give="voucher", why="December")


def test_two_at_once_do_not_spend_the_same_budget(store: Store, two: tuple[int, int]) -> None:
    book = a_book(budgets={"moderator": {"month": 10}})

    def attempt(n: int) -> bool:
        try:
            do(customers.concede, store, ANNA, n, book=book, amount=1_000, give="voucher", why="x")
        except Forbidden:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(attempt, [*two, *two])) == 1


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ({"amount": 0, "give": "voucher"}, "amount: 0.00 cannot be given"),
        ({"amount": -5, "give": "voucher"}, "amount: -0.05 cannot be given"),
        ({"amount": 10**12, "give": "voucher"}, "cannot be given"),
        ({"amount": 5, "give": "money"}, 'give: "money" is not known'),
        ({"amount": 5, "give": "gift", "margin": "huge"}, 'margin: "huge" is not known'),
    ],
)
def test_what_is_no_concession_is_refused(store: Store, two: tuple[int, int], details: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        do(customers.concede, store, BORIS, two[0], why="x", **details)


def test_a_restriction_changes_no_clock_and_is_seen_at_the_next_case(store: Store, two: tuple[int, int]) -> None:
    one, other = two
    do(customers.link, store, ANNA, other, link=1)
    before = [case_view(store, n, BOOK, NOW) for n in two]
    do(customers.restrict, store, BORIS, one, what="concessions", until=NOW + 90 * DAY, why="five vouchers in a month")
    after = [case_view(store, n, BOOK, NOW) for n in two]
    assert [(view.clocks, view.next, view.status, view.marks) for view in before] == [
        (view.clocks, view.next, view.status, view.marks) for view in after
    ]
    third = a_case(store, 3, site="forum", author=NAMES[1], body="Опять не приехал курьер, опять никто не звонит")
    for n in (one, other, third):
        assert [(found.what, found.why, found.by) for found in seen(store, n).restrictions] == [
            ("concessions", "five vouchers in a month", "boris")
        ]
    with pytest.raises(Forbidden, match="rule “restricted”"):
        do(customers.concede, store, ANNA, third, amount=100, give="voucher", why="x")
    assert not seen(store, third, NOW + 91 * DAY).restricted(NOW + 91 * DAY)


def test_a_restriction_is_lifted_once(store: Store, two: tuple[int, int]) -> None:
    one, _ = two
    do(customers.restrict, store, BORIS, one, what="writing", until=NOW + DAY, why="shouts at the staff")
    view = do(customers.restrict, store, BORIS, one, lift=1, why="has apologised")
    assert view.events[-1].data["op"] == "lift"
    assert not seen(store, one).restrictions[0].holds(NOW)
    with pytest.raises(Impossible, match="not in force any more"):
        do(customers.restrict, store, BORIS, one, lift=1, why="again")
    with pytest.raises(NotFound, match=r"has no restriction 2\. In force: none"):
        do(customers.restrict, store, BORIS, one, lift=2, why="x")


@pytest.mark.parametrize(
    ("details", "error", "said"),
    [
        ({"what": "everything", "until": NOW + DAY, "why": "x"}, UsageError, 'what: "everything" is not known'),
        ({"what": "writing", "why": "x"}, UsageError, "until when"),
        ({"what": "writing", "until": NOW, "why": "x"}, UsageError, "has passed already"),
        ({"what": "writing", "until": NOW + 800 * DAY, "why": "x"}, UsageError, "more than two years away"),
        ({"what": "writing", "until": (NOW + DAY).replace(tzinfo=None), "why": "x"}, UsageError, "until when"),
        ({"what": "writing", "until": NOW + DAY, "why": " "}, Impossible, "without a reason"),
        ({"lift": 2**70, "why": "x"}, NotFound, "has no restriction"),
    ],
)
def test_a_restriction_without_reason_or_end_is_refused(
    store: Store, two: tuple[int, int], details: dict[str, Any], error: type[OperatorError], said: str
) -> None:
    with pytest.raises(error, match=said):
        do(customers.restrict, store, BORIS, two[0], **details)
    assert case_view(store, two[0], BOOK, NOW).version == 1


@pytest.mark.parametrize(
    ("act", "details"),
    [
        (customers.link, {"link": 1}),
        (customers.merge, {"other": 2, "why": "x"}),
        (customers.concede, {"amount": 100, "give": "voucher", "why": "x"}),
        (customers.restrict, {"what": "writing", "until": NOW + DAY, "why": "x"}),
        (customers.note, {"fact": "order", "value": "4455"}),
    ],
)
@pytest.mark.parametrize("person", [STRANGER, ANNA, VERA])
def test_who_may_not_changes_nothing(
    store: Store, two: tuple[int, int], act: Callable[..., CaseView], details: dict[str, Any], person: Person
) -> None:
    if person is not STRANGER and act is not customers.restrict:
        return
    with pytest.raises(Forbidden):
        do(act, store, person, two[0], **details)
    assert case_view(store, two[0], BOOK, NOW).version == 1
    assert seen(store, two[0]).restrictions == ()


def test_what_was_told_by_telephone_is_known_at_every_case(store: Store, two: tuple[int, int]) -> None:
    one, other = two
    do(customers.link, store, ANNA, other, link=1)
    do(customers.note, store, ANNA, other, fact="address", value="  Rīga,\n Brīvības 1 ")
    assert ("address", "Rīga, Brīvības 1", "anna") in {(fact.name, fact.value, fact.by) for fact in seen(store, one).facts}
    for value in (" ", "x" * 301):
        with pytest.raises(UsageError, match="in 1 to 300 letters"):
            do(customers.note, store, ANNA, one, fact="order", value=value)
    with pytest.raises(NotFound):
        do(customers.note, store, ANNA, 99, fact="order", value="1")


def test_who_complains_often_is_said_so_and_who_praises_is_loyal(store: Store) -> None:
    hire(store)
    first = a_case(store, 1, author=NAMES[0], body=LONG)
    assert seen(store, first).standing == "new"
    take(store, [a_mention(9, author=NAMES[0], body="Спасибо, прекрасный магазин!", rating=Rating(5.0))], PRAISE)
    propose(store, NOW)
    assert seen(store, first).standing == "loyal"
    a_case(store, 2, author=NAMES[0], body="Опять не привезли")
    propose(store, NOW)
    last = a_case(store, 3, author=NAMES[0], body="И снова не привезли")
    assert seen(store, last).standing == "often"
    with pytest.raises(Forbidden, match="complains often"):
        do(customers.concede, store, ANNA, last, amount=100, give="voucher", why="x")


def test_a_complaint_is_known_before_the_machine_has_looked_at_it(store: Store, two: tuple[int, int]) -> None:
    third = a_case(store, 3, site="opinions", author=NAMES[0], body="Опять не привезли")
    assert seen(store, third).complaints == 2


def test_events_hold_neither_names_nor_numbers(store: Store, two: tuple[int, int]) -> None:
    one, other = two
    do(customers.link, store, ANNA, other, link=1)
    do(customers.note, store, ANNA, other, fact="order", value="4455667")
    do(customers.restrict, store, BORIS, one, what="writing", until=NOW + DAY, why="x")
    do(customers.concede, store, ANNA, one, amount=100, give="voucher", why="x")
    told = json.dumps([dict(event.data) for n in two for event in case_view(store, n, BOOK, NOW).events], ensure_ascii=False)
    assert not any(word in told for word in ("Шевченко", "Shevchenko", "4455", "26 123 456"))
    assert clockwork.rebuild(store, BOOK) == ()


def test_customers_are_found_by_name_in_either_alphabet(store: Store, two: tuple[int, int]) -> None:
    for name in NAMES:
        assert {found.author for found in named(store, name, limit=10)} == {NAMES[0], NAMES[1]}
    assert named(store, "Гость", limit=10) == ()


def test_of_a_closed_case_the_customer_may_still_be_linked(store: Store, two: tuple[int, int]) -> None:
    one, _ = two
    do(answering.reply, store, ANNA, one, text=REPLY)
    do(answering.post, store, ANNA, one)
    do(ending.close, store, ANNA, one, why="they called")
    assert do(customers.link, store, ANNA, one, link=1).status is Status.CLOSED
    with pytest.raises(Impossible, match="it is closed"):
        do(customers.concede, store, ANNA, one, amount=100, give="voucher", why="x")


@profile(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=st.lists(st.tuples(st.sampled_from(["accept", "refuse", "undo"]), st.booleans()), max_size=8))
def test_any_answers_in_any_order_end_where_the_last_one_says(store: Store, answers: list[tuple[str, bool]]) -> None:
    hire_once(store)
    made.append(len(made))
    word = f"slovo{len(made)} " * 2
    one = a_case(store, 1000 + len(made), site="opinions", author=f"Игорь Шевченко {len(made)}", body=f"{word} первое дело")
    other = a_case(store, 5000 + len(made), site="forum", author=f"Ihor Shevchenko {len(made)}", body=f"{word} второе дело")
    propose(store, NOW)
    (link,) = seen(store, one).links
    state = "proposed"
    for answer, here in answers:
        wanted = {"accept": "accepted", "refuse": "refused", "undo": "proposed"}[answer]
        if wanted == state:
            with pytest.raises(Impossible):
                do(customers.link, store, ANNA, one if here else other, link=link.id, answer=answer)
            continue
        do(customers.link, store, ANNA, one if here else other, link=link.id, answer=answer)
        state = wanted
        assert seen(store, one).links[0].state == state
        assert seen(store, other).complaints == (2 if state == "accepted" else 1)


made: list[int] = []


def hire_once(store: Store) -> None:
    from moderation.store import people

    with store.read() as tx:
        if people.find(tx, "anna") is not None:
            return
    hire(store)


def test_a_case_takes_up_the_risks_and_the_severity_of_the_one_that_goes_up_in_it(store: Store) -> None:
    hire(store)
    plain = a_case(store, 1)
    legal = a_case(store, 2, some_tags(risks=(Label("legal_threat", 0.9),)))
    customers.merge(store, ANNA, legal, book=BOOK, now=NOW, other=plain, why="the same parcel")
    view = case_view(store, plain, BOOK, NOW)
    assert (view.severity, view.scope.risks) == (Severity.CRITICAL, ("legal_threat",))
    assert [event.act for event in view.events[1:]] == [Act.MERGE, Act.ASSESS]
    book = a_book(legal={"risks": ["legal_threat"], "lawyers": ["boris"]})
    answering.reply(store, ANNA, plain, book=book, now=NOW, text="Извините нас. Деньги вернём завтра, 24 ноября.")
    with pytest.raises(Forbidden, match="a lawyer approves its reply: boris"):
        answering.approve(store, VERA, plain, book=book, now=NOW)


def test_where_no_lawyer_is_there_any_more_an_approver_approves(store: Store) -> None:
    hire(store)
    n = a_case(store, 1, some_tags(risks=(Label("legal_threat", 0.9),)))
    book = a_book(legal={"risks": ["legal_threat"], "lawyers": ["dina"]})
    answering.reply(store, ANNA, n, book=book, now=NOW, text="Извините нас. Деньги вернём завтра, 24 ноября.")
    assert answering.approve(store, VERA, n, book=book, now=NOW).state.approved_by == "vera"
