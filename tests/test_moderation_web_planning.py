"""The plan of a case and its department on the page: forms, panels, queue; nothing typed is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from moderation import clockwork, drafts
from moderation.desk import departments, planning
from moderation.queue import CaseView, case_view
from moderation.stages import StageState
from tests.door import World
from tests.htmlpage import Html, value
from tests.showcase import ANNA, BORIS, DAY, HOUR, logged_in
from tests.test_moderation_web_acting import submit

if TYPE_CHECKING:
    from starlette.testclient import TestClient

pytest_plugins = ("tests.webfixtures",)
REPAIR = 6  # the case of the dishwasher: warranty, and a threat with the law
HOSTILE = '</textarea><script>alert(1)</script> & "где"'


def view_of(made: World, number: int = REPAIR) -> CaseView:
    return case_view(made.store, number, made.book, made.now)


def a_plan(made: World, name: str = "warranty-repair", number: int = REPAIR) -> CaseView:
    return planning.stage(made.store, ANNA, number, book=made.book, now=made.now, op="plan", plan=name)


def page_of(client: TestClient, number: int = REPAIR) -> Html:
    return Html(client.get(f"/cases/{number}").text)


def test_it_works(full: World, anna: TestClient) -> None:
    version = view_of(full).version
    page = page_of(anna)
    offered = page.texts("#stage-plan option")
    assert offered[:2] == ["Legal claim (for cases like this)", "Repair under warranty (for cases like this)"]
    assert page.css_first(".stages") is None
    assert submit(anna, REPAIR, "stage", version, op="plan", plan="warranty-repair")[::2] == (303, f"/cases/{REPAIR}?done=stage")
    page = page_of(anna)
    assert [line.split(" · ")[0] for line in page.texts(".stages li > p:first-child")] == [
        "1. Take the item in", "2. Examine it", "3. Mend or replace it", "4. Give it back", "5. Ask the customer",
    ]  # fmt: skip
    assert page.texts(".stages .meta")[0].startswith("Shopdue")
    assert page.css_first("#stage-plan") is None, "one plan at a time"
    end = {"op": "done", "stage": "1", "where": "the shop", "why": "taken in with a receipt"}
    assert submit(anna, REPAIR, "stage", version + 1, **end)[0] == 303
    assert submit(anna, REPAIR, "stage", version + 2, op="skip", stage="2", where="", why="the fault is plain")[0] == 303
    moved = {"op": "move", "stage": "3", "due": "2027-01-15", "owner": "vera", "why": "a part is missing"}
    assert submit(anna, REPAIR, "stage", version + 3, **moved)[0] == 303
    assert submit(anna, REPAIR, "stage", version + 4, op="place", stage="3", where="the workshop", why="")[0] == 303
    added = {"op": "add", "name": "Call them", "owner": "role:supervisor", "due": "2027-02-01", "where": ""}
    assert submit(anna, REPAIR, "stage", version + 5, **added)[0] == 303
    plan = view_of(full).state.plan
    assert [stage.state for stage in plan][:3] == [StageState.DONE, StageState.SKIPPED, StageState.PLANNED]
    assert (plan[2].owner, plan[2].where, plan[5].owner) == ("vera", "the workshop", "role:supervisor")
    page = page_of(anna)
    assert page.texts("section[aria-labelledby=plan] > p") == ["The item is here: the workshop"]
    assert [node.attributes["class"] for node in page.css(".stages > li")][:3] == ["met", "skipped", "running turn"]
    assert "Vera Koval" in page.texts(".stages .meta")[2]
    assert "Stage of the plan: Mend or replace it" in page.texts(".clocks dt")
    history = page.texts(".timeline li > p:first-child")
    assert "Stage: Repair under warranty · plan taken" in history[-6]
    assert "Stage: Take the item in · done · the shop" in history[-5]


@pytest.mark.parametrize(
    ("language", "title", "stage", "owner"),
    [
        ("ru", "План этапов", "1. Принять товар", "Магазин"),
        ("uk", "План етапів", "1. Прийняти товар", "Магазин"),
        ("lv", "Posmu plāns", "1. Pieņemt preci", "Veikals"),
    ],
)
def test_a_plan_speaks_the_language_of_the_page(
    full: World, anna: TestClient, language: str, title: str, stage: str, owner: str
) -> None:
    a_plan(full)
    departments.handover(full.store, ANNA, REPAIR, book=full.book, now=full.now, department="shop", why="x")
    anna.cookies.set("otklik_language", language)
    page = page_of(anna)
    assert page.one("h2#plan").text() == title
    assert page.texts(".stages li > p:first-child")[0].startswith(stage)
    assert page.texts(".stages .meta")[0].startswith(owner)
    assert owner in page.one("h2#department").text()
    assert owner in Html(anna.get("/?q=department:shop").text).texts(".queue .chips")[0]


def test_a_department_takes_the_case_with_a_note_and_gives_it_back(full: World, anna: TestClient) -> None:
    version = view_of(full, 1).version
    page = page_of(anna, 1)
    assert "Delivery · 9 hr" in " ".join(page.texts("#handover-department option")).replace("\u00a0", " ")
    note = {"department": "delivery", "due": "", "why": "where is the kettle?", "text": f"Please find it {HOSTILE}"}
    assert submit(anna, 1, "handover", version, **note)[0] == 303
    page = page_of(anna, 1)
    assert page.one("h2#department").text().split() == ["With", "the", "department", "Delivery"]
    panel = page.one("section[aria-labelledby=department]")
    assert HOSTILE in panel.text()
    assert panel.css_first("script") is None
    assert "Back from the department: Delivery" in page.texts(".clocks dt")
    assert "Handed over: Delivery" in page.texts(".timeline li > p:first-child")[-1]
    queue = Html(anna.get("/?q=department:any").text)
    assert queue.texts(".number") == ["Case 1"]
    assert "With: Delivery" in queue.texts(".queue .chips li")
    assert "With departments" in queue.texts(".ready a[aria-current]")
    assert page.one("#return textarea").attributes["name"] == "why"
    assert submit(anna, 1, "return", version + 1, why=" ")[0] == 409
    assert submit(anna, 1, "return", version + 1, why="it is at the pick-up point")[0] == 303
    assert page_of(anna, 1).css_first("h2#department") is None
    assert view_of(full, 1).state.department is None


def test_what_the_department_said_ends_a_stage(full: World, anna: TestClient) -> None:
    a_plan(full, "refund")
    departments.handover(full.store, ANNA, REPAIR, book=full.book, now=full.now, department="shop", why="take it back")
    version = view_of(full).version
    page = page_of(anna)
    assert page.texts("#return-stage option")[:2] == ["no stage", "1. Take the item back"]
    assert submit(anna, REPAIR, "return", version, why=HOSTILE, stage="1", where="")[0] == 409
    assert submit(anna, REPAIR, "return", version, why="it is here", stage="1", where="the shop")[0] == 303
    assert view_of(full).state.plan[0].state is StageState.DONE
    assert (
        "Back from the department: Shop · Take the item back · done · the shop"
        in page_of(anna).texts(".timeline li > p:first-child")[-1]
    )


def test_a_policy_without_departments_says_so(full: World, anna: TestClient) -> None:
    without = full.book.policy.model_copy(update={"departments": (), "plans": ()})
    object.__setattr__(full.book, "policy", without)
    page = page_of(anna)
    assert "The policy lists no department yet." in page.one(".now").text()
    assert page.css_first("#handover") is None
    assert page.css_first("#stage-plan") is None
    assert page.one("#stage-add") is not None


def test_the_department_of_the_stage_whose_turn_it_is_is_chosen_already(full: World, anna: TestClient) -> None:
    a_plan(full, "refund")
    assert page_of(anna).one("#handover-department option[selected]").attributes["value"] == "shop"


def test_a_prepared_note_goes_into_the_form(full: World, anna: TestClient) -> None:
    page = Html(anna.get("/cases/1/texts?name=handover").text)
    assert value(page.one("form[action='/cases/1/draft']"), "input[name=kind]") == "handover"
    drafts.save(full.store, ANNA, 1, "Colleagues, please", now=full.now, kind="handover")
    assert page_of(anna, 1).one("#handover-text").text() == "Colleagues, please"


def test_a_late_stage_is_shown_and_the_customer_is_thought_of(full: World) -> None:
    a_plan(full)
    full.now += 5 * DAY
    anna = logged_in(full, "anna")
    clockwork.tick(full.store, full.book, full.now)
    page = page_of(anna)
    assert "overdue by" in page.texts(".stages li.turn > p")[0]
    assert "A stage is overdue. Tell the customer" in page.one("section[aria-labelledby=plan] > .note").text()
    assert "stage overdue" in page.texts(".head .chip.mark")
    assert Html(anna.get("/?q=mark:stage_late").text).texts(".number") == [f"Case {REPAIR}"]


@pytest.mark.parametrize(
    ("act", "fields", "status", "sentence"),
    [
        ("stage", {"op": "done", "stage": "1", "where": "", "why": HOSTILE}, 409, "done only when it is said where the item is"),
        ("stage", {"op": "skip", "stage": "1", "where": HOSTILE, "why": ""}, 422, "skip takes no where"),
        ("stage", {"op": "move", "stage": "1", "due": "2026-11-01", "owner": "", "why": HOSTILE}, 422, "has passed already"),
        ("stage", {"op": "move", "stage": "1", "due": "soon", "owner": "", "why": HOSTILE}, 422, '"soon" is not a date'),
        ("stage", {"op": "done", "stage": "one", "where": HOSTILE, "why": "x"}, 422, '"one" is not a number'),
        ("stage", {"op": "done", "stage": "9", "where": "", "why": HOSTILE}, 422, "has no stage 9"),
        ("stage", {"op": "add", "name": HOSTILE, "owner": "nobody", "due": "2026-12-01", "where": ""}, 422, 'no person "nobody"'),
        ("stage", {"op": "burn", "why": HOSTILE}, 422, '"burn" is not one of'),
        ("handover", {"department": "moon", "due": "", "why": HOSTILE, "text": HOSTILE}, 422, 'no department "moon"'),
        ("handover", {"department": "shop", "due": "2026-11-01", "why": HOSTILE, "text": ""}, 422, "has passed already"),
        ("return", {"why": HOSTILE}, 409, "it is with no department"),
    ],
)
def test_a_refusal_is_a_sentence_and_keeps_what_was_typed(
    full: World, anna: TestClient, act: str, fields: dict[str, str], status: int, sentence: str
) -> None:
    version = a_plan(full).version
    found, page, _ = submit(anna, REPAIR, act, version, **fields)
    assert found == status
    assert sentence in page.one("#problem").text()
    assert view_of(full).version == version
    assert page.css_first("script:not([src])") is None
    shown = [node.text() for node in page.css("textarea")] + [node.attributes.get("value") or "" for node in page.css("input")]
    for text in fields.values():
        assert text != HOSTILE or any(HOSTILE in one for one in shown)


def test_a_stage_that_somebody_else_ended_gives_the_text_back(full: World, anna: TestClient) -> None:
    version = a_plan(full).version
    where = {"where": "the shop", "why": "taken in"}
    planning.stage(full.store, BORIS, REPAIR, book=full.book, now=full.now + HOUR, op="done", stage=1, **where)
    status, page, _ = submit(anna, REPAIR, "stage", version, op="done", stage="1", where="", why=HOSTILE)
    assert status == 409
    assert HOSTILE in page.one("textarea#kept").text()


def test_a_viewer_sees_the_plan_without_its_forms(full: World) -> None:
    a_plan(full)
    page = page_of(logged_in(full, "guest"))
    assert len(page.css(".stages > li")) == 5
    assert page.css_first(".stages form") is None
