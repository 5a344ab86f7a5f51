"""Causes and reviewed work in the policy: bundled in four languages, overlaid key by key, mistakes with their line."""

from __future__ import annotations

from pathlib import Path

import pytest

from classifier.labels import TOPICS
from config.causes import Cause, Quality
from config.contacts import SPOKEN
from config.errors import ConfigError
from config.policy import bundled_policy
from tests.test_config_policy import load


def test_it_works(tmp_path: Path) -> None:
    policy = load(
        tmp_path, "causes:\n  own-cause: {label: {lv: mūsu pašu}, topics: trust}\n  late-courier:\nquality: {share: 0.5}\n"
    )
    assert policy.causes["own-cause"].topics == ("trust",)
    assert "late-courier" not in policy.causes
    assert set(bundled_policy().causes) - set(policy.causes) == {"late-courier"}
    assert policy.quality == Quality(share=0.5, least=1, most=5)


@pytest.mark.parametrize("name", bundled_policy().causes)
def test_every_bundled_cause_speaks_four_languages_and_knows_its_topics(name: str) -> None:
    cause = bundled_policy().causes[name]
    assert set(cause.label) == set(SPOKEN)
    assert len({text.casefold() for text in cause.label.values()}) == len(SPOKEN)
    assert cause.topics
    assert set(cause.topics) <= set(TOPICS)


def test_every_topic_has_a_cause_to_propose() -> None:
    assert set(TOPICS) == {topic for cause in bundled_policy().causes.values() for topic in cause.topics}


def test_a_label_is_told_in_the_language_or_in_one_that_is_there() -> None:
    assert Cause(label={"en": "late", "ru": "поздно"}).worded("ru") == "поздно"
    assert Cause(label={"en": "late", "ru": "поздно"}).worded("lv") == "late"
    assert Cause(label={"uk": "пізно"}).worded("lv") == "пізно"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("causes:\n  Late Courier: {label: {en: late}}\n", r"policy.yaml:2: causes.*is not a name"),
        ("causes:\n  late: {label: {}}\n", r"policy.yaml:2: causes.late.label"),
        ("causes:\n  late: {label: {de: spät}}\n", r"policy.yaml:2: causes.late.label"),
        ("causes:\n  late: {labels: {en: late}}\n", r"policy.yaml:2: causes.late.*labels"),
        ("causes:\n  late: {topics: [delivery]}\n", r"policy.yaml:2: causes.late"),
        ("causes: [late]\n", r"policy.yaml:1: causes"),
        ("quality: {share: 2}\n", r"policy.yaml:1: quality.share"),
        ("quality: {least: 6}\n", r"policy.yaml:1: quality: least is more than most"),
        ("quality: {often: 6}\n", r"policy.yaml:1: quality.*often"),
        ("quality: {most: true}\n", r"policy.yaml:1: quality.most"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        load(tmp_path, text)
