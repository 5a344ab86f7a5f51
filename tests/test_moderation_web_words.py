"""The catalogues of the pages: complete in every language, with the right plurals and the same placeholders."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TypeAlias

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from classifier.labels import RISKS, SENTIMENTS, TOPICS
from config.policy import bundled_policy
from config.templates import AUTOMATIC, KINDS
from crawler.items import Verdict
from moderation.acts import PERSONAL
from moderation.case import Act, Severity, Status
from moderation.channels import ANSWERED_BY, CHANNELS
from moderation.deadlines import ClockKind
from moderation.entering import BY_HAND, BY_PERSON
from moderation.intake import ANSWERED
from moderation.ladder import CLIMBING, LATE, WARNING, Step, why_of
from moderation.outcome import Reaction, Resolution
from moderation.people import Role
from moderation.reactions import AMENDED, WITHDREW
from moderation.stages import StageOp, StageState
from moderation.triage import NO_RULE
from moderation.web.labels import LABELS, every
from moderation.web.reasons import REASONS, pattern_of
from moderation.words import LANGUAGES, words
from tests.door import NOW, World
from tests.showcase import logged_in

pytest_plugins = ("tests.webfixtures",)
Message: TypeAlias = tuple[str | None, str | tuple[str, ...]]  # context and English text, singular and plural
ROOT = Path(__file__).resolve().parent.parent / "moderation"
FOREIGN = tuple(language for language in LANGUAGES if language != "en")
PLACES = re.compile(r"%\((\w+)\)[ds]")
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
SAME = {"otklik", "ok"}  # what may be the same in two languages


@cache
def wanted() -> frozenset[Message]:
    """Give every message of templates and code as context and English text (singular and plural)."""
    methods = [("templates/**.html", "jinja2"), ("**.py", "python")]
    options = {"templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}
    found = extract_from_dir(str(ROOT / "web"), method_map=methods, options_map=options, keywords=KEYWORDS)
    said: set[Message] = {(None, text if isinstance(text, str) else tuple(text)) for _, _, text, _, _ in found}
    return frozenset({*said, *every()})


@cache
def catalogue(language: str, door: str = "web") -> Catalog:
    with (ROOT / "locale" / language / f"{door}.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def given(language: str) -> Mapping[Message, tuple[str, ...]]:
    """Give what the catalogues of the pages say together: each noun has a file of its own; the letter has its own test."""
    doors = sorted(path.stem for path in (ROOT / "locale" / language).glob("*.po") if path.stem != "digest")
    return {
        (message.context, message.id if isinstance(message.id, str) else tuple(message.id)): (
            (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        )
        for door in doors
        for message in catalogue(language, door)
        if message.id
    }


def test_it_works() -> None:
    assert len(wanted()) > 200
    assert words("ru").gettext("Queue") == "Очередь"
    assert words("lv").pgettext("status", "closed") == "slēgta"
    assert words("en").pgettext("status", "closed") == "closed"


@pytest.mark.parametrize("language", FOREIGN)
def test_every_message_is_translated_and_no_translation_is_left_over(language: str) -> None:
    assert given(language).keys() == wanted()
    for message, strings in given(language).items():
        assert all(text.strip() for text in strings), message
        assert strings[0] not in (message[1], message[1][0]) or strings[0] in SAME, message


@pytest.mark.parametrize("language", FOREIGN)
def test_a_message_has_one_translation_in_all_catalogues(language: str) -> None:
    """Catalogues fall back on each other: a second translation would be the word of one page on another."""
    said: dict[Message, str] = {}
    for path in sorted((ROOT / "locale" / language).glob("*.po")):
        for message in catalogue(language, path.stem):
            if message.id:
                key = (message.context, message.id if isinstance(message.id, str) else tuple(message.id))
                assert said.setdefault(key, str(message.string)) == str(message.string), (path.stem, key)


@pytest.mark.parametrize(
    ("language", "others"), [("ru", "клиент|заготовк"), ("uk", "клієнт|термін|заготовк"), ("lv", "pircēj|sagatave")]
)
def test_one_thing_has_one_word(language: str, others: str) -> None:
    """The customer, a term and a prepared text are called the same on every page."""
    assert [text for strings in given(language).values() for text in strings if re.search(others, text.lower())] == []


@pytest.mark.parametrize("language", FOREIGN)
def test_placeholders_agree(language: str) -> None:
    for (_, text), strings in given(language).items():
        forms = (text,) if isinstance(text, str) else text
        asked = {frozenset(PLACES.findall(form)) for form in forms}
        assert {frozenset(PLACES.findall(form)) for form in strings} == asked, text
        for form in strings:
            assert len(PLACES.findall(form)) == form.count("%"), form


@pytest.mark.parametrize("language", FOREIGN)
def test_every_plural_has_the_forms_of_its_language(language: str) -> None:
    for (_, text), strings in given(language).items():
        assert len(strings) == (1 if isinstance(text, str) else 3), text
    assert not list(catalogue(language).check())


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["0 answers on the site", "1 answer on the site", "2 answers on the site", "5 answers on the site"]),
        ("ru", ["0 ответов на сайте", "1 ответ на сайте", "2 ответа на сайте", "5 ответов на сайте", "21 ответ на сайте"]),
        ("uk", ["0 відповідей на сайті", "1 відповідь на сайті", "2 відповіді на сайті", "5 відповідей на сайті"]),
        ("lv", ["0 atbilžu vietnē", "1 atbilde vietnē", "2 atbildes vietnē", "5 atbildes vietnē", "21 atbilde vietnē"]),
    ],
)
def test_numbers_and_words_agree(language: str, expected: list[str]) -> None:
    say = words(language).ngettext
    said = [say("%(n)d answer on the site", "%(n)d answers on the site", n) % {"n": n} for n in (0, 1, 2, 5, 21)]
    assert said[: len(expected)] == expected


@pytest.mark.parametrize("language", FOREIGN)
def test_pages_and_letter_do_not_take_each_others_words(language: str) -> None:
    letter = {message.id: message.string for message in catalogue(language, "digest") if message.id and not message.context}
    for (context, text), strings in given(language).items():
        if context is None and text in letter:
            assert strings == (letter[text],), text


def test_every_name_of_the_machine_has_a_label() -> None:
    names = {
        "status": Status,
        "severity": Severity,
        "topic": TOPICS,
        "risk": RISKS,
        "sentiment": SENTIMENTS,
        "verdict": Verdict,
        "role": Role,
        "resolution": Resolution,
        "reaction": Reaction,
        "clock": ClockKind,
        "done": Act,
        "outcome": ("case", "dismissed"),
        "text": KINDS,
        "place": AUTOMATIC,
        "machine": ("scan", "clock", "triage", "form"),
        "channel": CHANNELS,
        "how": ANSWERED_BY,
        "mark": (
            "late",
            "soon",
            "waiting",
            "amended",
            "withdrawn",
            "unconfirmed",
            "reopened",
            "escalated",
            "delayed",
            "promised",
            "merged",
            "stage_late",
        ),
        "stage": {*StageOp, *StageState},
    }
    for context, known in names.items():
        assert set(LABELS[context]) == {str(name) for name in known}, context
    assert set(PERSONAL) <= set(Act)


def test_every_reason_of_the_bundled_policy_can_be_said_in_every_language() -> None:
    rules = bundled_policy().triage
    said = {rule.name for rule in rules} | {rule.dismiss for rule in rules if rule.dismiss}
    assert said <= set(REASONS)
    assert {BY_HAND, BY_PERSON} <= set(REASONS)
    assert {ANSWERED.rule, ANSWERED.reason, NO_RULE, AMENDED, WITHDREW} <= set(REASONS)
    steps = [Step("", Act.ESCALATE, NOW, clock, 2) for clock in CLIMBING] + [Step("", Act.WARN, NOW, clock) for clock in WARNING]
    steps.append(Step(LATE, Act.WARN, NOW, ClockKind.STAGE))
    assert {pattern_of(why_of(step))[0] for step in steps} <= set(REASONS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_speaks_every_language(full: World, language: str) -> None:
    """Nothing of the English texts is left on a translated page, and every page can be filled."""
    client = logged_in(full, "anna")
    client.cookies.set("otklik_language", language)
    for address in (
        "/",
        "/journal",
        "/sites",
        "/enter",
        "/mentions/10",
        "/login",
        "/login/x",
        *(f"/cases/{n}" for n in range(1, 10)),
    ):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert f'<html lang="{language}">' in answer.text
        for text in ("Skip to the content", "What to do now", "Deadlines", "Back to the queue", "Common filters"):
            assert language == "en" or text not in answer.text, (address, text)
    assert full.now == NOW
