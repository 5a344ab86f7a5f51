"""Departments and plans of stages in the policy: the bundled ones are whole, the operator's replace them, mistakes have lines."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from classifier.labels import RISKS, TOPICS
from config.contacts import SPOKEN
from config.errors import ConfigError
from config.policy import Policy, bundled_policy, load_policy
from config.settings import Settings
from config.stages import Department, Plan

STAGE = "{name: look, owner: anna, term: 4h}"


def policy(folder: Path, text: str) -> Policy:
    """Write a policy and read it."""
    (folder / "policy.yaml").write_text(text, encoding="utf-8")
    return load_policy(Settings(data=folder, policy=folder / "policy.yaml"))


def test_it_works(tmp_path: Path) -> None:
    found = policy(
        tmp_path,
        "departments:\n"
        "  - {name: workshop, title: {lv: Darbnīca}, who: Jānis, email: serviss@ozols.example, term: 12h}\n"
        "plans:\n"
        "  - name: mend\n"
        "    when: {topics: warranty_repair, brands: Ozols}\n"
        "    stages:\n"
        "      - {name: take-in, owner: 'department:workshop', term: 9h, needs_where: true}\n"
        "      - {name: tell, owner: 'role:moderator', term: 30m}\n",
    )
    assert [one.name for one in found.departments] == ["workshop"]
    assert found.departments[0].term == timedelta(hours=12)
    (mend,) = found.plans
    assert (mend.when.topics, mend.when.brands) == (("warranty_repair",), ("Ozols",))
    assert [(stage.name, stage.needs_where) for stage in mend.stages] == [("take-in", True), ("tell", False)]


def test_what_is_not_written_stays_as_bundled(tmp_path: Path) -> None:
    assert policy(tmp_path, "warning: 0.5\n").plans == bundled_policy().plans
    assert policy(tmp_path, "plans: []\n").departments == bundled_policy().departments
    assert policy(tmp_path, "plans: []\ndepartments: []\n").departments == ()


def test_the_bundled_plans_cover_what_practice_asks_for_in_every_language() -> None:
    found = bundled_policy()
    assert {plan.name for plan in found.plans} == {"legal-claim", "warranty-repair", "refund", "courier-inquiry"}
    for titled in (*found.departments, *found.plans, *(stage for plan in found.plans for stage in plan.stages)):
        assert set(titled.title) == set(SPOKEN), titled.name
    assert {topic for plan in found.plans for topic in plan.when.topics} <= set(TOPICS)
    assert {risk for plan in found.plans for risk in plan.when.risks} <= set(RISKS)
    repair = next(plan for plan in found.plans if plan.name == "warranty-repair")
    assert [stage.needs_where for stage in repair.stages] == [True, True, True, True, False]  # A11


def test_a_title_is_said_in_the_nearest_language_that_there_is() -> None:
    both = Department.model_validate({"name": "shop", "term": "9h", "title": {"lv": "Veikals", "en": "Shop"}})
    assert (both.label("lv"), both.label("ru")) == ("Veikals", "Shop")
    assert Department.model_validate({"name": "shop", "term": "9h", "title": {"lv": "Veikals"}}).label("ru") == "Veikals"
    assert Plan.model_validate({"name": "a-b", "stages": [{"name": "c", "owner": "anna", "term": "1h"}]}).label("ru") == "a b"


@pytest.mark.parametrize(
    ("text", "line", "key", "told"),
    [
        ("departments:\n  - {name: shop}\n", 2, "departments.term", "is missing"),
        ("departments:\n  - name: shop\n    term: 2d\n", 3, "departments.term", '"2d" is not a working time'),
        ("departments:\n  - name: The Shop\n    term: 2h\n", 2, "departments.name", '"The Shop" is not a name'),
        ("departments:\n  - name: shop\n    mail: x\n    term: 2h\n", 3, "departments", '"mail" is not a key. Near: email'),
        ("departments:\n  - name: shop\n    email: x\n    term: 2h\n", 3, "departments.email", '"x" is not a mail address'),
        ("departments:\n  - name: shop\n    title: {de: Laden}\n    term: 2h\n", 3, "departments.title.de", '"de" is not a key'),
        (
            "departments:\n  - {name: shop, term: 2h}\n  - name: shop\n    term: 3h\nplans: []\n",
            3,
            "departments.name",
            'two entries are named "shop". Give each a name of its own',
        ),
        ("plans:\n  - name: refund\n", 2, "plans.stages", "is missing"),
        ("plans:\n  - name: refund\n    stages: []\n", 3, "plans.stages", "a plan needs at least one stage"),
        (f"plans:\n  - name: refund\n    stages: [{STAGE},\n      {STAGE}]\n", 4, "plans.stages.name", 'named "look"'),
        ("plans:\n  - name: a\n    stages:\n    - {name: b, term: 1h}\n", 4, "plans.stages.owner", "is missing"),
        (
            "plans:\n  - name: a\n    stages:\n    - {name: b, owner: 'role:boss', term: 1h}\n",
            4,
            "plans.stages.owner",
            "no owner",
        ),
        ("plans:\n  - name: a\n    stages:\n    - {name: b, owner: ' ', term: 1h}\n", 4, "plans.stages.owner", "is no owner"),
        ("plans:\n  - name: a\n    when: {topic: x}\n    stages:\n    - " + STAGE, 3, "plans.when", '"topic" is not a key'),
        (
            "plans:\n  - name: a\n    when: {risks: war}\n    stages:\n    - " + STAGE,
            3,
            "plans.when.risks",
            '"war" is not accepted',
        ),
        (
            "plans:\n  - name: a\n    stages:\n    - name: b\n      owner: department:repairs\n      term: 1h\n",
            5,
            "plans.stages.owner",
            'the plan "a" gives its stage "b" to the department "repairs", which `departments` does not list. Near: repair.',
        ),
        (
            "warning: 0.5\ndepartments:\n  - {name: shop, term: 2h}\n",
            1,
            "plans.stages.owner",
            'the plan "legal-claim" gives its stage "check" to the department "lawyers", which `departments` does not list.',
        ),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, line: int, key: str, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        policy(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path / 'policy.yaml'}:{line}: {key}:")
    assert told in str(caught.value)


def test_a_plan_has_at_most_twenty_stages(tmp_path: Path) -> None:
    stages = "".join(f"      - {{name: s{number}, owner: anna, term: 1h}}\n" for number in range(21))
    with pytest.raises(ConfigError, match=r":24: plans.stages: a plan has at most 20 stages"):
        policy(tmp_path, f"plans:\n  - name: long\n    stages:\n{stages}")
