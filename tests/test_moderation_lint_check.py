"""The rules of the lint, each by itself: what it finds, what it lets pass, and that it bears any text."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.contacts import SPOKEN, Spoken
from config.lint import LEVELS, LINT_RULES
from config.stopwords import bundled_stop_words
from config.templates import Template, bundled_templates
from moderation.lint.check import MOST, RULES, check
from moderation.lint.finding import Finding, Level, Situation
from moderation.lint.lexicons import lexicon_of, stop_words_of
from moderation.lint.messages import MESSAGES, NUMBERS
from moderation.lint.phrases import phrases
from moderation.templates import fill
from tests.test_moderation_templates_filled import VALUES

TODAY = date(2026, 11, 23)
GOOD = (
    "Labdien, Ilze! Atvainojiet par kavēšanos. Noskaidrojām, ka sūtījums ir noliktavā. Rīt to atvedīsim. Zvaniet: 67000100. "
    "Ja atbilde neapmierina, rakstiet klientu daļas vadītājai."
)


def found(text: str, language: str = "lv", **changes: Any) -> tuple[Finding, ...]:
    return check(
        text, Situation(language, **{"today": TODAY, "contacts": ("+371 67000100", "palidziba@ozols.example"), **changes})
    )


def rules(text: str, language: str = "lv", **changes: Any) -> set[str]:
    return {finding.rule for finding in found(text, language, **changes)}


def test_it_works() -> None:
    assert found(GOOD) == ()
    (one,) = found(GOOD + " Jūs melojat.")
    assert (one.rule, one.number, one.level, one.quote) == ("accusation", "B5", Level.BLOCK, "Jūs melojat")
    assert one.message == "This accuses the customer."
    assert "without saying whose fault" in one.better


def test_every_rule_has_its_level_its_number_and_its_sentences() -> None:
    assert set(RULES) == set(LINT_RULES) == set(LEVELS) == set(NUMBERS) == {rule for rule, _ in MESSAGES}


def test_a_rule_may_be_off_warn_or_block() -> None:
    for level in ("off", "warn", "block"):
        (*kept,) = (one.level.value for one in found("Jūs melojat.", levels={"accusation": level}) if one.rule == "accusation")
        assert kept == ([] if level == "off" else [level])


@pytest.mark.parametrize("language", SPOKEN)
def test_every_list_has_thirty_stop_words_each_with_a_better_wording(language: Spoken) -> None:
    listed = bundled_stop_words()[language]
    assert len(listed) >= 30
    assert all(better.strip() for better in listed.values())


def test_the_operators_own_stop_words_stand_beside_the_bundled_ones_or_take_one_away() -> None:
    text = GOOD + " Mīļo klientiņ, lūdzu, gaidiet."
    own = {"mīļo klient*": "uzrunājiet vārdā", "gaidiet": None}
    assert [(one.quote, one.better) for one in found(text, stop_words=own)] == [("Mīļo klientiņ", "Better: uzrunājiet vārdā")]
    assert [one.quote for one in found(text)] == ["gaidiet"]


@pytest.mark.parametrize(
    ("text", "found_in_it"),
    [
        ("Zvaniet mums: +371 67000100", []),  # our own
        ("Zvaniet mums: 67 000 100", []),
        ("Rakstiet: info@ozols.example", []),  # a mailbox of our own host
        ("Mūsu veikala tālrunis ir 29123456", []),  # not in the policy, and said to be ours
        ("Zvaniet 8000 1234", []),  # nobody's own: calls to it are free
        ("Piezvanīsim Jums uz 29123456", ["29123456"]),
        ("Rakstījām uz ilze@pasts.example", ["ilze@pasts.example"]),
        ("Pasūtījums Nr. 4821937", ["4821937"]),
        ("Pasūtījums par 4821 eiro", []),  # money
        ("Pasūtījums no 2026. gada", []),
        ("Sūdzība Nr. 48219", []),  # our own number of the case
        ("Karte 4111 1111 1111 1111", ["4111 1111 1111 1111"]),
        ("Personas kods 120385-11234", ["120385-11234"]),
        ("РНОКПП 3012345678", ["3012345678"]),
        ("СНИЛС 112-233-445 95", ["112-233-445 95"]),
        ("паспорт 4509 123456", ["4509 123456"]),
        ("NI number QQ123456C", ["QQ123456C"]),
        ("konts LV80BANK0000435195001", ["LV80BANK0000435195001"]),
    ],
)
def test_personal_data_are_those_of_the_customer(text: str, found_in_it: list[str]) -> None:
    assert [one.quote for one in found(text) if one.rule == "personal_data"] == found_in_it


@pytest.mark.parametrize(
    "text",
    ["{{customer}}", "{name}", "[VĀRDS]", "«___»", "____", "<datums>", "%(name)s", "${NAME}", "XX.XX.2026", "[[", "dd.mm.gggg"],
)
def test_a_place_left_unfilled_is_found(text: str) -> None:
    assert "variable" in rules(f"Labdien, {text} un paldies!")


@pytest.mark.parametrize("text", ["<3", "[saite](https://ozols.example)", "100 %", "5 < 6 > 4", "a_b", "$5", "№ 5"])
def test_signs_of_other_kinds_are_no_places(text: str) -> None:
    assert "variable" not in rules(f"Labdien, {text} un paldies!")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Dāvinām kuponu 20 eiro vērtībā.", ""),
        ("Dāvinām kuponu 20,01 eiro vērtībā.", "20.01 EUR, more than you may give (20 EUR)"),
        ("Dāvinām € 1 200 kuponu.", "1200 EUR, more than you may give (20 EUR)"),
        ("Dāvinām kuponu 5 USD vērtībā.", "5 USD, and you may give nothing"),
        ("Atlīdzināsim visus izdevumus.", "without a limit"),
        ("Atmaksājām Jums 300 eiro par krēslu.", ""),  # the customer's own money
    ],
)
def test_a_budget_bounds_what_is_given_and_not_what_is_given_back(text: str, told: str) -> None:
    over = [one.message for one in found(text, budget={"EUR": 2000}) if one.rule == "budget"]
    assert (told in over[0]) if told else not over
    assert "budget" not in rules(text)  # nobody has said what may be given


def test_a_day_that_lies_behind_is_no_term() -> None:
    assert "when" in rules("Jūsu 12. novembra vēstuli izlasījām.")
    assert "when" not in rules("Atbildēsim līdz 27. novembrim.")
    assert "when" in rules("Saņēmām 12.11.2026.")
    assert "when" not in rules("Atbildēsim līdz 27.11.2026.")


def test_a_rule_is_linked_where_one_is_leaned_on() -> None:
    assert "rule_link" in rules("Pēc mūsu noteikumiem preci nepieņem.")
    assert "rule_link" not in rules("Pēc mūsu noteikumiem preci nepieņem: https://ozols.example/noteikumi")
    assert "rule_link" not in rules("Preci nepieņem.")


def test_a_reply_of_the_sites_length_passes_and_one_letter_more_does_not() -> None:
    assert "length" not in rules(GOOD, limit=len(GOOD))
    (one,) = [one for one in found(GOOD, limit=len(GOOD) - 1) if one.rule == "length"]
    assert one.better == "Shorten the reply by 1 characters."
    assert one.quote == GOOD[-1]


def test_what_was_posted_there_before_is_known_again_and_other_words_are_not() -> None:
    assert "repeated" in rules(GOOD, recent=("Paldies!", GOOD.replace("Ilze", "Jāni")))
    other = (
        "Labdien! Atvainojiet par troksni. Runājām ar sargu. No rīta to novērsīsim. Zvaniet: 67000100 vai rakstiet direktoram."
    )
    assert "repeated" not in rules(GOOD, recent=(other,))
    assert "repeated" not in rules(GOOD, recent=("",))


@pytest.mark.parametrize("kind", ["acknowledgement", "delay", "thanks"])
def test_what_is_no_reply_in_substance_is_not_asked_for_all_of_it(kind: Any) -> None:
    assert not {"order", "repeated", "rule_link"} & rules("Paldies, saņēmām.", kind=kind)
    assert "accusation" in rules("Paldies. Jūs melojat.", kind=kind)


def test_an_empty_text_has_no_findings_and_a_language_that_nobody_knows_stops_nothing() -> None:
    assert found("") == found(" \n") == ()
    assert "language" not in rules(GOOD, "ka")
    assert check(GOOD, Situation())[:1] is not None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("You shouldn't have had to wait.", "en"),
        ("You should have been told.", "en"),
        ("You were not to blame.", "en"),
        ("Jums nācās gaidīt, un tā nav Jūsu vaina.", "lv"),
        ("Jums bija jāgaida.", "lv"),
        ("Ви могли б надіслати фото?", "uk"),
        ("Это не ваша вина, вы правы.", "ru"),
        ("Вам пришлось ждать, хотя вы указали верный адрес.", "ru"),
    ],
)
def test_sympathy_is_no_accusation(text: str, language: str) -> None:
    assert not {"accusation", "argument"} & rules(text, language)


TEMPLATES = [
    (template, language)
    for template in bundled_templates().values()
    for language in template.text
    if template.kind in ("reply", "delay", "acknowledgement", "thanks")
]


@pytest.mark.parametrize(("template", "language"), TEMPLATES, ids=lambda value: getattr(value, "name", value))
def test_every_prepared_text_goes_out_as_it_is(template: Template, language: Spoken) -> None:
    filled = fill(template, language, VALUES[language])
    own = ("+371 60000000", "help@ozols.example", "liga@ozols.example")
    about = Situation(language, kind=template.kind, contacts=own, today=TODAY, levels=dict.fromkeys(LINT_RULES, "block"))  # type: ignore[arg-type]
    assert [(one.rule, one.quote) for one in check(filled.text, about)] == []


HOSTILE = [
    "я ", "а", "«", "1 ", "мы вернём ", "@", "{", "вы ", "a.b", "_", ". ", " ", "€ 1", "заказ № ", '"', "we will ", "скидка 5 € ",
    "jums ir ", "«_", "\n", "12.11.", "a@", "сим", "нужно было ",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_the_time_grows_no_faster_than_the_text(piece: str) -> None:
    check("x", Situation("ru"))  # compiled beforehand

    def seconds(size: int) -> float:
        text = (piece * size)[:size] + "x"
        started = time.process_time()
        check(text, Situation("ru", budget={"EUR": 100}, limit=10))
        return time.process_time() - started

    short = min(seconds(2_000) for _ in range(2))
    assert seconds(8_000) < 4 * short * 3 + 0.2


def test_100_kb_are_read_in_seconds() -> None:
    started = time.process_time()
    findings = check("Вы сами виноваты, {name}, заказ № 12345. " * 1_400, Situation("ru", recent=("Вы",)))
    assert time.process_time() - started < 20
    assert max(sum(one.rule == rule for one in findings) for rule in LINT_RULES) == MOST


SAID = "Jūs вы сами виноваты we will {{x}} заказ № 12345 +371 29123456 a@b.lv € 20 не купон скоро 12.11.2026 https://"
WORDS = st.sampled_from([*SAID.split(), *"«»[]….!ķё'\n\x00\u200b\ud800"])


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=60).map(" ".join)), st.sampled_from([*SPOKEN, None, "xx"]))
def test_any_text_is_borne_and_every_quote_stands_where_it_says(text: str, language: str | None) -> None:
    about = Situation(
        language, budget={"EUR": 100}, limit=40, recent=(text,), today=TODAY, levels=dict.fromkeys(LINT_RULES, "block")
    )
    for one in check(text, about):
        assert one.quote == text[one.start : one.end]
        assert one.message
        assert one.better
        assert one.number == NUMBERS[one.rule]


def test_no_phrase_begins_with_what_may_be_missing() -> None:
    for phrase in ("* will", "... sorry", "sorry? we", " "):
        with pytest.raises(ValueError, match="begins with what may be missing"):
            phrases((phrase,))


@pytest.mark.parametrize("language", SPOKEN)
def test_every_bundled_phrase_compiles(language: Spoken) -> None:
    assert lexicon_of(language).apology.pattern
    assert stop_words_of(language, {}).each
