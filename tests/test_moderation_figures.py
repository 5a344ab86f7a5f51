"""The figures of a week."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import UsageError
from moderation.figures import CaseRow, Figures, MentionRow, Rows, ScanRow, SiteRow, count, parse_week, week_at, week_of_day

RIGA = "Europe/Riga"
WEEK = parse_week("2026-W47", RIGA)
MONDAY = WEEK.starts
ZONES = (RIGA, "Europe/Kyiv", "Asia/Kathmandu", "America/New_York")
BRANDS = {"Ozols": False, "Bērzs": True}


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
    return CaseRow(**{**values, **changes})  # type: ignore[arg-type]


def a_mention(seen: datetime, brand: str = "Ozols", site: str = "atsauksmes", **changes: object) -> MentionRow:
    values: dict[str, object] = {"complaint": True, "sentiment": "negative"}
    return MentionRow(site=site, brand=brand, competitor=BRANDS[brand], first_seen=seen, **{**values, **changes})  # type: ignore[arg-type]


def counted(**rows: object) -> Figures:
    values: dict[str, object] = {"mentions": [], "cases": [], "scans": [], "sites": [], "competitors": BRANDS}
    return count(Rows(**{**values, **rows}), WEEK, company="Ozols SIA")  # type: ignore[arg-type]


def test_it_works() -> None:
    cases = [
        a_case(
            1,
            MONDAY,
            acknowledged_at=MONDAY + timedelta(hours=1),
            replied_at=MONDAY + timedelta(hours=5),
            response=timedelta(hours=5),
        ),
        a_case(2, MONDAY + timedelta(days=1), topics=("delivery", "trust"), severity="critical"),
        a_case(
            3, MONDAY - timedelta(days=3), replied_at=MONDAY, response=timedelta(hours=15), confirmed_at=MONDAY, closed_at=MONDAY
        ),
        a_case(4, MONDAY - timedelta(days=2), overdue_since=MONDAY - timedelta(days=1)),
    ]
    figures = counted(cases=cases)
    assert (figures.counts.new, figures.counts.acknowledged, figures.counts.answered) == (2, 1, 2)
    assert (figures.counts.confirmed, figures.counts.closed, figures.counts.overdue) == (1, 1, 1)
    assert figures.before.new == 2
    assert figures.median_response == timedelta(hours=10)
    assert [(line.topic, line.now, line.before) for line in figures.topics] == [("delivery", 2, 2), ("trust", 1, 0)]
    assert [case.id for case in figures.fresh] == [2, 1], "the most serious comes first"
    assert [case.id for case in figures.overdue] == [4]


def test_a_moment_at_the_border_belongs_to_the_week_that_begins() -> None:
    figures = counted(cases=[a_case(1, WEEK.starts), a_case(2, WEEK.ends), a_case(3, WEEK.starts - timedelta(microseconds=1))])
    assert [case.id for case in figures.fresh] == [1]
    assert figures.before.new == 1


def test_a_week_begins_at_midnight_of_its_own_zone() -> None:
    assert datetime(2026, 11, 15, 22, tzinfo=UTC) == WEEK.starts
    assert parse_week("2026-W47", "America/New_York").starts == datetime(2026, 11, 16, 5, tzinfo=UTC)


@pytest.mark.parametrize(("text", "hours"), [("2026-W13", 167), ("2026-W43", 169), ("2026-W47", 168)])
def test_a_week_in_which_the_clocks_change_is_an_hour_shorter_or_longer(text: str, hours: int) -> None:
    week = parse_week(text, RIGA)
    assert week.ends - week.starts == timedelta(hours=hours)


def test_the_fifty_third_week_exists_only_in_long_years() -> None:
    week = parse_week("2026-W53", RIGA)
    assert (week.monday, week.sunday) == (date(2026, 12, 28), date(2027, 1, 3))
    assert str(week_of_day(date(2027, 1, 1), RIGA)) == "2026-W53"
    assert str(parse_week("2027-W01", RIGA).before()) == "2026-W53"
    with pytest.raises(UsageError, match="2027 has the weeks W01 to W52"):
        parse_week("2027-W53", RIGA)


@pytest.mark.parametrize("text", ["", "last", "2026-47", "2026-W7", "2026-W00", "0000-W01", "9999-W99", "2026-W٤٧", "2026-W47 X"])
def test_what_is_no_week_is_refused_with_the_form_to_write(text: str) -> None:
    with pytest.raises(UsageError, match=r"2026-W47|has the weeks"):
        parse_week(text, RIGA)


@given(
    st.integers(1_577_836_800, 2_051_222_400),
    st.sampled_from(ZONES),
)
def test_every_moment_lies_in_exactly_one_week(second: int, zone: str) -> None:
    moment = datetime.fromtimestamp(second, UTC)
    week = week_at(moment, zone)
    assert week.holds(moment)
    assert week.before().ends == week.starts
    assert parse_week(str(week), zone) == week


def test_no_data_is_not_no_complaints() -> None:
    sites = [SiteRow("atsauksmes", "Ozols"), SiteRow("forums", "Ozols"), SiteRow("jauns", "Ozols")]
    scans = [
        ScanRow("atsauksmes", MONDAY + timedelta(hours=1), "quiet"),
        ScanRow("forums", MONDAY + timedelta(hours=1), "ok"),
        ScanRow("forums", MONDAY + timedelta(days=2), "blocked", "403 from the third page"),
        ScanRow("jauns", MONDAY - timedelta(days=2), "ok"),
    ]
    figures = counted(sites=sites, scans=scans)
    seen = {site.site: (site.seen, site.blind, site.verdict) for site in figures.sites}
    assert seen == {"atsauksmes": (True, False, "quiet"), "forums": (True, True, "blocked"), "jauns": (False, True, "never_ran")}
    assert [site.site for site in figures.blind] == ["forums", "jauns"]
    assert not figures.quiet


def test_nothing_happened_is_told_apart_from_nothing_seen() -> None:
    site = SiteRow("atsauksmes", "Ozols")
    assert counted(sites=[site], scans=[ScanRow("atsauksmes", MONDAY, "ok")]).quiet
    assert not counted(sites=[site]).quiet


def test_competitors_are_counted_beside_the_own_brands() -> None:
    mentions = [a_mention(MONDAY), a_mention(MONDAY, "Bērzs"), a_mention(MONDAY, "Bērzs", sentiment="positive", complaint=False)]
    mentions.append(a_mention(MONDAY - timedelta(days=1), "Bērzs"))
    own, other = counted(mentions=mentions).brands
    assert (own.brand, own.competitor, own.mentions, own.before) == ("Ozols", False, 1, 0)
    assert (other.brand, other.competitor, other.mentions, other.negative, other.complaints, other.before) == (
        "Bērzs",
        True,
        2,
        1,
        1,
        1,
    )


def test_a_dismissed_case_is_not_counted_as_closed() -> None:
    assert counted(cases=[a_case(1, MONDAY, closed_at=MONDAY, dismissed=True)]).counts.closed == 0


def test_without_replies_there_is_no_median() -> None:
    assert counted().median_response is None
