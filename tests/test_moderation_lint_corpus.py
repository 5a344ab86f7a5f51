"""What the lint does with 456 replies of shops in four languages: whether what blocks is right, and what it misses."""

from __future__ import annotations

from functools import cache

import pytest

from config.lint import LEVELS, LINT_RULES
from tests.replies.measure import LANGUAGES, Figures, Sample, measured, samples

ALL = tuple(sample for language in LANGUAGES for sample in samples(language))
BLOCKING = [rule for rule in LINT_RULES if LEVELS[rule] == "block"]


@cache
def figures() -> Figures:
    return measured(ALL)


def about(sample: Sample) -> str:
    return f"{sample.language}: {sample.text[:40]}"


def test_the_corpus_is_as_large_as_it_should_be() -> None:
    for language in LANGUAGES:
        mine = [sample for sample in ALL if sample.language == language]
        assert len([sample for sample in mine if not sample.breaks]) >= 50
        assert len([sample for sample in mine if sample.breaks]) >= 50
        for rule in LINT_RULES:
            assert len([sample for sample in mine if rule in sample.breaks]) >= 5, (language, rule)
        assert len({sample.text for sample in mine}) == len(mine)


def test_what_blocks_is_right() -> None:
    assert figures().precision >= 0.98, figures().wrong


@pytest.mark.parametrize("rule", LINT_RULES)
def test_what_breaks_a_rule_is_found(rule: str) -> None:
    assert figures().recall(rule) >= 0.95, figures().missed


@pytest.mark.parametrize("rule", LINT_RULES)
def test_no_rule_is_right_only_on_average(rule: str) -> None:
    right, wrong = figures().right[rule], figures().wrong[rule]
    assert right / (right + wrong) >= 0.9


@pytest.mark.parametrize("sample", [sample for sample in ALL if not sample.breaks], ids=about)
def test_a_good_reply_is_let_out_by_the_bundled_policy(sample: Sample) -> None:
    assert not sample.found() & set(BLOCKING)
