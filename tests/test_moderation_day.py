"""A day in the life (README): one complaint from Friday evening to the weekly letter, by the commands that people type."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from crawler.items import Mention, Precision, Rating, Reply
from moderation.case import Status
from tests.office import Office
from tests.people import a_mention, scanned, some_tags, take

RIGA = ZoneInfo("Europe/Riga")
COMPLAINT = some_tags(language="lv")
PRAISE = some_tags("positive", complaint=False, language="lv")
CONTACTS = """
contacts:
  - brand: Ozols
    who: klientu apkalpošana
    phone: +371 6700 0000
    higher: klientu apkalpošanas vadītāja Līga Kalniņa, liga@ozols.example
"""
REPLY = (
    "Labdien, Ilze! Atvainojamies, ka kurjers kavējas. Saprotam, cik nepatīkami ir gaidīt. "
    "Sūtījums ir atrasts Jelgavas noliktavā, un kurjers to piegādās piektdien, 2026. gada 27. novembrī, no 10.00 līdz 14.00. "
    "Ja rodas jautājumi, zvaniet klientu apkalpošanai pa tālruni +371 6700 0000 darbdienās no 9.00 līdz 18.00. "
    "Ja atbilde neapmierina, rakstiet klientu apkalpošanas vadītājai Līgai Kalniņai: liga@ozols.example."
)
NOTICE = "Labdien, Ilze! Atvainojamies: kurjers vēl meklē sūtījumu. Jaunais termiņš ir 2026. gada 27. novembris."


def moment(day: int, clock: str) -> datetime:
    """Give a moment of November 2026 by the clock of Riga."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, day, hour, minute, tzinfo=RIGA).astimezone(UTC)


def review(text: str, stars: float, *replies: Reply) -> Mention:
    """Read what Ilze wrote, with what stands under it."""
    return a_mention(
        1, body=text, author="Ilze", rating=Rating(stars), language="lv", published=moment(20, "18:40"),
        published_raw="20.11.2026 18:40", precision=Precision.MINUTE, replies=replies,
    )  # fmt: skip


BEFORE = review("Kurjers kavējas jau trešo dienu, neviens neatbild.", 1.0)
OURS = Reply(REPLY, "Ozols", moment(24, "17:05"))
ANSWERED = review("Kurjers kavējas jau trešo dienu, neviens neatbild.", 1.0, OURS)
AFTER = review("Sūtījums atvests, paldies, ka atradāt un atvainojāties!", 5.0, OURS)


@pytest.fixture
def friday(office: Office) -> Office:
    """Let the scan of Friday evening bring the complaint, an hour after the office has closed."""
    office.write("policy.yaml", CONTACTS)
    take(office.store, [BEFORE], COMPLAINT, now=moment(20, "19:00"))
    return office


def run(office: Office, day: int, clock: str, *command: str) -> str:
    """Type a command at a moment."""
    office.at(moment(day, clock))
    return office.out(*command)


def test_a_day_in_the_life(friday: Office) -> None:
    desk = friday
    # Friday evening: the clock of the acknowledgement begins on Monday morning.
    assert "due Mon 2026-11-23 13:00" in run(desk, 20, "19:05", "deadline", "1")
    assert desk.run("tick") == (0, "", "nothing was due\n")

    # Monday: Anna tells Ilze that it was taken up, in time; she asks the courier and promises a day.
    run(desk, 23, "09:20", "acknowledge", "1", "--url", "https://opinions.example/ozols#a1", "--as", "anna")
    run(desk, 23, "09:40", "stage", "1", "--plan", "courier-inquiry", "--as", "anna")
    run(desk, 23, "10:30", "stage", "1", "--done", "1", "--why", "the courier looks for it", "--as", "anna")
    run(desk, 23, "11:00", "promise", "1", "--until", "2026-11-25", "--why", "the courier answers until then", "--as", "anna")

    # Tuesday: three quarters of the term have passed; the courier needs longer, and Ilze is told why and until when.
    assert "case 1: a term is nearly over" in run(desk, 24, "12:05", "tick")
    run(
        desk, 24, "15:00", "delay", "1", "--until", "2026-11-27", "--why", "the parcel lies in another depot", "--text", NOTICE,
        "--url", "https://opinions.example/ozols#a2", "--as", "anna",
    )  # fmt: skip
    run(desk, 24, "15:10", "stage", "1", "--done", "2", "--where", "depot in Jelgava", "--why", "found", "--as", "anna")
    assert "case 1: taken up the ladder" in run(desk, 24, "16:05", "tick")
    assert "taken up the ladder to level 2" in run(desk, 24, "16:10", "alerts", "--as", "boris")

    # Boris takes it: he drafts, the lint finds nothing that blocks, he posts.
    run(desk, 24, "16:20", "assign", "1", "boris", "--as", "boris")
    run(desk, 24, "16:50", "reply", "1", "--text", REPLY, "--as", "boris")
    assert [found["rule"] for found in desk.json("lint", "1", "--as", "boris")["findings"]] == []
    run(desk, 24, "17:05", "post", "1", "--url", "https://opinions.example/ozols#a3", "--as", "boris")

    # Wednesday: the scan sees the reply on the site. Friday: the parcel is there, the promise is kept.
    assert scanned(desk.store, [ANSWERED], now=moment(25, "08:00")).confirmed == 1
    assert run(desk, 25, "09:00", "tick") == ""
    run(desk, 27, "13:25", "stage", "1", "--done", "3", "--why", "delivered", "--as", "boris")
    run(desk, 27, "13:30", "keep", "1", "--why", "delivered", "--as", "boris")
    run(desk, 27, "13:35", "resolve", "1", "--resolution", "delivered", "--cause", "late-courier", "--as", "boris")

    # Saturday: Ilze writes her review anew. Nobody needs to answer praise again; Boris closes.
    take(desk.store, [AFTER], PRAISE, now=moment(28, "08:00"))
    desk.at(moment(30, "09:10"))
    case = desk.json("show", "1")
    assert (case["reaction"], case["outcome"]["made_whole"]) == ("amended", "2026-11-28T06:00:00Z")
    run(desk, 30, "09:05", "stage", "1", "--done", "4", "--why", "she wrote so", "--as", "boris")
    run(desk, 30, "09:10", "close", "1", "--why", "Ilze wrote that the parcel came", "--as", "boris")
    case = desk.json("show", "1")
    assert (case["status"], case["merged_into"]) == (Status.CLOSED, None)
    acts = [event["act"] for event in case["events"] if event["act"] not in ("warn", "stage")]
    assert acts == [
        "receive", "acknowledge", "promise", "delay", "escalate", "assign", "reply", "post", "confirm", "keep", "resolve",
        "amend", "resolve", "close",
    ]  # fmt: skip
    assert desk.run("rebuild") == (0, "no difference\n", "")

    # Monday: the letter tells the management.
    letter = desk.json("digest", "--week", "2026-W48")
    assert letter["outcomes"]["resolved"] == {"delivered": 1}
    assert (letter["outcomes"]["amended"], [cause["cause"] for cause in letter["outcomes"]["causes"]]) == (1, ["late-courier"])
