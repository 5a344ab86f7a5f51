"""Which prepared texts fit a case, and how their places are filled."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from classifier.labels import TOPICS
from config.contacts import SPOKEN, Contact
from config.errors import UsageError
from config.templates import AUTOMATIC, Kind, Template, Variable, bundled_templates
from moderation.templates import Situation, automatic, choose, customer, day, fill, given, reached

CONTACT = Contact(
    who="отдел заботы",
    phone="+371 60000000",
    email="help@ozols.example",
    hours="9–18",
    higher="директор Лига",
    rules_url="https://ozols.example/rules",
)
TODAY = date(2026, 11, 23)
ABOUT = Situation("ru", "Ozols", "Ozols", "opinions.example", 17, TODAY, "Анна", "Ирина", date(2026, 11, 25), CONTACT)
BUNDLED = tuple(bundled_templates().values())


def a_template(text: str, **changes: object) -> Template:
    """Make a template in English."""
    return Template.model_validate({"name": "own", "text": {"en": text}, **changes})


def named(kind: Kind = "reply", **about: object) -> list[str]:
    """Rank the bundled templates for a complaint and name those that fit."""
    asked = {"topics": (), "severity": "normal", "risks": (), "language": "ru"} | about
    return [choice.template.name for choice in choose(BUNDLED, kind, **asked) if choice.fits]  # type: ignore[arg-type]


def test_it_works() -> None:
    template = bundled_templates()["delivery"]
    values = automatic(ABOUT) | {"found": "посылка на складе", "step": "отправим её курьером", "by": "27 ноября"}
    filled = fill(template, "ru", values)
    assert filled.missing == ()
    assert filled.text.startswith("Здравствуйте, Ирина!\n\nПростите,")
    assert "До 27 ноября напишем вам" in filled.text
    assert "отдел заботы, +371 60000000, help@ozols.example (9–18)." in filled.text
    assert filled.text.endswith("Правила доставки здесь: https://ozols.example/rules\n\nАнна, Ozols")


@pytest.mark.parametrize("topic", TOPICS)
def test_the_template_of_the_topic_comes_first(topic: str) -> None:
    assert named(topics=(topic,))[0] == topic.replace("_", "-")


def test_a_case_without_a_topic_gets_the_general_one_first() -> None:
    assert named()[:2] == ["other", "reply-brief"]


def test_of_several_topics_the_surest_counts_most() -> None:
    assert named(topics=("refund_return", "delivery"))[:2] == ["refund-return", "delivery"]
    assert named(topics=("delivery", "refund_return"))[:2] == ["delivery", "refund-return"]


def test_the_law_goes_before_the_topic() -> None:
    assert named(topics=("delivery",), severity="critical", risks=("legal_threat",))[0] == "critical-legal"
    assert named(topics=("delivery",), severity="critical", risks=("safety",))[0] == "critical-safety"
    assert named(topics=("refund_return",), severity="high")[0] == "high-money"
    assert named(topics=("delivery",), severity="high", risks=("publicity_threat",))[0] == "high-publicity"


def test_a_person_may_depart_from_the_ranking() -> None:
    found = choose(BUNDLED, "reply", topics=("delivery",), severity="low", risks=(), language="lv")
    assert {choice.template.name for choice in found} == {one.name for one in BUNDLED if one.kind == "reply"}
    assert [choice.fits for choice in found] == sorted((choice.fits for choice in found), reverse=True)


def test_a_template_without_the_language_is_left_out() -> None:
    own = a_template("Hello")
    asked = {"topics": (), "severity": "low", "risks": ()}
    assert choose([own], "reply", language="lv", **asked) == ()  # type: ignore[arg-type]
    assert len(choose([own], "reply", language="en", **asked)) == 1  # type: ignore[arg-type]


def test_what_is_missing_stays_in_the_text_and_is_named_once() -> None:
    template = a_template("{{contact}} {{contact}} {{higher}}")
    assert fill(template, "en", {"higher": "Liga"}).text == "{{contact}} {{contact}} Liga"
    assert fill(template, "en", {"higher": " "}).missing == ("contact", "higher")


def test_an_optional_part_is_left_out_whole() -> None:
    template = a_template("Hello[[, {{customer}}]]!\n\n[[Rules of {{brand}}: {{rule_url}}]]\n\nBye")
    assert fill(template, "en", {"brand": "Ozols"}).text == "Hello!\n\nBye"
    full = {"brand": "Ozols", "customer": "Ilze", "rule_url": "https://a"}
    assert fill(template, "en", full).text == "Hello, Ilze!\n\nRules of Ozols: https://a\n\nBye"
    assert fill(template, "en", {}).missing == ()


def test_a_variable_that_is_not_required_may_stay_empty() -> None:
    template = a_template("Thanks{{praised}}", variables={"praised": {"label": {"en": "Who"}, "required": False}})
    assert fill(template, "en", {}) == fill(template, "en", {"praised": ""})
    assert fill(template, "en", {}).text == "Thanks"


def test_two_full_stops_do_not_meet() -> None:
    template = a_template("We do this: {{contact}}. Bye")
    assert fill(template, "en", {"contact": "we look."}).text == "We do this: we look. Bye"
    assert fill(template, "en", {"contact": "we look"}).text == "We do this: we look. Bye"


@each(st.text())
def test_a_value_is_put_in_as_it_is_and_never_read_as_a_template(value: str) -> None:
    template = a_template("<{{brand}}>[[({{customer}})]]")
    filled = fill(template, "en", {"brand": value, "customer": "{{brand}} [[x]]"})
    if value.strip():
        assert filled.text == re.sub("\n{3,}", "\n\n", f"<{value.strip()}>({{{{brand}}}} [[x]])")
    else:
        assert filled.missing == ("brand",)


@pytest.mark.parametrize("name", ["Ирина", "Ilze Bērziņa", "О’Генри", "Анна-Мария", "Jānis K."])
def test_a_customer_is_greeted_by_name(name: str) -> None:
    assert customer(name) == name


@pytest.mark.parametrize(
    "name", [None, "", "user12345", "https://spam.example", "{{contact}}", "Купи слона прямо сейчас у нас", "a" * 41, "<b>Ян</b>"]
)
def test_what_is_no_name_is_not_repeated_in_public(name: str | None) -> None:
    assert customer(name) == ""
    assert "customer" not in automatic(Situation("ru", "", "Ozols", "a", 1, TODAY, "Анна", name))


@pytest.mark.parametrize(
    ("language", "said"), [("ru", "25 ноября"), ("uk", "25 листопада"), ("lv", "25. novembrim"), ("en", "25 November")]
)
def test_a_day_is_worded_in_the_language(language: str, said: str) -> None:
    assert day(date(2026, 11, 25), language) == said


def test_every_month_has_its_word() -> None:
    assert all(len({day(date(2026, month, 1), language) for month in range(1, 13)}) == 12 for language in SPOKEN)


def test_the_case_fills_everything_automatic() -> None:
    assert set(automatic(ABOUT)) == set(AUTOMATIC) - {"page"}
    assert automatic(ABOUT)["reply_by"] == "25 ноября"


def test_how_a_customer_reaches_somebody_is_one_line() -> None:
    assert reached(Contact(phone="1")) == "1"
    assert reached(Contact(who="Anna", hours="9–18")) == "Anna 9–18"
    assert reached(Contact(page="https://a.example/")) == "https://a.example/"
    assert reached(Contact(higher="Liga")) == ""


DATED = a_template("{{by}}", variables={"by": Variable(label={"en": "By when"}, kind="date")})


def test_a_date_is_worded_and_words_are_left() -> None:
    assert given(DATED, {"by": "2026-11-30"}, "lv", ()) == {"by": "30. novembrim"}
    assert given(DATED, {"by": "Friday evening", "contact": "Anna"}, "en", ("contact",)) == {
        "by": "Friday evening",
        "contact": "Anna",
    }


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"by": "30.11.2026"}, r'by: "30\.11\.2026" is not a date\. Write it as 2026-11-30'),
        ({"by": "2026-02-30"}, r"is not a date"),
        ({"bye": "x"}, r'"bye" is not a variable of own\. Near: by'),
        ({"by": "x" * 2001}, r"by: the value has 2001 characters; at most 2000 are taken"),
    ],
)
def test_a_value_that_cannot_be_is_refused(values: dict[str, str], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        given(DATED, values, "en", ())
