"""`otklik show`: one case with everything that is known of it."""

from __future__ import annotations

import pytest

from crawler.items import Reply
from moderation.desk import answering
from tests.office import Office
from tests.people import ANNA, BOOK, DAY, HOUR, NOW, REPLY, TEXT, a_case, a_mention, scanned, take


def test_it_works(office: Office) -> None:
    a_case(office.store, headline="Возврат")
    answering.acknowledge(office.store, ANNA, 1, book=BOOK, now=NOW)
    out = office.out("show", "1")
    for said in (
        "case 1: acknowledged, normal, opinions, about Ozols, version 2",
        "owner: nobody",
        "next: reply, in 1 d 6 h (why: otklik deadline 1)",
        "Ilze wrote, published Mon 2026-11-23 10:00, seen Mon 2026-11-23 11:00, rated 1 of 5:",
        "https://opinions.example/ozols#r1",
        f"  Возврат\n  {TEXT}",
        "tags: sentiment negative 97%, complaint yes 95%",
        "topics: delivery 90%",
        "met in time",
        "machine:triage  receive",
        "otklik reply 1 --file FILE",
        "otklik wait 1 --until DATE --why",
        "otklik assign 1 LOGIN",
        "otklik dismiss 1 --why",
    ):
        assert said in out, said


def test_the_whole_way_is_shown(office: Office) -> None:
    a_case(office.store)
    answering.reply(office.store, ANNA, 1, book=BOOK, now=NOW, text="первая мысль")
    answering.reply(office.store, ANNA, 1, book=BOOK, now=NOW, text=REPLY)
    answering.post(office.store, ANNA, 1, book=BOOK, now=NOW, url="https://opinions.example/ozols#a1")
    scanned(office.store, [a_mention(replies=(Reply(REPLY, "Ozols"),))], now=NOW + HOUR)
    out = office.out("show", "1")
    assert "case 1: confirmed" in out
    assert "no clock is running" in out
    assert "reply 1 (replaced), by anna" in out
    assert f"reply 2 (confirmed), by anna, Mon 2026-11-23 11:00:\n  {REPLY}" in out
    assert "under it on the site Ozols answered:" in out
    take(office.store, [a_mention(body="Обманули опять")], now=NOW + DAY)
    out = office.out("show", "1")
    assert "marks: amended" in out
    assert f"until Tue 2026-11-24 11:00 it said:\n  {TEXT}" in out


def test_a_withdrawn_complaint_says_so(office: Office) -> None:
    a_case(office.store, published=None, published_raw="на прошлой неделе")
    scanned(office.store, [])
    scanned(office.store, [], now=NOW + DAY)
    out = office.out("show", "1")
    assert "withdrawn from the site: Tue 2026-11-24 11:00" in out
    assert "published на прошлой неделе" in out


def test_an_untagged_complaint_says_so(office: Office) -> None:
    take(office.store, [a_mention(author=None, rating=None)], None)
    out = office.out("show", "1")
    assert "tags: none, no model has read it" in out
    assert "somebody wrote" in out


def test_json_is_one_document(office: Office) -> None:
    a_case(office.store)
    found = office.json("show", "1")
    assert (found["id"], found["status"], found["mention"]["text"]) == (1, "received", TEXT)
    assert found["possible"] == [
        "acknowledge", "reply", "promise", "delay", "wait", "assign", "escalate",
        "concede", "link", "merge", "restrict", "dismiss",
    ]  # fmt: skip


@pytest.mark.parametrize("number", ["2", "9223372036854775807", "9223372036854775808"])
def test_an_unknown_case_is_told_with_the_next_step(office: Office, number: str) -> None:
    code, out, err = office.run("show", number)
    assert (code, out, err) == (1, "", f"otklik: there is no case {number}. See the open ones: otklik queue\n")


@pytest.mark.parametrize("number", ["0", "-1", "many", "1e3"])
def test_what_is_no_number_ends_with_2(office: Office, number: str) -> None:
    assert office.run("show", number)[:2] == (2, "")


def test_crawled_text_is_masked_and_cannot_command_the_terminal(office: Office) -> None:
    reply = Reply("\x1b[2J пишите ivan@example.org", "Ozols\x9b31m!")
    a_case(office.store, body="\x1b]0;owned\x07 звоните +371 26 123 456", replies=(reply.__class__(reply.text, "Pēteris\x1b"),))
    for out in (office.out("show", "1"), office.out("show", "1", "--json")):
        assert not set("\x1b\x07\x9b") & set(out)
        assert "26 123 456" not in out
        assert "ivan@" not in out
