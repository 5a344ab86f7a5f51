"""The figures of a week."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import UsageError
from moderation.figures import Answer, CaseRow, Figures, MentionRow, Rows, ScanRow, SiteRow, count
from moderation.weeks import choose_week, parse_week, week_at, week_of_day

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


def after(hours: int) -> datetime:
    return MONDAY + timedelta(hours=hours)


def a_mention(seen: datetime, brand: str = "Ozols", site: str = "atsauksmes", **changes: object) -> MentionRow:
    values: dict[str, object] = {"complaint": True, "sentiment": "negative"}
    return MentionRow(site=site, brand=brand, competitor=BRANDS[brand], first_seen=seen, **{**values, **changes})  # type: ignore[arg-type]


def counted(**rows: object) -> Figures:
    values: dict[str, object] = {"mentions": [], "cases": [], "scans": [], "sites": [], "competitors": BRANDS}
    return count(Rows(**{**values, **rows}), WEEK, company="Ozols SIA")  # type: ignore[arg-type]


def test_it_works() -> None:
    cases = [
        a_case(1, MONDAY, acknowledged_at=after(1), answers=(Answer(after(5), timedelta(hours=5)),)),
        a_case(2, after(24), topics=("delivery", "trust"), severity="critical"),
        a_case(
            3,
            after(-72),
            answers=(Answer(after(-1), timedelta(hours=20)), Answer(MONDAY, timedelta(hours=15)), Answer(after(2), None)),
            confirmed=(MONDAY,),
            closed=(MONDAY, after(3)),
            reopened=(after(2),),
        ),
        a_case(4, after(-48), overdue_since=after(-24), was_overdue=True),
    ]
    figures = counted(cases=cases)
    assert (figures.counts.new, figures.counts.acknowledged, figures.counts.answered) == (2, 1, 2)
    assert (figures.counts.confirmed, figures.counts.closed, figures.counts.overdue) == (1, 1, 1)
    assert (figures.counts.reopened, figures.counts.dismissed) == (1, 0)
    assert (figures.before.new, figures.before.answered, figures.before.overdue) == (2, 1, 1)
    assert (figures.median_response, figures.median_before) == (timedelta(hours=10), timedelta(hours=20))
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
    assert not counted().quiet, "where nothing is watched, nothing was seen"


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
    counts = counted(cases=[a_case(1, MONDAY, dismissed=(MONDAY,))]).counts
    assert (counts.closed, counts.dismissed) == (0, 1)


def test_a_case_to_which_the_same_happened_twice_counts_once() -> None:
    twice = (MONDAY, after(1))
    answers = tuple(Answer(moment, timedelta(0)) for moment in twice)
    counts = counted(cases=[a_case(1, MONDAY, answers=answers, confirmed=twice, closed=twice, reopened=twice)]).counts
    assert (counts.answered, counts.confirmed, counts.closed, counts.reopened) == (1, 1, 1, 1)


def test_a_reply_outside_working_hours_took_no_working_time_and_still_counts() -> None:
    answered = a_case(1, MONDAY, answers=(Answer(MONDAY, timedelta(0)),))
    assert counted(cases=[answered]).median_response == timedelta(0)


def test_a_letter_of_a_running_week_is_not_the_one_of_the_whole_week() -> None:
    rows = Rows(mentions=[], cases=[], scans=[], sites=[], competitors={})
    running = count(rows, WEEK, company="Ozols", until=after(50))
    whole = count(rows, WEEK, company="Ozols", until=WEEK.ends + timedelta(days=3))
    assert (running.whole, running.edition, running.until) == (False, "2026-W47-so-far", after(50))
    assert (whole.whole, whole.edition, whole.until) == (True, "2026-W47", WEEK.ends)


def test_without_replies_there_is_no_median() -> None:
    assert counted().median_response is None


@pytest.mark.parametrize(
    ("text", "week"), [("last", "2026-W46"), ("this", "2026-W47"), (" THIS ", "2026-W47"), ("2026-w45", "2026-W45")]
)
def test_a_week_is_chosen_by_name_or_by_number(text: str, week: str) -> None:
    assert str(choose_week(text, RIGA, after(50))) == week


def test_the_last_week_changes_at_midnight_of_the_zone() -> None:
    assert str(choose_week("last", RIGA, WEEK.ends - timedelta(seconds=1))) == "2026-W46"
    assert str(choose_week("last", RIGA, WEEK.ends)) == "2026-W47"


@pytest.mark.parametrize(
    ("text", "said"), [("2026-W48", "has not begun. The running one is 2026-W47"), ("yesterday", "or last, or this")]
)
def test_a_week_that_cannot_be_told_of_is_refused(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        choose_week(text, RIGA, after(50))
