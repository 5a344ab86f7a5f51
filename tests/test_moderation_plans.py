"""Plans of stages as rules: which fits, when stages are due, what moves along, what is late (D3, A11, A12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import OperatorError
from config.policy import bundled_policy
from config.stages import Plan
from moderation.case import Act, Detail, Event
from moderation.deadlines import ClockKind, clocks
from moderation.desk.stages import about, done, stage_of
from moderation.ladder import CLIMBING, steps, why_of
from moderation.plans import dues, fitting, late, moved, offered, taken
from moderation.rulebook import Scope
from moderation.stages import Stage, StageOp, StageState, after, begun, following, whereabouts
from moderation.state import State, fold
from tests.people import BOOK, DAY, HOUR, NOW, happened

HOURS = BOOK.terms.hours  # Monday to Friday, 09:00 to 18:00 in Riga; NOW is Monday, 11:00 there
PLANS = bundled_policy().plans
REPAIR = next(plan for plan in PLANS if plan.name == "warranty-repair")


def scope(*topics: str, risks: tuple[str, ...] = ()) -> Scope:
    return Scope("Ozols", "opinions", "ru", topics, risks)


def event(at: datetime = NOW, why: str = "", **data: str | int | None) -> Event:
    return Event(2, at, "anna", Act.STAGE, why, data)


def a_plan() -> tuple[Stage, ...]:
    return after((), Event(2, NOW, "anna", Act.STAGE, "", taken(REPAIR, 1, NOW, HOURS)))


def planned(*more: Event) -> State:
    """Make the state of a case that has taken the repair plan."""
    return fold((*happened((Act.STAGE, NOW, dict(taken(REPAIR, 1, NOW, HOURS)))), *more))


def test_it_works() -> None:
    plan = a_plan()
    assert [stage.step for stage in plan] == ["take-in", "examine", "mend", "give-back", "ask"]
    assert [stage.number for stage in plan] == [1, 2, 3, 4, 5]
    assert (plan[1].name, plan[1].owner, plan[1].needs_where) == ("Examine it", "department:repair", True)
    # 18 h of working time from Monday 11:00 end on Wednesday 11:00 in Riga, 27 h more on Monday 11:00.
    assert plan[0].due == datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    assert plan[1].due == datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("topics", "risks", "first"),
    [
        (("warranty_repair",), (), ["warranty-repair"]),
        (("delivery", "refund_return"), (), ["refund", "courier-inquiry"]),
        (("delivery",), ("legal_threat",), ["legal-claim", "courier-inquiry"]),
        (("premises",), (), []),
    ],
)
def test_the_plans_of_a_case_follow_its_topics_and_risks(
    topics: tuple[str, ...], risks: tuple[str, ...], first: list[str]
) -> None:
    here = scope(*topics, risks=risks)
    assert [plan.name for plan in fitting(PLANS, here)] == first
    every = [plan.name for plan in offered(PLANS, here)]
    assert every[: len(first)] == first
    assert sorted(every) == sorted(plan.name for plan in PLANS)


def test_a_plan_without_a_condition_is_for_every_case() -> None:
    alone = Plan.model_validate({"name": "any", "stages": [{"name": "look", "owner": "anna", "term": "1h"}]})
    assert fitting((alone,), scope()) == (alone,)


@given(st.lists(st.integers(1, 200), min_size=1, max_size=8))
def test_stages_are_due_one_after_the_other_and_their_terms_add_up(terms: list[int]) -> None:
    stages = [{"name": f"s{number}", "owner": "anna", "term": f"{term}h"} for number, term in enumerate(terms)]
    found = dues(Plan.model_validate({"name": "any", "stages": stages}), NOW, HOURS)
    assert list(found) == sorted(found)
    assert [HOURS.between(NOW, due) for due in found] == [sum(terms[: place + 1]) * HOUR for place in range(len(terms))]


def test_a_stage_that_moves_later_takes_those_after_it_along() -> None:
    plan = a_plan()
    new = HOURS.add(plan[1].due, 9 * HOUR)
    data = moved(plan, 2, new, HOURS)
    assert set(data) == {"due", "3.due", "4.due", "5.due"}
    later = after(plan, event(op="move", stage=2, **data))
    assert later[0] == plan[0]
    assert [HOURS.between(old.due, one.due) for old, one in zip(plan[1:], later[1:], strict=True)] == [9 * HOUR] * 4


def test_a_stage_that_moves_earlier_leaves_the_others() -> None:
    plan = a_plan()
    assert set(moved(plan, 2, plan[1].due - HOUR, HOURS)) == {"due"}


def test_what_is_done_stays_where_it_was_when_others_move() -> None:
    plan = after(a_plan(), event(NOW + HOUR, "out of order", op="done", stage=3))
    assert set(moved(plan, 2, plan[1].due + 7 * DAY, HOURS)) == {"due", "4.due", "5.due"}


def test_done_and_skipped_keep_their_result_and_the_next_one_has_its_turn() -> None:
    plan = after(a_plan(), event(NOW + HOUR, "with a receipt", op="done", stage=1, where="the shop in Brīvības iela"))
    plan = after(plan, event(NOW + 2 * HOUR, "the fault is plain", op="skip", stage=2))
    assert [stage.state for stage in plan[:3]] == [StageState.DONE, StageState.SKIPPED, StageState.PLANNED]
    assert (plan[0].result, plan[0].ended_at) == ("with a receipt", NOW + HOUR)
    turn = following(plan)
    assert turn is not None
    assert (turn.number, begun(plan, turn), whereabouts(plan)) == (3, NOW + 2 * HOUR, "the shop in Brīvības iela")
    placed = after(plan, event(op="place", stage=3, where="the workshop"))
    assert whereabouts(placed) == "the workshop"
    assert placed[2].due == plan[2].due
    assert following(after((), event(op="add", stage=1, name="x", owner="anna", due=NOW.isoformat()))) is not None
    assert following(()) is None


def test_the_stage_whose_turn_it_is_has_a_clock() -> None:
    state = planned()
    clock = next(clock for clock in clocks(state, BOOK.terms) if clock.kind is ClockKind.STAGE)
    assert (clock.starts, clock.due, clock.term) == (NOW, state.plan[0].due, 18 * HOUR)
    assert clock.warns == HOURS.add(NOW, 13.5 * HOUR)
    done = Event(3, NOW + HOUR, "anna", Act.STAGE, "taken in", {"op": "done", "stage": 1})
    second = next(clock for clock in clocks(planned(done), BOOK.terms) if clock.kind is ClockKind.STAGE)
    assert (second.starts, second.due) == (NOW + HOUR, state.plan[1].due)
    ended = Event(3, NOW + HOUR, "anna", Act.DISMISS, "no complaint")
    assert all(clock.kind is not ClockKind.STAGE for clock in clocks(planned(ended), BOOK.terms))


def test_a_stage_that_has_its_turn_after_its_term_is_late_at_once() -> None:
    done = Event(3, NOW + 90 * DAY, "anna", Act.STAGE, "at last", {"op": "done", "stage": 1})
    state = planned(done)
    clock = next(clock for clock in clocks(state, BOOK.terms) if clock.kind is ClockKind.STAGE)
    assert clock.starts == clock.due == clock.warns == state.plan[1].due
    assert clock.term == timedelta(0)
    assert [stage.number for stage in late(state.plan, NOW + 90 * DAY)] == [2, 3, 4, 5]
    assert late(state.plan, NOW) == ()


def test_a_stage_warns_and_is_noted_as_late_but_does_not_climb() -> None:
    state = planned()
    every = steps(state, clocks(state, BOOK.terms), BOOK.climbs[state.severity], BOOK.terms)
    warning, overdue = [step for step in every if step.clock is ClockKind.STAGE]
    assert (warning.act, warning.at) == (Act.WARN, HOURS.add(NOW, 13.5 * HOUR))
    assert (overdue.act, overdue.at, why_of(overdue)) == (Act.WARN, state.plan[0].due, "the stage is late")
    assert ClockKind.STAGE not in CLIMBING
    assert "stage_late" not in state.marks
    noted = Event(3, state.plan[0].due, "machine:clock", Act.WARN, "", {"key": overdue.key})
    assert "stage_late" in planned(noted).marks
    later = (state.plan[0].due + 5 * DAY).isoformat()
    told = Event(4, NOW + DAY, "anna", Act.STAGE, "a part is missing", {"op": "move", "stage": 1, "due": later})
    assert "stage_late" not in planned(noted, told).marks


@given(
    st.lists(st.tuples(st.sampled_from(("add", "done", "skip", "move", "place")), st.integers(0, 99), st.booleans()), max_size=40)
)
def test_any_work_on_a_plan_in_any_order_keeps_to_the_model(work: list[tuple[str, int, bool]]) -> None:
    state, model = planned(), [["planned", True, False] for _ in range(4)] + [["planned", False, False]]  # needs, has a place
    for minute, (op, pick, placed) in enumerate(work):
        now, where = NOW + minute * HOUR, "the shop" if placed else ""
        if op == "add":
            data: dict[str, Detail] = {"op": op, "stage": len(model) + 1, "name": "x", "owner": "anna", "due": now.isoformat()}
            model.append(["planned", False, False])
        else:
            number = pick % (len(model) + 1) + 1
            told = model[number - 1] if number <= len(model) else None
            if told is None or told[0] != "planned" or (op == "done" and told[1] and not (placed or told[2])):
                with pytest.raises(OperatorError, match=r"has no stage|is (done|skipped) already|where the item is"):
                    done(1, state, number, where) if op == "done" else stage_of(1, state, number)
                continue
            found = stage_of(1, state, number)
            data = done(1, state, number, where) if op == "done" else about(found, StageOp(op), where)
            if op == "move":
                data |= moved(state.plan, number, now + DAY, HOURS)
            told[0], told[2] = {"done": "done", "skip": "skipped"}.get(op, "planned"), bool(told[2] or placed)
        state = replace(state, plan=after(state.plan, event(now, "as agreed", **data)))
        assert [stage.state for stage in state.plan] == [told[0] for told in model]
        assert [bool(stage.where) for stage in state.plan] == [told[2] for told in model]
        turn = following(state.plan)
        assert (turn and turn.number) == next((place for place, told in enumerate(model, 1) if told[0] == "planned"), None)
