"""`otklik deadline`: why a case is due when it is."""

from __future__ import annotations

from moderation.desk import answering, ending, terms
from tests.office import Office
from tests.people import ANNA, BOOK, DAY, HOUR, NOW, REPLY, a_case, take


def test_it_works(office: Office) -> None:
    a_case(office.store)
    answering.acknowledge(office.store, ANNA, 1, book=BOOK, now=NOW + HOUR)
    terms.wait(office.store, ANNA, 1, book=BOOK, now=NOW + HOUR, until=NOW + DAY, why="asked for the order number")
    office.at(NOW + 2 * HOUR)
    out = office.out("deadline", "1")
    for said in (
        "acknowledge: 4 h of working time from Mon 2026-11-23 10:00, due Mon 2026-11-23 14:00 (Europe/Riga)",
        "  met Mon 2026-11-23 12:00, in time",
        "counted 4 h of 4 h",
        "reply: 16 h of working time from Mon 2026-11-23 10:00, due Wed 2026-11-25 16:00 (Europe/Riga)",
        "  in 2 d 3 h",
        "  waiting from Mon 2026-11-23 12:00 to Tue 2026-11-24 11:00, by anna: asked for the order number",
        "Mon 2026-11-23  2 h      12 h waiting: asked for the order number (anna)",
        "Tue 2026-11-24  7 h      11 h waiting: asked for the order number (anna), 6 h outside working hours",
        "Wed 2026-11-25  7 h      9 h outside working hours",
        "counted 16 h of 16 h",
    ):
        assert said in out, said


def test_json_adds_up(office: Office) -> None:
    a_case(office.store)
    answering.reply(office.store, ANNA, 1, book=BOOK, now=NOW, text=REPLY)
    answering.post(office.store, ANNA, 1, book=BOOK, now=NOW)
    office.at(NOW + 5 * DAY)
    found = office.json("deadline", "1")
    assert (found["case"], found["timezone"]) == (1, "Europe/Riga")
    assert [clock["clock"] for clock in found["clocks"]] == ["acknowledge", "reply", "confirm"]
    for clock in found["clocks"]:
        assert clock["counted"] == clock["term"] == sum(span["seconds"] for span in clock["spans"] if span["counted"])
        assert clock["spans"][0]["starts"] == clock["starts"]
        assert clock["spans"][-1]["ends"] == clock["due"]
        assert all(span["why"] for span in clock["spans"])
    assert [clock["late"] for clock in found["clocks"]] == [False, False, True]


def test_a_holiday_is_named(office: Office) -> None:
    office.write("policy.yaml", "hours: {holidays: LV}")
    a_case(office.store, now=NOW.replace(day=17, hour=15), published=None)
    office.at(NOW.replace(day=17, hour=15))
    assert "24 h holiday: " in office.out("deadline", "1")


def test_a_case_that_ended_without_any_clock_met_says_so(office: Office) -> None:
    a_case(office.store)
    ending.dismiss(office.store, ANNA, 1, book=BOOK, now=NOW, why="not ours")
    code, out, err = office.run("deadline", "1")
    assert (code, out, err) == (0, "", "case 1 is dismissed: no clock was met\n")


def test_an_unknown_case_is_told_with_the_next_step(office: Office) -> None:
    take(office.store, [])
    assert office.run("deadline", "7") == (1, "", "otklik: there is no case 7. See the open ones: otklik queue\n")


def test_a_reason_cannot_command_the_terminal(office: Office) -> None:
    a_case(office.store)
    terms.wait(office.store, ANNA, 1, book=BOOK, now=NOW, until=NOW + DAY, why="\x1b[2J\nfaked: line")
    out = office.out("deadline", "1")
    assert "\x1b" not in out
    assert not [line for line in out.splitlines() if line.startswith("faked")]
