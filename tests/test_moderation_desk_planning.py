"""Plans of stages and departments at the desk: what a person can do, and what is refused. On both databases."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest

from config.errors import Forbidden, Impossible, NotFound, OperatorError, StaleVersion, UsageError
from moderation import clockwork, drafts, staff
from moderation.case import Act
from moderation.desk import answering, departments, ending, planning
from moderation.filters import parse_filter
from moderation.queue import CaseView, case_view, queue
from moderation.stages import StageState, following, whereabouts
from moderation.store.engine import Store
from tests.people import ANNA, BOOK, BORIS, DAY, HOUR, NOW, STRANGER, VERA, a_book, a_case, hire

NOTE = "Коллеги, найдите, пожалуйста, посылку по делу 1."


def do(act: Callable[..., CaseView], store: Store, n: int, now: datetime = NOW, person: Any = ANNA, **details: Any) -> CaseView:
    return act(store, person, n, book=details.pop("book", BOOK), now=now, **details)


@pytest.fixture
def case(store: Store) -> int:
    hire(store)
    return a_case(store)


def a_repair(store: Store, n: int) -> CaseView:
    return do(planning.stage, store, n, op="plan", plan="warranty-repair")


def look(store: Store, n: int, now: datetime = NOW) -> CaseView:
    return case_view(store, n, BOOK, now)


def test_it_works(store: Store, case: int) -> None:
    taken = a_repair(store, case)
    assert [stage.step for stage in taken.state.plan] == ["take-in", "examine", "mend", "give-back", "ask"]
    assert "stage" in {clock.kind for clock in taken.clocks}
    do(planning.stage, store, case, NOW + HOUR, op="done", where=" the shop in\nBrīvības iela ", why="taken in with a receipt")
    do(planning.stage, store, case, NOW + 2 * HOUR, op="skip", stage=2, why="the fault is plain")
    due = look(store, case).state.plan[2].due
    do(planning.stage, store, case, NOW + 3 * HOUR, op="move", stage=3, due=due + 2 * DAY, why="a part is missing", owner="vera")
    do(planning.stage, store, case, NOW + 3 * HOUR, op="place", where="the workshop")
    view = do(planning.stage, store, case, NOW + 4 * HOUR, op="add", name="Call the customer", owner="anna", due=NOW + 30 * DAY)
    plan = view.state.plan
    assert [stage.state for stage in plan] == [StageState.DONE, StageState.SKIPPED, *[StageState.PLANNED] * 4]
    assert (plan[0].result, plan[0].where) == ("taken in with a receipt", "the shop in Brīvības iela")
    assert (plan[2].due, plan[2].owner, whereabouts(plan)) == (due + 2 * DAY, "vera", "the workshop")
    assert (plan[5].number, plan[5].owner) == (6, "anna")
    assert [event.data["op"] for event in view.events[1:]] == ["plan", "done", "skip", "move", "place", "add"]
    assert clockwork.rebuild(store, BOOK) == ()


def test_a_department_has_the_case_until_it_says_something(store: Store, case: int) -> None:
    drafts.save(store, ANNA, case, "half a note", now=NOW, kind="handover")
    handed = do(departments.handover, store, case, department="delivery", why="where is the parcel?", text=NOTE)
    out = handed.state.department
    assert out is not None
    assert (out.name, out.due, out.by, out.why) == ("delivery", NOW + DAY, "anna", "where is the parcel?")  # 9 h of working time
    assert [(reply.kind, reply.text) for reply in handed.replies] == [("handover", NOTE)]
    assert drafts.load(store, ANNA, case, kind="handover") is None
    assert NOTE not in str(handed.events[-1].data)
    for wanted, found in (("delivery", [case]), ("any", [case]), ("repair", [])):
        page = queue(store, parse_filter(f"department:{wanted}"), NOW)
        assert [row.case.id for row in page.rows] == found, wanted
    clock = next(clock for clock in handed.clocks if clock.kind == "handover")
    assert (clock.starts, clock.due) == (NOW, NOW + DAY)
    back = do(departments.take_back, store, case, NOW + HOUR, why="it lies at the pick-up point")
    assert back.state.department is None
    assert (back.events[-1].why, back.events[-1].data["department"]) == ("it lies at the pick-up point", "delivery")
    assert queue(store, parse_filter("department:any"), NOW).rows == ()
    own = do(departments.handover, store, case, department="repair", why="look at it", due=NOW + 3 * DAY)
    assert own.state.department is not None
    assert own.state.department.due == NOW + 3 * DAY


def test_a_late_stage_is_marked_and_found_and_goes_no_level_up_for_it(store: Store, case: int) -> None:
    do(answering.reply, store, case, text="Сожалеем")
    do(answering.post, store, case)
    do(planning.stage, store, case, op="add", name="call", owner="anna", due=NOW + DAY)
    assert "stage_late" not in look(store, case, NOW + DAY).marks
    assert "stage_late" in look(store, case, NOW + DAY + HOUR).marks
    clockwork.tick(store, BOOK, NOW + DAY + HOUR)
    clockwork.tick(store, BOOK, NOW + DAY + HOUR)
    row = queue(store, parse_filter("mark:stage_late"), NOW + DAY + HOUR).rows[0].case
    assert (row.id, row.level, row.marks) == (case, 1, ("stage_late",))
    late = look(store, case, NOW + DAY + HOUR)
    assert [event.why for event in late.events if event.act is Act.WARN] == ["the stage clock is nearly due", "the stage is late"]
    done = do(planning.stage, store, case, NOW + 2 * DAY, op="done", why="they were glad")
    assert "stage_late" not in done.marks
    assert queue(store, parse_filter("mark:stage_late"), NOW + 2 * DAY).rows == ()


def test_a_case_with_an_unfinished_plan_closes_only_with_a_reason(store: Store, case: int) -> None:
    a_repair(store, case)
    do(answering.acknowledge, store, case)
    with pytest.raises(Impossible, match="without a reason"):
        do(ending.close, store, case)
    closed = do(ending.close, store, case, why="the customer takes the item back unrepaired")
    assert following(closed.state.plan) is not None
    with pytest.raises(Impossible, match="it is closed"):
        do(planning.stage, store, case, op="done", why="x")


@pytest.mark.parametrize(
    ("details", "error", "said"),
    [
        ({"op": "burn"}, UsageError, 'op: "burn" is not one of plan, add, done, skip, move, place'),
        ({"op": "plan"}, UsageError, r"plan needs the name of the plan \(plan\)"),
        ({"op": "plan", "plan": "x", "owner": "anna"}, UsageError, "plan takes no owner. It takes: plan, why"),
        (
            {"op": "plan", "plan": "warranty"},
            NotFound,
            'there is no plan "warranty".* Near: warranty-repair',
        ),
        ({"op": "add", "name": "x", "owner": "anna"}, UsageError, r"add needs until when \(due\)"),
        ({"op": "add", "name": " ", "owner": "anna", "due": NOW + DAY}, UsageError, r"add needs the name of the stage"),
        ({"op": "add", "name": "x" * 81, "owner": "anna", "due": NOW + DAY}, UsageError, "name: at most 80 characters"),
        ({"op": "add", "name": "x", "owner": "anna", "due": NOW}, UsageError, "has passed already"),
        ({"op": "add", "name": "x", "owner": "anna", "due": (NOW + DAY).replace(tzinfo=None)}, UsageError, "has no time zone"),
        ({"op": "add", "name": "x", "owner": "anna", "due": NOW + 732 * DAY}, UsageError, "more than 731 days away"),
        ({"op": "add", "name": "x", "owner": "nobody", "due": NOW + DAY}, NotFound, 'there is no person "nobody"'),
        ({"op": "add", "name": "x", "owner": "stranger", "due": NOW + DAY}, NotFound, "There are: anna, boris, vera"),
        ({"op": "add", "name": "x", "owner": "role:boss", "due": NOW + DAY}, UsageError, '"role:boss" is no owner'),
        ({"op": "add", "name": "x", "owner": "department:repairs", "due": NOW + DAY}, NotFound, "Near: repair"),
        ({"op": "done", "why": "x"}, Impossible, "case 1 has no plan of stages. Take one, or add a stage: otklik stage 1"),
        ({"op": "done"}, UsageError, "done needs the result or the reason"),
        ({"op": "done", "why": "x" * 2001}, UsageError, "at most 2000 are kept"),
        ({"op": "move", "why": "x"}, UsageError, "move needs a new term"),
        ({"op": "place"}, UsageError, "place needs where the item is"),
        ({"op": "place", "where": "x" * 201}, UsageError, "where: at most 200 characters"),
        ({"op": "place", "where": "x" * 100_000}, UsageError, "where: at most 200 characters"),
    ],
)
def test_a_refused_stage_says_why_and_changes_nothing(
    store: Store, case: int, details: dict[str, Any], error: type[OperatorError], said: str
) -> None:
    with pytest.raises(error, match=said):
        do(planning.stage, store, case, **details)
    assert look(store, case).version == 1


@pytest.mark.parametrize(
    ("details", "error", "said"),
    [
        ({"op": "plan", "plan": "refund"}, Impossible, 'not finished: stage 2, "Examine it", is next'),
        ({"op": "done", "stage": 1, "why": "x"}, Impossible, 'stage 1, "Take the item in", is done already. .* 2, 3, 4, 5'),
        ({"op": "skip", "stage": 9, "why": "x"}, NotFound, "case 1 has no stage 9. It has 1 to 5"),
        ({"op": "skip", "stage": 0, "why": "x"}, NotFound, "case 1 has no stage 0"),
        ({"op": "done", "stage": 3, "why": "x"}, Impossible, "done only when it is said where the item is"),
    ],
)
def test_a_plan_under_way_refuses_what_does_not_fit(
    store: Store, case: int, details: dict[str, Any], error: type[OperatorError], said: str
) -> None:
    a_repair(store, case)
    do(planning.stage, store, case, op="done", where="the shop", why="taken in")
    with pytest.raises(error, match=said):
        do(planning.stage, store, case, **details)
    assert look(store, case).version == 3


@pytest.mark.parametrize(
    ("details", "error", "said"),
    [
        ({"department": "legal", "why": "x"}, NotFound, 'there is no department "legal".*There are: repair, delivery, shop'),
        ({"department": "delivery", "why": " "}, Impossible, "case 1 cannot be handed over without a reason"),
        ({"department": "delivery", "why": "x", "due": NOW}, UsageError, "handover: .* has passed already"),
        ({"department": "delivery", "why": "x", "due": NOW + 400 * DAY}, UsageError, "more than 366 days away"),
        ({"department": "delivery", "why": "x", "text": " "}, UsageError, "handover: the text is empty"),
        ({"department": "delivery", "why": "x", "text": "Щ" * 50_001}, UsageError, "has 100 kB"),
    ],
)
def test_a_refused_handover_says_why_and_changes_nothing(
    store: Store, case: int, details: dict[str, Any], error: type[OperatorError], said: str
) -> None:
    with pytest.raises(error, match=said):
        do(departments.handover, store, case, **details)
    assert look(store, case).version == 1


def test_what_a_department_said_may_end_a_stage_as_well(store: Store, case: int) -> None:
    a_repair(store, case)
    do(departments.handover, store, case, department="shop", why="take the item in")
    before = look(store, case).version
    for details, error, said in (
        ({"stage": 1}, Impossible, "done only when it is said where the item is"),
        ({"stage": 9, "where": "x"}, NotFound, "has no stage 9"),
        ({"where": "x"}, UsageError, "where is told of a stage that is done with it"),
        ({"stage": 1, "where": "x" * 201}, UsageError, "return: where: at most 200 characters"),
    ):
        with pytest.raises(error, match=said):
            do(departments.take_back, store, case, why="they have it", **details)
    assert look(store, case).version == before
    view = do(departments.take_back, store, case, NOW + HOUR, why="they have it", stage=1, where="the shop, +371 26 123 456")
    first = view.state.plan[0]
    assert view.state.department is None
    assert (first.state, first.result, first.where, first.ended_at) == ("done", "they have it", "the shop, [phone]", NOW + HOUR)
    assert following(view.state.plan) == view.state.plan[1]
    assert clockwork.rebuild(store, BOOK) == ()


def test_a_case_is_with_one_department_at_a_time(store: Store, case: int) -> None:
    with pytest.raises(Impossible, match="it is with no department"):
        do(departments.take_back, store, case, why="x")
    do(departments.handover, store, case, department="delivery", why="find it")
    with pytest.raises(Impossible, match="it is with delivery already"):
        do(departments.handover, store, case, department="repair", why="mend it")
    with pytest.raises(Impossible, match=r"cannot be returned without a reason\. Give it: otklik return 1 --why"):
        do(departments.take_back, store, case, why="")


@pytest.mark.parametrize(
    ("act", "details"),
    [
        (planning.stage, {"op": "plan", "plan": "refund"}),
        (departments.handover, {"department": "delivery", "why": "x"}),
        (departments.take_back, {"why": "x"}),
    ],
)
def test_a_stranger_a_stale_version_and_a_missing_case_change_nothing(
    store: Store, case: int, act: Callable[..., CaseView], details: dict[str, Any]
) -> None:
    with pytest.raises(Forbidden, match="stranger is a viewer and may not"):
        do(act, store, case, person=STRANGER, **details)
    with pytest.raises(StaleVersion):
        do(act, store, case, version=9, **details)
    with pytest.raises(NotFound, match="there is no case 99"):
        do(act, store, 99, **details)
    do(ending.dismiss, store, case, person=BORIS, why="not ours")
    with pytest.raises(Impossible, match="it is dismissed"):
        do(act, store, case, person=VERA, **details)


def test_a_plan_whose_owner_has_left_is_refused_by_name(store: Store, case: int) -> None:
    data = {"name": "mine", "stages": [{"name": "look", "owner": "vera", "term": "1h"}]}
    book = a_book(plans=[data])
    staff.disable(store, "vera", NOW)
    with pytest.raises(NotFound, match='there is no person "vera" who could answer for a stage'):
        do(planning.stage, store, case, book=book, op="plan", plan="mine")
    staff.enable(store, "vera")
    assert do(planning.stage, store, case, book=book, op="plan", plan="mine").state.plan[0].owner == "vera"


def test_a_case_has_at_most_sixty_stages(store: Store, case: int) -> None:
    for number in range(60):
        do(planning.stage, store, case, op="add", name=f"s{number}", owner="role:moderator", due=NOW + DAY)
    with pytest.raises(Impossible, match="case 1 has 60 stages; at most 60"):
        do(planning.stage, store, case, op="add", name="one more", owner="anna", due=NOW + DAY)


def test_of_eight_who_take_a_plan_at_once_exactly_one_does(store: Store, case: int) -> None:
    def attempt(_: int) -> str:
        try:
            a_repair(store, case)
        except Impossible as refused:
            return str(refused)
        return ""

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(attempt, range(8)))
    assert told.count("") == 1
    assert all("has a plan that is not finished" in said for said in told if said)
    assert len(look(store, case).state.plan) == 5


def test_no_number_of_a_customer_gets_into_the_history(store: Store, case: int) -> None:
    details = {"name": "Call +371 26 123 456", "owner": "anna", "due": NOW + DAY, "where": "with ilze@example.org"}
    view = do(planning.stage, store, case, op="add", **details)
    assert (view.state.plan[0].name, view.state.plan[0].where) == ("Call [phone]", "with [e-mail]")
    assert "ilze" not in str(view.events[-1].data)


def test_hostile_names_are_kept_on_one_line_and_harmless(store: Store, case: int) -> None:
    view = do(
        planning.stage, store, case, op="add", name="a\x00\x1b[31m\nb\ud800", owner="anna", due=NOW + DAY, where="\u202ex\x00"
    )
    assert (view.state.plan[0].name, view.state.plan[0].where) == ("a\ufffd\ufffd[31m b\ufffd", "\ufffdx\ufffd")
    assert look(store, case).state.plan == view.state.plan
