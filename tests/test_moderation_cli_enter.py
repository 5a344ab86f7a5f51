"""`otklik enter` and `otklik contact`: complaints that no scan can find, at the command line (D2)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from moderation import tagging
from moderation.moments import moment
from tests.office import Office
from tests.people import NOW, REPLY
from tests.test_moderation_entering import Told

TEXT = "Купила чайник, он протекает, деньги не возвращают"
PHONE = "+371 29999999"


@pytest.fixture(autouse=True)
def judged(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Anna work, and a model judge that needs no time to be read."""
    assert office.store
    monkeypatch.setenv("OTKLIK_AS", "anna")
    monkeypatch.setattr(tagging, "tagger_of", lambda _: Told())


def test_it_works(office: Office) -> None:
    args = ["--channel", "phone", "--author", "Ilze", "--contact", PHONE, "--text", TEXT, "--at", "2026-11-23T10:30+02:00"]
    code, out, err = office.run("enter", *args)
    assert (code, out) == (0, "case 1: entered, normal, by-hand:phone. Look: otklik show 1\n")
    assert "next: acknowledge by 2026-11-23 12:30 UTC" in err, "four hours of working time after the call"
    shown = office.json("show", "1")
    assert (shown["channel"], shown["brand"], shown["mention"]["author"]) == ("phone", "Ozols", "Ilze")
    assert PHONE not in str(shown)
    assert office.out("contact", "1") == f"{PHONE}\n"
    found = office.json("contact", "1")
    assert found == {
        "channel": "phone", "contact": PHONE, "taken_by": "anna", "entered_at": moment(NOW), "forgotten": False
    }  # fmt: skip
    assert [row["id"] for row in office.json("queue", "site:by-hand:phone")] == [1]
    assert office.json("journal")[0]["site"] == "by-hand:phone"


def test_the_whole_way_to_the_end(office: Office) -> None:
    office.out("enter", "--channel", "shop", "--text", TEXT)
    office.out("reply", "1", "--text", REPLY)
    code, _, err = office.run("post", "1", "--how", "dove")
    assert (code, 'how: "dove" is no way to answer case 1. Write one of: phone, email, letter, shop' in err) == (2, True)
    assert "now replied" in office.out("post", "1", "--how", "letter")
    assert office.run("close", "1")[0] == 1
    assert "now closed" in office.out("close", "1", "--why", "письмо получено")
    assert office.json("show", "1")["answered_by"] == "letter"
    office.at(NOW + timedelta(days=100))
    assert "how 0" not in office.out("tick")


def test_tick_says_what_it_forgot(office: Office) -> None:
    office.out("enter", "--channel", "phone", "--contact", PHONE, "--text", TEXT)
    office.out("dismiss", "1", "--why", "другой магазин")
    office.at(NOW + timedelta(days=91))
    assert "how 1 customers are reached was forgotten" in office.out("tick")
    code, out, err = office.run("contact", "1")
    assert (code, out, "forgotten" in err) == (0, "", True)
    assert office.json("contact", "1")["forgotten"] is True


def test_a_key_makes_it_safe_to_repeat(office: Office) -> None:
    args = ["--channel", "email", "--key", "mail-17", "--text", TEXT]
    office.out("enter", *args)
    code, out, err = office.run("enter", *args)
    assert (code, out) == (1, "")
    assert 'a complaint with the key "mail-17" was entered before. See it: otklik show 1' in err


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--text", TEXT], "--channel"),
        (["--channel", "pigeon", "--text", TEXT], "Write one of: phone, email, shop, form"),
        (["--channel", "phone", "--text", " "], "this one is empty"),
        (["--channel", "phone", "--text", "я" * 60_000], "at most 100 kB"),
        (["--channel", "phone", "--text", TEXT, "--brand", "Kronavolt"], "is not one of our brands"),
        (["--channel", "phone", "--text", TEXT, "--severity", "grave"], "Write one of: critical, high, normal, low"),
        (["--channel", "phone", "--text", TEXT, "--at", "2026-11-22"], "has no time of day"),
        (["--channel", "phone", "--text", TEXT, "--at", "yesterday"], "--at"),
        (["--channel", "phone", "--text", TEXT, "--at", "2026-11-24T10:00+02:00"], "still to come"),
    ],
)
def test_what_cannot_be_entered_is_refused(office: Office, args: list[str], said: str) -> None:
    code, out, err = office.run("enter", *args)
    assert (code, out) == (2, "")
    assert said in err
    assert office.json("journal") == []


def test_a_stranger_neither_enters_nor_reads_a_contact(office: Office) -> None:
    office.out("enter", "--channel", "phone", "--contact", PHONE, "--text", TEXT)
    for args in (["enter", "--channel", "phone", "--text", TEXT], ["contact", "1"]):
        code, out, _ = office.run(*args, "--as", "stranger")
        assert (code, out) == (1, "")
    code, _, err = office.run("contact", "1", "--as", "vera")
    assert (code, "otklik assign 1 vera" in err) == (1, True)
