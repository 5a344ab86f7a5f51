"""The forms of a case: the next step open with the one primary button, everything else folded in its group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from moderation.acts import PERSONAL
from moderation.desk import planning, terms
from moderation.web.steps import GROUPS
from tests.door import World
from tests.htmlpage import Html
from tests.showcase import ANNA, DAY, logged_in

if TYPE_CHECKING:
    from starlette.testclient import TestClient

pytest_plugins = ("tests.webfixtures",)


def case(client: TestClient, number: int) -> Html:
    return Html(client.get(f"/cases/{number}").text)


def test_it_works(full: World) -> None:
    page = case(logged_in(full, "boris"), 4)
    assert page.texts("section.step h3")[0] == "Acknowledge the complaint"
    assert page.texts("details.group > summary h3") == ["Promises and terms", "Work", "About the customer", "Ending"]
    assert page.css("details[open] form.act") == []


def test_every_act_has_its_place() -> None:
    placed = [act for _, acts in GROUPS for act in acts]
    assert sorted(placed) == sorted(PERSONAL)


@pytest.mark.parametrize("login", ["anna", "vera", "boris"])
@pytest.mark.parametrize("number", range(1, 10))
def test_a_case_has_one_primary_button_and_it_belongs_to_the_first_form(full: World, login: str, number: int) -> None:
    page = case(logged_in(full, login), number)
    opened = page.css("section.step form")
    assert len(page.css("button.primary")) == (1 if opened else 0)
    assert not opened or opened[0].css("button.primary")


def test_a_case_with_plan_promise_and_wait_has_one_primary_button_too(full: World) -> None:
    given = {"book": full.book, "now": full.now}
    planning.stage(full.store, ANNA, 2, op="plan", plan=next(iter(full.book.policy.plans)).name, **given)
    terms.promise(full.store, ANNA, 2, until=full.now + 2 * DAY, why="A courier comes", **given)
    terms.wait(full.store, ANNA, 2, until=full.now + DAY, why="The customer looks for the receipt", **given)
    assert len(case(logged_in(full, "anna"), 2).css("button.primary")) == 1


def test_the_form_of_an_act_that_did_not_happen_stands_open_in_its_group(full: World) -> None:
    client = logged_in(full, "anna")
    page = case(client, 4)
    fields = {name: page.one(f"#dismiss input[name={name}]").attributes["value"] for name in ("csrf", "version")}
    refused = Html(client.post("/cases/4/dismiss", data={**fields, "why": ""}).text)
    assert refused.texts("details.group[open] > summary h3") == ["Ending"]
    assert refused.texts("details.step[open] > summary") == ["Dismiss as no complaint"]
