"""The published procedure: it tells what the policy holds, all of it and nothing else, in every language (A3, A6, A7)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from babel.units import format_unit
from hypothesis import given, settings
from hypothesis import strategies as st

from config.catalogue import Catalogue
from config.policy import Policy, load_policy
from config.settings import Brand, Settings
from moderation.case import Severity
from moderation.public import wording
from moderation.public.folder import style
from moderation.public.page import index_page, procedure_page
from moderation.public.procedure import about_of, procedure
from moderation.public.texts import LANGUAGES, texts
from moderation.rulebook import Rulebook, rulebook
from tests.htmlpage import Html
from tests.payloads import PAYLOADS
from tests.people import BOOK, NOW, a_book, a_site
from tests.people import settings as the_settings

CONTACT = {
    "who": "klientu aprūpe",
    "phone": "+371 60000000",
    "email": "care@ozols.example",
    "hours": "9–18",
    "page": "https://ozols.example/contacts",
    "higher": "Consumer Rights Protection Centre, www.ptac.gov.lv",
    "rules_url": "https://ozols.example/rules",
}


def page(language: str = "en", *, book: Rulebook = BOOK, catalogue: Catalogue = Catalogue(), **changes: Any) -> Html:
    given_settings = changes.pop("settings", the_settings())
    told = procedure(language, settings=given_settings, book=book, catalogue=catalogue, now=NOW, **changes)
    return Html(procedure_page(told, style="otklik.css"))


def seconds(text: str) -> float:
    found = re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?", text)
    assert found is not None, text
    hours, minutes, rest = (int(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + rest


def shown(found: Html, severity: Severity, cell: str, table: int = 0) -> float:
    rows = found.css(f'tr[data-severity="{severity}"] td.{cell} time')
    return seconds(str(rows[table].attributes["datetime"]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_works(language: str) -> None:
    book = a_book(contacts=[CONTACT], hours={"timezone": "Europe/Riga", "week": {"mon": "09:00-18:00"}, "holidays": "LV"})
    catalogue = Catalogue((a_site(), a_site("rival", brand="Kronavolt"), a_site("gone", retired=True)))
    found = page(language, book=book, catalogue=catalogue, form="https://desk.example/complain")
    text, words = found.text(), texts(language)
    for part in (*CONTACT.values(), "opinions.example", words["title"], words["steps"], words["ask_never"], words["higher"]):
        if part != CONTACT["rules_url"]:
            assert part in text, part
    assert "rival.example" not in text
    assert "gone.example" not in text
    links = [str(node.attributes["href"]) for node in found.css("main a")]
    assert {CONTACT["rules_url"], "mailto:care@ozols.example", f"https://desk.example/complain?lang={language}"} <= set(links)
    assert "18. novembris" in " ".join(found.texts(".days")) or "Latvij" in text or "Латв" in text
    assert found.one("html").attributes["lang"] == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_of_the_policy_stands_there_in_words(language: str) -> None:
    text = page(language).text().replace("\u00a0", " ")
    for target in BOOK.policy.targets.values():
        for term in (target.acknowledge, target.reply):
            hours = format_unit(term / timedelta(hours=1), "duration-hour", length="long", locale=language)
            assert hours.replace("\u00a0", " ") in text
    assert "09:00–18:00" in text


terms = st.integers(1, 400).flatmap(lambda first: st.tuples(st.just(first), st.integers(first, 800)))
climbs = st.tuples(st.floats(0.05, 3), st.floats(0, 3)).map(lambda pair: {"L2": pair[0], "L3": pair[0] + pair[1]})


@settings(max_examples=60, deadline=None)
@given(
    st.fixed_dictionaries({severity: st.tuples(terms, climbs) for severity in Severity}),
    st.sets(st.sampled_from(list(Severity))),
    st.integers(1, 3650),
    st.sampled_from(LANGUAGES),
)
def test_the_terms_shown_are_those_of_the_policy(
    drawn: dict[Severity, Any], approval: set[Severity], days: int, language: str
) -> None:
    policy = load_policy(the_settings()).model_dump()
    policy["targets"] = {
        str(name): {"acknowledge": f"{ack * 15}m", "reply": f"{reply * 15}m", "unconfirmed": "3d"}
        for name, ((ack, reply), _) in drawn.items()
    }
    policy["ladder"]["climbs"] = {str(name): climb for name, (_, climb) in drawn.items()}
    policy |= {"approval": sorted(map(str, approval)), "contacts_forgotten_after": f"{days}d"}
    book = rulebook(the_settings(), Policy.model_validate(policy))
    found = page(language, book=book)
    for name, ((ack, reply), climb) in drawn.items():
        assert shown(found, name, "acknowledge") == ack * 15 * 60
        assert shown(found, name, "reply") == reply * 15 * 60
        for level in (2, 3):
            assert abs(shown(found, name, f"level-{level}") - reply * 15 * 60 * climb[f"L{level}"]) < 30.001
    assert seconds(str(found.one("time.forgotten").attributes["datetime"])) == days * 24 * 3600
    said = texts(language)
    assert (said["step_approved"] in found.text()) is bool(approval)


def test_what_is_usually_how_urgent_follows_from_the_rules() -> None:
    found = about_of(BOOK, "ru")
    assert (found["safety"], found["legal_threat"]) == (Severity.CRITICAL, Severity.CRITICAL)
    assert (found["refund_return"], found["other"], found["remark"]) == (Severity.HIGH, Severity.NORMAL, Severity.LOW)
    one = a_book(triage=[{"name": "everything", "severity": "low"}])
    assert set(about_of(one, "ru").values()) == {Severity.LOW}
    none = a_book(triage=[{"name": "nothing", "dismiss": "no"}])
    assert set(about_of(none, "ru").values()) == {Severity.NORMAL}
    assert "refund" not in page(book=one).text()


def test_a_threat_to_publish_is_not_advertised_as_a_way_to_be_quick() -> None:
    for language in LANGUAGES:
        assert not {"publicity_threat", "churn"} & set(texts(language)["about"])


def test_other_terms_of_a_site_a_brand_and_a_language_are_told_apart() -> None:
    quick = {"acknowledge": "30m", "reply": "90m"}
    markets = [
        {"when": {"sites": ["forum"]}, "targets": {"normal": quick}},
        {"when": {"languages": ["lv"]}, "targets": {"normal": {"reply": "12h"}}},
    ]
    catalogue = Catalogue((a_site(), a_site("forum")))
    found = page("ru", book=a_book(markets=markets), catalogue=catalogue)
    heads = found.texts("#terms ~ h3")
    assert heads == ["Ozols, opinions.example", "forum.example"]
    assert [shown(found, Severity.NORMAL, "reply", table) for table in (0, 1)] == [16 * 3600, 90 * 60]
    latvian = page("lv", book=a_book(markets=markets), catalogue=Catalogue((a_site(),)))
    assert shown(latvian, Severity.NORMAL, "reply") == 12 * 3600
    assert latvian.texts("#terms ~ h3") == []


def test_contacts_are_those_of_the_brand_and_the_language() -> None:
    two = Settings(company="Both", brands=(Brand(name="Ozols"), Brand(name="Bērzs")), timezone="Europe/Riga")
    contacts = [
        {"brand": "Ozols", "phone": "111"},
        {"brand": "Bērzs", "phone": "222"},
        {"brand": "Bērzs", "language": "lv", "phone": "333"},
    ]
    book = a_book(contacts=contacts)
    assert found_pairs(page("ru", book=book, settings=two)) == ["111", "222"]
    assert found_pairs(page("lv", book=book, settings=two)) == ["111", "333"]
    same = page("ru", book=a_book(contacts=[{"phone": "111"}]), settings=two)
    assert found_pairs(same) == ["111"]


def found_pairs(found: Html) -> list[str]:
    return [text for text in found.texts("#how ~ dl dd") if text.isdigit()]


def test_nothing_is_promised_that_nobody_has_written() -> None:
    found = page()
    for absent in ("how_form", "form_link", "higher", "rules", "lawyer", "phone", "how_sites", "step_site"):
        assert texts("en")[absent] not in found.text(), absent
    assert "number at once" not in found.text()
    assert texts("en")["lawyer"] in page(book=a_book(legal={"risks": ["legal_threat"], "lawyers": ["vera"]})).text()


def test_no_member_of_the_staff_is_named() -> None:
    ladder = load_policy(the_settings()).model_dump()["ladder"]
    ladder["owners"] = [{"L1": "anna", "L2": ["boris", "role:supervisor"], "L3": "vera"}]
    text = page(book=a_book(ladder=ladder, legal={"lawyers": ["vera"]})).text().lower()
    assert not re.search(r"\b(anna|boris|vera)\b", text)
    assert "a person named for it, the head of the complaints desk" in text


def test_the_example_is_counted_by_the_policy() -> None:
    said = page().texts(".box dd")
    assert said == ["Friday, 16:00", "Monday, 11:00", "Tuesday, 14:00"]
    always = a_book(hours={"week": dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "00:00-24:00")})
    assert page(book=always).texts(".box dd") == [], "a week without an end has no last day"
    slow = {severity: {"acknowledge": "8h", "reply": "90h", "unconfirmed": "3d"} for severity in Severity}
    assert page(book=a_book(targets=slow)).texts(".box dd") == [], "the name of a day would mean another week"


def test_hours_over_midnight_days_of_their_own_and_holidays() -> None:
    hours = {
        "timezone": "Europe/Riga",
        "week": {"mon": ["22:00-06:00"], "wed": ["09:00-13:00", "14:00-18:00"], "thu": ["09:00-13:00", "14:00-18:00"]},
        "holidays": "LV",
        "closed": [date(2026, 12, 30)],
        "open": {date(2026, 12, 19): ["10:00-15:00"]},
    }
    text = " ".join(page(book=a_book(hours=hours)).text().split())
    for part in ("Mon 22:00–06:00", "Wed–Thu 09:00–13:00, 14:00–18:00", "30 December 2026", "19 December 2026 10:00–15:00"):
        assert part in text, part
    assert "18 November 2026 Latvijas Republikas" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_stand_alone(language: str) -> None:
    """No script, no style of their own, nothing loaded from elsewhere: the strictest policy of a site lets them be."""
    for text in (page(language).html or "", index_page("Ozols", style="otklik.css")):
        found = Html(text)
        assert not found.css("script, style, img, iframe, [style], [onclick], form")
        assert [node.attributes["href"] for node in found.css("link")] == ["otklik.css"]
    assert "url(" not in style()
    assert "@import" not in style()


def test_what_the_operator_writes_stays_text() -> None:
    for payload in PAYLOADS:
        book = a_book(contacts=[{"who": payload, "phone": payload, "email": payload, "hours": payload, "higher": payload}])
        named = Settings(company=payload, brands=(Brand(name=payload),), timezone="Europe/Riga")
        found = page(book=book, settings=named)
        assert not found.css("script, style, img, iframe, svg, base, main form")
        assert all(str(node.attributes["href"]).startswith(("mailto:", "ru.", "uk.", "lv.", "en.")) for node in found.css("a"))


@pytest.mark.parametrize(
    ("length", "said", "iso"),
    [
        (timedelta(hours=16), "16 hours", "PT16H"),
        (timedelta(minutes=90), "1 hour 30 minutes", "PT1H30M"),
        (timedelta(seconds=45), "45 seconds", "PT45S"),
        (timedelta(0), "0 minutes", "PT0M"),
    ],
)
def test_lengths_are_written_out(length: timedelta, said: str, iso: str) -> None:
    assert wording.length(length, "en").replace("\u00a0", " ") == said
    assert wording.iso(length) == iso
    assert wording.span(timedelta(days=90), "ru").replace("\u00a0", " ") == "90 дней"
