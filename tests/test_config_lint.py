"""The section `lint` of the policy: what it takes, what it refuses, and whose budget is whose."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.errors import ConfigError
from config.lint import LEVELS, LINT_RULES, Lint
from config.policy import Policy, bundled_policy, load_policy
from config.settings import Settings


def load(folder: Path, text: str) -> Policy:
    (folder / "policy.yaml").write_text(text, encoding="utf-8")
    return load_policy(Settings(policy=folder / "policy.yaml"))


def test_it_works(tmp_path: Path) -> None:
    lint = load(tmp_path, "lint:\n  levels: {when: block, argument: off}\n  recent: 0\n").lint
    assert (lint.all_levels()["when"], lint.all_levels()["argument"], lint.all_levels()["variable"]) == ("block", "off", "block")
    assert lint.recent == 0


def test_the_bundled_policy_writes_every_level_that_holds_without_it() -> None:
    assert dict(bundled_policy().lint.levels) == dict(LEVELS) == dict(Lint().all_levels())
    assert set(LEVELS) == set(LINT_RULES)


def test_a_role_has_the_budget_of_the_next_lower_one_and_without_any_nothing_is_checked(tmp_path: Path) -> None:
    lint = load(tmp_path, "lint:\n  budget: {moderator: {EUR: 20.50}, supervisor: {EUR: 200, UAH: 8000}}\n").lint
    assert lint.budget_of("moderator") == lint.budget_of("approver") == {"EUR": 2050}
    assert lint.budget_of("supervisor") == lint.budget_of("admin") == {"EUR": 20000, "UAH": 800000}
    assert Lint().budget_of("admin") is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("levels: {wen: block}", 'lint.levels.wen: "wen" is not a key'),
        ("levels: {when: stop}", 'lint.levels.when: "stop" is not accepted. Write one of: block, warn, off'),
        ("levels: {when: true}", "lint.levels.when: true is not"),
        ("recent: 51", "lint.recent: 51 must be at most 50"),
        ("recent: true", "lint.recent: true is not a number"),
        ("budget: {viewer: {EUR: 5}}", 'lint.budget.viewer: "viewer" is not a key'),
        ("budget: {moderator: {EUR: -1}}", "lint.budget.moderator.EUR: -1 must be at least 0"),
        ("budget: {moderator: {euro: 1}}", "lint.budget.moderator"),
        ("budget: {moderator: 20}", "lint.budget.moderator: 20 is not a mapping"),
        ("stop_words: {ka: {x y: z}}", 'lint.stop_words.ka: "ka" is not a key'),
        ('stop_words: {lv: {"...": z}}', 'lint.stop_words.lv....: "..." holds no word'),
        ('stop_words: {lv: {"* tu": z}}', "begins with what may be missing"),
        ('stop_words: {lv: {"lūdzu? tu": z}}', "begins with what may be missing"),
        ("limit: 5", 'lint: "limit" is not a key'),
    ],
)
def test_what_cannot_be_meant_is_refused_by_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ConfigError) as refused:
        load(tmp_path, f"lint:\n  {text}\n")
    assert "policy.yaml:" in str(refused.value)
    assert told in str(refused.value)
