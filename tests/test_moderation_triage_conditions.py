"""Conditions of triage that look at the text, the site and the author's history (E5, C4)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from config.policy import Policy, Rule, When, bundled_policy
from crawler.items import Rating, Reply
from moderation import intake
from moderation.case import Severity
from moderation.desk import ending
from moderation.folding import of_text
from moderation.intake import Counts
from moderation.phrases import phrases
from moderation.records import MentionRecord
from moderation.repeats import Repeats, Told, named
from moderation.rulebook import Rulebook
from moderation.store import mentions
from moderation.store.engine import Store
from moderation.triage import Facts, assess, explain
from tests.people import BOOK, BORIS, DAY, HOUR, NOW, PRAISE, SITE, a_book, a_case, a_mention, a_site, some_tags, take

PRESS = phrases(["журналист*", "žurnālist*", "ёлка", "the press", "первый канал*", "e-mail"])
SEEN = Facts(site="opinions", brand="Ozols", kind="review", words=("журналист*",), repeated=2, contradicted=True, complaint=True)


def a_rule(severity: str | None = "low", **when: object) -> Rule:
    return Rule.model_validate({"name": "rule", "when": when, **({"severity": severity} if severity else {"dismiss": "no need"})})


def found(text: str) -> tuple[str, ...]:
    return PRESS.found(of_text(None, text))


def last(store: Store) -> MentionRecord:
    with store.read() as tx:
        return mentions.journal(tx, limit=1)[0]


@pytest.mark.parametrize(
    ("when", "holds", "told"),
    [
        ({"contradicted": True}, True, "contradicted: yes"),
        ({"contradicted": False}, False, "contradicted: wanted no, found yes"),
        ({"words": ["газета", "журналист*"]}, True, "words: журналист*"),
        ({"words": "газета"}, False, "words: wanted газета, found none of them"),
        ({"words": list("абвгде")}, False, "words: wanted а or б or в or г or 2 more, found none of them"),
        ({"repeated": 2}, True, "repeated: 2 earlier"),
        ({"repeated": 3}, False, "repeated: wanted 3 earlier or more, found 2 earlier"),
        ({"sites": ["forums", "opinions"]}, True, "sites: opinions"),
        ({"sites": "forums"}, False, "sites: wanted forums, found opinions"),
        ({"brands": "Ozols"}, True, "brands: Ozols"),
        ({"brands": "Kronavolt"}, False, "brands: wanted Kronavolt, found Ozols"),
        ({"kind": "review"}, True, "kind: review"),
        ({"kind": "post"}, False, "kind: wanted post, found review"),
    ],
)
def test_each_condition_holds_or_says_why_not(when: dict[str, Any], holds: bool, told: str) -> None:
    step = explain(SEEN, [a_rule(**when)])[0]
    assert (step.held, (step.because[0] if holds else step.failed)) == (holds, told)
    assert (assess(SEEN, [a_rule(**when)]).rule == "rule") is holds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Позвоню ЖУРНАЛИСТАМ", ("журналист*",)),
        ("Rakstīšu zurnalistiem", ("žurnālist*",)),
        ("RAKSTĪŠU ŽURNĀLISTAM!", ("žurnālist*",)),
        ("елка без игл", ("ёлка",)),
        ("Ёлка без игл", ("ёлка",)),
        ("I'll tell The  Press.", ("the press",)),
        ("the local press", ()),
        ("это был первый канал", ("первый канал*",)),
        ("на первых каналах", ()),
        ("write an E-Mail", ("e-mail",)),
        ("тележурналисты", ()),
        ("ёлками", ()),
        ("жур\u00adналист", ("журналист*",)),
        ("", ()),
    ],
)
def test_words_are_found_in_any_spelling_and_only_whole(text: str, expected: tuple[str, ...]) -> None:
    assert found(text) == expected


@given(st.sampled_from(["журналист", "žurnālists", "ёлка", "the press"]), st.lists(st.booleans(), min_size=20, max_size=20))
def test_case_and_marks_of_letters_do_not_matter(word: str, upper: list[bool]) -> None:
    shouted = "".join(letter.upper() if up else letter for letter, up in zip(word, upper, strict=False))
    assert found(f"вот {shouted}, да") == found(f"вот {word}, да") != ()
    assert found(shouted.replace("ё", "е").replace("Ё", "Е").translate(str.maketrans("žāŽĀ", "zaZA"))) == found(word)


@given(st.text())
def test_any_text_is_looked_through(text: str) -> None:
    assert set(found(text)) <= {phrase for phrase, _ in PRESS.patterns}
    assert "журналист*" in found(f"{text} журналисты")


@pytest.mark.parametrize(
    ("phrase", "told"),
    [
        ("", "is not a phrase"),
        ("а" * 61, "is not a phrase"),
        ("one two three four five six seven", "is not a phrase"),
        ("ab*", "means too many words"),
        ("*", "without a letter or digit"),
        ("журн*лист", r"a \* stands at the end of a word"),
        ("журналист**", r"a \* stands at the end of a word"),
        ("в — газету", "without a letter or digit"),
    ],
)
def test_a_phrase_that_cannot_be_meant_is_refused(phrase: str, told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        When.model_validate({"words": phrase})


def test_a_rule_has_a_limit_of_phrases() -> None:
    assert When.model_validate({"words": [f"word{n}" for n in range(200)]}).words
    with pytest.raises(ValidationError, match="may name 200 phrases, and this one names 201"):
        When.model_validate({"words": [f"word{n}" for n in range(201)]})


@pytest.mark.parametrize("bad", [{"repeated": 0}, {"repeated": True}, {"kind": "blog"}, {"sites": [""]}, {"word": "газета"}])
def test_other_bad_conditions_are_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        When.model_validate(bad)


WHENS = st.fixed_dictionaries(
    {},
    optional={
        "complaint": st.booleans(),
        "contradicted": st.booleans(),
        "words": st.lists(st.sampled_from(["газета", "журналист*"]), min_size=1),
        "repeated": st.integers(1, 3),
        "sites": st.sampled_from(["opinions", "forums"]),
        "brands": st.sampled_from(["Ozols", "Kronavolt"]),
        "kind": st.sampled_from(["review", "post"]),
    },
)
SEVERITIES = st.sampled_from(list(Severity))
FACTS = st.builds(
    Facts,
    complaint=st.booleans(),
    contradicted=st.booleans(),
    words=st.lists(st.sampled_from(["газета", "журналист*"]), unique=True).map(tuple),
    repeated=st.integers(0, 3),
    site=st.sampled_from(["opinions", "forums"]),
    brand=st.sampled_from(["Ozols", "Kronavolt"]),
    kind=st.sampled_from(["review", "post"]),
)


@given(FACTS, st.lists(st.tuples(WHENS, SEVERITIES), max_size=6))
def test_the_first_rule_that_holds_decides(facts: Facts, made: list[tuple[dict[str, Any], Severity]]) -> None:
    rules = [
        Rule.model_validate({"name": str(n), "when": when, "severity": str(severity)}) for n, (when, severity) in enumerate(made)
    ]
    alone = [rule for rule in rules if assess(facts, [rule]).rule == rule.name]
    assert assess(facts, rules).rule == (alone[0].name if alone else "none")
    assert explain(facts, rules)[-1].rule == assess(facts, rules).rule


@given(FACTS)
def test_a_contradicted_rating_is_never_dismissed_as_an_opinion(facts: Facts) -> None:
    seen = replace(facts, contradicted=True, sentiment="negative", rating=1.0)
    assert not assess(seen, [a_rule(None, contradicted=True)]).dismissed
    assert not assess(seen, [a_rule(None, kind=seen.kind, complaint=seen.complaint)]).dismissed
    assert assess(seen, [a_rule(None, sites=seen.site)]).dismissed  # what the operator says of a site is no opinion of a model


@pytest.mark.parametrize(
    ("seen", "rule", "severity"),
    [
        ({"complaint": True, "words": ("газет*",)}, "complaint: speaks of the press", "high"),
        ({"complaint": False, "sentiment": "positive", "words": ("газет*",)}, "praise", None),
        ({"complaint": True, "repeated": 2}, "complaint: one of several by this author", "high"),
        ({"complaint": True, "repeated": 1}, "complaint", "normal"),
        ({"complaint": True, "repeated": 5, "risks": ("legal_threat",)}, "threatens with the law", "critical"),
        ({"complaint": False, "sentiment": "negative", "rating": 1.0, "contradicted": True},
         "rating and text disagree: a person looks", "low"),
        ({"complaint": False, "sentiment": "positive", "rating": 0.2, "contradicted": True},
         "rating and text disagree: a person looks", "low"),
    ],
)  # fmt: skip
def test_the_bundled_rules_know_the_signs(seen: dict[str, Any], rule: str, severity: str | None) -> None:
    decided = assess(Facts(**seen), bundled_policy().triage)
    assert (decided.rule, decided.severity) == (rule, severity)


@pytest.mark.parametrize(
    "text",
    [
        "Обращусь к журналистам", "Пойду на телевидение", "Напишу в «Нашу газету»", "Звернуся до преси",
        "Розповім по телебаченню", "Rakstīšu avīzei", "Vērsīšos televīzijā", "Pastāstīšu žurnālistiem",
        "I will call a newspaper", "I am talking to the press",
    ],
)  # fmt: skip
def test_the_bundled_words_of_the_press_are_found(text: str) -> None:
    assert BOOK.phrases.found(of_text(None, text))


@pytest.mark.parametrize("text", ["Купил ТВ, не включается", "Bought a TV", "Сломан пресс", "Пресный хлеб", "Slikta prece"])
def test_goods_are_not_the_press(text: str) -> None:
    assert not BOOK.phrases.found(of_text(None, text))


def wrote(hours: float, number: int, **changes: Any) -> Any:
    return a_mention(number, **{"author": "Ilze", "published": NOW - hours * HOUR, **changes})


def test_the_third_complaint_of_one_author_is_high(store: Store) -> None:
    for number, hours in enumerate((30, 20, 10), 1):
        take(store, [wrote(hours, number)])
    with store.read() as tx:
        rules = [record.rule for record in mentions.journal(tx, limit=9)]
    assert rules == ["complaint: one of several by this author", "complaint", "complaint"]


def test_three_complaints_on_one_page_count_by_when_they_were_written(store: Store) -> None:
    take(store, [wrote(10, 1), wrote(20, 2), wrote(30, 3)])
    with store.read() as tx:
        rules = {record.native_id: record.rule for record in mentions.journal(tx, limit=9)}
    assert rules == {"r1": "complaint: one of several by this author", "r2": "complaint", "r3": "complaint"}


@pytest.mark.parametrize(
    "changes",
    [
        {"author": "Karina"},
        {"author": "Гость"},
        {"author": None},
        {"site": "forums"},
        {"published": NOW - 300 * DAY},
    ],
)
def test_others_names_of_nobody_other_sites_and_long_ago_do_not_count(store: Store, changes: dict[str, Any]) -> None:
    mine = {"author": changes["author"]} if changes.get("author") == "Гость" or changes == {"author": None} else {}
    for number, hours in enumerate((30, 20), 1):
        take(store, [replace(wrote(hours, number), **changes)], site=a_site(changes.get("site", SITE.name)))
    take(store, [wrote(10, 3, **mine)])
    assert last(store).rule == "complaint"


def test_praise_does_not_count_and_an_answered_complaint_does(store: Store) -> None:
    take(store, [wrote(40, 1, rating=Rating(5.0)), wrote(30, 2, rating=None)], PRAISE)
    take(store, [wrote(20, 3)])
    assert last(store).rule == "complaint"
    take(store, [wrote(15, 4, replies=(Reply("Вернули", "Ozols"),))])
    take(store, [wrote(10, 5)])
    assert last(store).rule == "complaint: one of several by this author"


def test_a_case_that_a_person_dismissed_does_not_count(store: Store) -> None:
    first = a_case(store, 1, published=NOW - 30 * HOUR)
    a_case(store, 2, published=NOW - 20 * HOUR)
    ending.dismiss(store, BORIS, first, book=BOOK, now=NOW, why="spam")
    take(store, [wrote(10, 3)])
    assert last(store).rule == "complaint"


def test_an_edit_of_the_same_complaint_is_no_further_one(store: Store) -> None:
    for text in ("раз", "два", "три", "четыре"):
        take(store, [a_mention(body=text)])
    with store.read() as tx:
        assert intake.repeated(tx, last(store), NOW, BOOK) == 0


def test_no_rule_no_question(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    book = plain_book()
    monkeypatch.setattr("moderation.store.repeats.complaints", lambda *_: pytest.fail("asked"))
    assert take(store, [wrote(10, 1), wrote(20, 2)], book=book) == Counts(new=2, opened=2)
    assert not book.repeats
    assert book.phrases.any is None
    with store.read() as tx:
        assert intake.repeated(tx, last(store), NOW, book) == 0


def plain_book() -> Rulebook:
    return a_book(triage=[{"name": "all", "when": {}, "severity": "normal"}])


def test_many_authors_are_asked_for_at_once(store: Store) -> None:
    take(store, [wrote(30 + n, n, author=f"A{n % 700}") for n in range(1400)])
    take(store, [wrote(10, 9000 + n, author=f"A{n}") for n in range(700)])
    with store.read() as tx:
        rules = {record.rule for record in mentions.journal(tx, limit=700)}
    assert rules == {"complaint: one of several by this author"}


def test_what_was_found_in_texts_does_not_fill_the_memory_of_decisions(store: Store) -> None:
    book = a_book()
    take(
        store, [wrote(n / 100, n, author=f"A{n}", body=f"Жалоба {n}: иду в газету и к журналисту") for n in range(300)], book=book
    )
    assert len(book._assessed) == 1
    assert last(store).rule == "complaint: speaks of the press"


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 9)), max_size=12), st.integers(1, 200))
def test_repeats_are_counted_as_by_hand(written: list[tuple[int, int]], days: int) -> None:
    told = [Told("a", NOW + day * DAY, str(number)) for day, number in written]
    known = Repeats(days * DAY)
    known.add((*told, Told("b", NOW, "x")))
    for one in told:
        earlier = {other for other in told if (other.at, other.native_id) < (one.at, one.native_id)}
        assert known.before(one) == sum(one.at - other.at <= days * DAY for other in earlier)


def test_a_name_that_many_share_is_none() -> None:
    assert named(" Гость ", BOOK.shared_names) is None
    assert named("", BOOK.shared_names) is named(None, BOOK.shared_names) is named("  ", BOOK.shared_names) is None
    assert named("Ilze", BOOK.shared_names) == "Ilze"


def test_the_operators_own_names_and_days(store: Store) -> None:
    policy = BOOK.policy.model_dump() | {"shared_names": ["Ilze"], "repeated_within": 10 * DAY}
    assert Policy.model_validate(policy).repeated_within == 10 * DAY
    take(store, [wrote(30, 1), wrote(20, 2), wrote(10, 3)], some_tags(), book=a_book(shared_names=["Ilze"]))
    assert last(store).rule == "complaint"
