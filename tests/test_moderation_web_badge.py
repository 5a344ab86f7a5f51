"""How pages word time: badges, ages, spans; and what freshness and chips say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.catalogue import Site
from config.policy import load_policy
from config.settings import Settings
from crawler.items import Verdict
from moderation.case import Severity
from moderation.deadlines import Terms
from moderation.filters import Filter, parse_filter
from moderation.rulebook import rulebook
from moderation.store.scans import ScanRecord
from moderation.web.badge import badge
from moderation.web.chips import parts, ready_chips
from moderation.web.freshness import judged
from moderation.web.speech import Speech
from moderation.words import LANGUAGES

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # Monday, 11:00 in Riga
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ENGLISH = Speech("en", "Europe/Riga", NOW)
NBSP = "\u00a0"


@pytest.fixture(scope="module")
def terms(tmp_path_factory: pytest.TempPathFactory) -> Terms:
    settings = Settings(data=Path(tmp_path_factory.mktemp("rules")), timezone="Europe/Riga")
    return rulebook(settings, load_policy(settings)).terms


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


@pytest.mark.parametrize(
    ("kind", "due", "waiting", "state", "text"),
    [
        ("reply", NOW + 5 * HOUR, None, "ok", "Reply in 5 hr"),
        ("reply", NOW + 3 * HOUR + 20 * MINUTE, None, "soon", "Reply in 3 hr 20 min"),
        ("reply", NOW - 2 * DAY, None, "overdue", "Reply overdue by 2 days"),
        ("reply", NOW + HOUR, NOW + 3 * DAY, "paused", "Waiting until 26 Nov"),
        ("reply", NOW + 5 * HOUR, NOW - DAY, "ok", "Reply in 5 hr"),
        ("acknowledge", NOW + 2 * HOUR, None, "ok", "Acknowledge in 2 hr"),
        ("acknowledge", NOW + 30 * MINUTE, NOW + DAY, "soon", "Acknowledge in 30 min"),
        ("acknowledge", NOW - MINUTE, None, "overdue", "Acknowledgement overdue by 1 min"),
        ("confirm", NOW + 2 * DAY, None, "ok", "To be seen on the site in 2 days"),
        ("confirm", NOW + 17 * HOUR, None, "soon", "To be seen on the site in 17 hr"),
        ("confirm", NOW - HOUR, None, "overdue", "Reply not seen for 1 hr too long"),
        (None, None, None, "none", "Nothing is due"),
    ],
)
def test_a_badge_says_its_state_in_words(
    terms: Terms, kind: str | None, due: datetime | None, waiting: datetime | None, state: str, text: str
) -> None:
    found = badge(kind, due, waiting, Severity.NORMAL, terms, ENGLISH)
    assert (found.state, plain(found.text)) == (state, text)


@pytest.mark.parametrize(("language", "text"), [
    ("ru", "Ответ через 3 ч 20 мин"), ("uk", "Відповідь через 3 год 20 хв"), ("lv", "Atbilde pēc 3 st. 20 min"),
])  # fmt: skip
def test_a_badge_speaks_the_language_of_the_page(terms: Terms, language: str, text: str) -> None:
    say = Speech(language, "Europe/Riga", NOW)
    assert plain(badge("reply", NOW + 200 * MINUTE, None, Severity.NORMAL, terms, say).text) == text


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(0), "1 min"),
        (59.6 * MINUTE, "1 hr"),
        (HOUR, "1 hr"),
        (DAY - MINUTE / 3, "1 day"),
        (3 * DAY + 4 * HOUR + 20 * MINUTE, "3 days 4 hr"),
        (400 * DAY, "400 days"),
    ],
)
def test_a_span_has_its_two_largest_units(length: timedelta, text: str) -> None:
    assert plain(ENGLISH.span(length)) == text


def test_working_time_is_never_counted_in_days() -> None:
    assert plain(ENGLISH.hours(40 * HOUR)) == "40 hr"
    assert plain(ENGLISH.hours(90 * MINUTE)) == "1 hr 30 min"


@pytest.mark.parametrize(("language", "ago"), [
    ("en", "5 hours ago"), ("ru", "5 часов назад"), ("uk", "5 годин тому"), ("lv", "pirms 5 stundām"),
])  # fmt: skip
def test_ages_are_relative(language: str, ago: str) -> None:
    assert Speech(language, "UTC", NOW).ago(NOW - 5 * HOUR) == ago


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("zone", ["Europe/Riga", "America/New_York", "Asia/Kathmandu", "UTC"])
def test_moments_carry_their_zone(language: str, zone: str) -> None:
    summer, winter = (Speech(language, zone, NOW).moment(NOW.replace(month=month)) for month in (7, 12))
    for shown in (summer, winter):
        assert "2026" in shown
        assert shown.rpartition(" ")[2] in ("EEST", "EET", "EDT", "EST", "+0545", "UTC")


def test_unknown_names_are_shown_as_data() -> None:
    assert ENGLISH.label("topic", "parking_lot") == "parking lot"
    assert ENGLISH.label("verdict", "<b>\u202e") == "<b>\ufffd"
    assert ENGLISH.reason("not seen by 7 finished scans") == "not seen by 7 finished scans"
    assert Speech("lv", "UTC", NOW).reason("not seen by 7 finished scans") == "nav redzams pabeigtās apskatēs pēc kārtas: 7"
    assert Speech("lv", "UTC", NOW).reason("sold 7 %(n)s finished") == "sold 7 %(n)s finished"
    assert Speech("ru", "UTC", NOW).tongue("xx") == "xx"


def scan(verdict: str, ended: datetime) -> ScanRecord:
    return ScanRecord("a", ended, verdict, 1, 1, 0, 0, 0, 0, 1.0, True, "")


@pytest.mark.parametrize("verdict", Verdict)
def test_a_site_is_broken_unless_it_was_seen(verdict: Verdict) -> None:
    site = Site(name="a", url="https://a.example/", brand="A")
    last = {} if verdict is Verdict.NEVER_RAN else {"a": scan(verdict, NOW - HOUR)}
    (found,) = judged([site], last, NOW)
    assert found.broken == (verdict not in (Verdict.OK, Verdict.QUIET))
    assert found.verdict == verdict


def test_a_site_that_was_not_scanned_in_time_is_broken() -> None:
    site = Site(name="a", url="https://a.example/", brand="A", every=timedelta(hours=6))
    assert not judged([site], {"a": scan("ok", NOW - 9 * HOUR)}, NOW)[0].broken
    assert judged([site], {"a": scan("ok", NOW - 9 * HOUR - MINUTE)}, NOW)[0].missed


def test_a_retired_site_is_not_watched() -> None:
    assert judged([Site(name="a", url="https://a.example/", brand="A", retired=True)], {}, NOW) == ()


@pytest.mark.parametrize(
    "text", ["", "due:overdue", "owner:anna", "status:closed", "severity:critical site:a topic:trust", "status:all"]
)
def test_a_chip_leads_to_the_filter_that_it_names(text: str) -> None:
    wanted = parse_filter(text)
    for chip in (*ready_chips(wanted, "anna", ENGLISH), *parts(wanted, "anna")):
        from urllib.parse import parse_qs, urlsplit

        query = parse_qs(urlsplit(chip.href).query).get("q", [""])[0]
        assert str(parse_filter(query)) == query
        if chip.on and chip.href != "/":
            assert parse_filter(query) != wanted


def test_a_chip_is_switched_off_by_itself() -> None:
    on = next(chip for chip in ready_chips(parse_filter("due:overdue"), "anna", ENGLISH) if chip.on)
    assert (on.text, on.href) == ("Overdue", "/")
    assert [chip.text for chip in ready_chips(Filter(), "anna", ENGLISH) if chip.on] == ["All open"]


def test_a_part_without_a_chip_can_be_taken_away() -> None:
    found = parts(parse_filter("site:a,b topic:trust"), "anna")
    assert [(chip.text, chip.href) for chip in found] == [
        ("site:a", "/?q=site%3Ab+topic%3Atrust"),
        ("site:b", "/?q=site%3Aa+topic%3Atrust"),
        ("topic:trust", "/?q=site%3Aa+site%3Ab"),
    ]
