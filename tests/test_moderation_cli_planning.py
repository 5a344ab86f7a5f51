"""The plan of stages and the departments on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.office import Office, an_office
from tests.people import DAY, HOUR, NOW, a_case


@pytest.fixture
def office(
    empty_sqlite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    found = an_office(tmp_path, empty_sqlite, capsys, monkeypatch)
    monkeypatch.setenv("OTKLIK_AS", "anna")
    a_case(found.store)
    yield found
    found.store.close()


def test_it_works(office: Office) -> None:
    assert "case 1: stage recorded, now received" in office.out("stage", "1", "--plan", "warranty-repair")
    office.out("stage", "1", "--done", "1", "--where", "the shop", "--why", "taken in with a receipt")
    office.out("stage", "1", "--skip", "2", "--why", "the fault is plain")
    _, _, err = office.run("stage", "1", "--move", "3", "--due", "2026-12-30", "--why", "a part is missing")
    assert "the customer is told of a delay: otklik delay 1 --until DATE" in err
    office.out("stage", "1", "--where", "the workshop")
    office.out("stage", "1", "--add", "Call the customer", "--owner", "boris", "--due", "2027-01-10")
    shown = office.out("stage", "1")
    assert shown.startswith(
        "plan: next is stage 3, Mend or replace it, by department:repair (4 of 6 left); the item is: the workshop"
    )
    first = next(line for line in shown.splitlines() if line.startswith("1 "))
    assert first.split("  ", 1)[1].strip().startswith("Take the item in")
    assert "department:shop" in first
    assert first.endswith("the shop           taken in with a receipt")
    stages = office.json("show", "1")["stages"]
    assert [(stage["number"], stage["state"], stage["plan"]) for stage in stages][:3] == [
        (1, "done", "warranty-repair"), (2, "skipped", "warranty-repair"), (3, "planned", "warranty-repair"),
    ]  # fmt: skip
    assert (stages[2]["where"], stages[2]["due"]) == ("the workshop", "2026-12-30T21:59:59Z")


def test_without_an_option_the_plans_that_fit_come_first(office: Office) -> None:
    code, out, err = office.run("stage", "1")
    assert (code, err) == (0, "case 1 has no plan. Take one: otklik stage 1 --plan NAME\n")
    assert out.splitlines()[1].split()[:3] == ["courier-inquiry", "yes", "inquire,"]
    found = office.json("stage", "1")
    assert (found["case"], found["stages"]) == (1, [])
    assert [plan["fits"] for plan in found["plans"]] == [True, False, False, False]
    assert found["plans"][0]["stages"][0]["due"] == "2026-11-23T11:00:00Z"


def test_a_department_takes_the_case_and_gives_it_back(office: Office) -> None:
    out = office.out("handover", "1")
    assert out.splitlines()[0].split() == ["department", "term", "whom", "to", "ask", "mail", "title"]
    assert [one["name"] for one in office.json("handover", "1")][:2] == ["repair", "delivery"]
    done = office.json("handover", "1", "delivery", "--why", "where is the parcel?", "--text", "Please find it.")
    assert done["department"] == {
        "name": "delivery", "since": "2026-11-23T09:00:00Z", "due": "2026-11-24T09:00:00Z", "by": "anna",
        "why": "where is the parcel?",
    }  # fmt: skip
    assert "anna" not in office.out("queue").splitlines()[1]
    assert office.out("queue").splitlines()[1].rstrip().endswith("-, with delivery")
    assert "with delivery since 2026-11-23, in 1 d: where is the parcel?" in office.out("show", "1")
    assert [row["department"] for row in office.json("queue", "department:delivery")] == ["delivery"]
    assert [row["id"] for row in office.json("queue", "department:any")] == [1]
    assert office.run("queue", "department:repair")[2].startswith("no case matches department:repair")
    code, _, err = office.run("queue", "department:repairs")
    assert (code, "Did you mean department:repair?" in err) == (2, True)
    office.out("return", "1", "--why", "it lies at the pick-up point")
    assert office.json("show", "1")["department"] is None


def test_what_the_department_said_ends_a_stage(office: Office) -> None:
    office.out("stage", "1", "--plan", "refund")
    office.out("handover", "1", "shop", "--why", "take it back")
    found = office.json("return", "1", "--why", "it is here", "--done", "1", "--where", "the shop")
    assert [stage["state"] for stage in found["stages"]] == ["done", "planned", "planned", "planned"]
    assert found["department"] is None


def test_the_clocks_of_stage_and_department_explain_themselves(office: Office) -> None:
    office.out("stage", "1", "--plan", "refund")
    office.out("handover", "1", "accounting", "--why", "pay it back")
    told = office.out("deadline", "1")
    assert "stage (1, Take the item back, by department:shop): 27 h of working time from Mon 2026-11-23 11:00" in told
    assert "handover (accounting): 18 h of working time from Mon 2026-11-23 11:00, due Wed 2026-11-25 11:00" in told
    office.at(NOW + 2 * DAY + HOUR)
    assert "overdue 1 h" in office.out("deadline", "1").split("handover (accounting)")[1].splitlines()[1]
    kinds = [clock["clock"] for clock in office.json("deadline", "1")["clocks"]]
    assert {"stage", "handover"} <= set(kinds)


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["stage", "1", "--done", "1", "--skip", "2", "--why", "x"], 2, "one thing at a time, not --done and --skip"),
        (["stage", "1", "--why", "x"], 2, "say what is to be done: --plan, --add, --done, --skip, --move or --where"),
        (["stage", "1", "--plan", "repair"], 1, 'there is no plan "repair". Near: warranty-repair.'),
        (["stage", "1", "--done", "1", "--why", "x"], 1, "case 1 has no plan of stages"),
        (["stage", "1", "--done", "one", "--why", "x"], 2, "one"),
        (["stage", "1", "--add", "x", "--owner", "anna", "--due", "tomorrow"], 2, '--due: "tomorrow" is not a date'),
        (["stage", "1", "--add", "x", "--owner", "anna", "--due", "2026-11-01"], 2, "has passed already"),
        (["stage", "9"], 1, "there is no case 9"),
        (["handover", "9"], 1, "there is no case 9"),
        (["handover", "1", "moon", "--why", "x"], 1, 'there is no department "moon"'),
        (["handover", "1", "repair"], 1, "cannot be handed over without a reason"),
        (["return", "1"], 2, "why"),
        (["return", "1", "--why", "x"], 1, "it is with no department"),
    ],
)
def test_a_refusal_is_one_sentence_and_changes_nothing(office: Office, args: list[str], code: int, said: str) -> None:
    found, out, err = office.run(*args)
    assert (found, out) == (code, "")
    assert said in err
    assert office.json("show", "1")["version"] == 1
