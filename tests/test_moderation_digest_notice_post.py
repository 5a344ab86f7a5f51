"""Notices by mail: one letter for each person, each notice at most once, held back in quiet hours, tried again, given up."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

import pytest

from config.settings import MailSettings, Settings
from moderation import clockwork, noticing, staff
from moderation.desk import ending, owners
from moderation.digest import notice_post
from moderation.digest.notice_post import DIED, Told, send_due
from moderation.digest.smtp import Fate, Outcome, Unsent
from moderation.people import Person, Role
from moderation.store import notices
from moderation.store.engine import Store
from moderation.store.notices import NoticeRecord
from tests.mailbox import Sink, free_port, served
from tests.mailbox import settings as at_port
from tests.people import ANNA, BOOK, BORIS, DAY, NOW, VERA, a_book, a_case, hire, settings

MINUTE = timedelta(minutes=1)
LATER = NOW + timedelta(minutes=15)


@pytest.fixture
def desk(store: Store) -> Store:
    """Give a staff with mail, and two cases of Anna's."""
    hire(store)
    for login in ("anna", "boris"):
        staff.set_mailbox(store, login, mail=f"{login}@example.org", language="lv" if login == "anna" else None)
    for number in (1, 2):
        n = a_case(store, number)
        owners.assign(store, BORIS, n, book=BOOK, now=NOW, owner="anna")
    return store


def send(store: Store, mail: MailSettings, now: datetime = LATER, **changes: Any) -> tuple[Told, ...]:
    given: Settings = settings(mail=mail, **changes)
    return send_due(store, BOOK, given, lambda: now)


def of(store: Store, login: str = "anna") -> tuple[NoticeRecord, ...]:
    with store.read() as tx:
        return notices.inbox(tx, login, unread=False, limit=100)


def fates(store: Store, login: str = "anna") -> set[tuple[str, str]]:
    return {(one.fate, one.reason) for one in of(store, login)}


@pytest.fixture
def sink() -> Sink:
    return Sink()


def test_it_works(desk: Store, sink: Sink) -> None:
    with served(sink) as mail:
        assert send(desk, mail, NOW + 9 * MINUTE) == (), "they wait for others that go in the same letter"
        assert send(desk, mail, web={"url": "https://desk.example/"}) == (Told("anna", 2, Fate.SENT),)
        assert send(desk, mail, NOW + DAY) == (), "once only"
    (envelope,) = sink.received
    got = cast(EmailMessage, message_from_bytes(cast(bytes, envelope.content), policy=policy.default))
    assert (envelope.rcpt_tos, got["Auto-Submitted"]) == (["anna@example.org"], "auto-generated")
    text = got.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Boris Ozols" in text
    for n in (1, 2):
        assert f"https://desk.example/cases/{n}" in text
        assert f"https://desk.example/cases/{n}" in got.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "Jums" in got["Subject"] or "Lieta" in got["Subject"], "in the language of its reader"
    assert {one.message_id for one in of(desk)} == {got["Message-ID"]}
    assert {one.sent_at for one in of(desk)} == {LATER}
    assert fates(desk) == {("sent", "")}


def test_a_customer_s_words_do_not_travel(desk: Store, sink: Sink) -> None:
    with served(sink) as mail:
        send(desk, mail)
    assert "Ilze" not in str(sink.received[0].content)


def test_three_runs_at_once_send_each_letter_once(desk: Store, sink: Sink) -> None:
    clockwork.tick(desk, BOOK, NOW + 2 * DAY)
    with served(sink) as mail, ThreadPoolExecutor(3) as pool:
        told = list(pool.map(lambda _: send(desk, mail, NOW + 3 * DAY), range(3)))
    assert sorted(sink.recipients) == ["anna@example.org", "boris@example.org"]
    assert sorted((one.login, one.fate) for run in told for one in run) == [("anna", "sent"), ("boris", "sent")]


def test_quiet_hours_hold_letters_back_but_not_what_the_policy_lets_through(desk: Store, sink: Sink) -> None:
    night = NOW.replace(hour=20)  # 22:00 in Riga
    with served(sink) as mail:
        assert send(desk, mail, night) == ()
        urgent = {"case_id": 1, "key": "L3:reply", "seq": 2, "urgent": True, "made_at": night, "due_at": night}
        with desk.write() as tx:
            notices.add(tx, [{**urgent, "login": "boris"}, {**urgent, "login": "anna"}])
        told = send(desk, mail, night)
        assert [(one.login, one.notices) for one in told] == [("anna", 1), ("boris", 1)]
        assert send(desk, mail, night + 10 * MINUTE) == ()
        assert [(one.login, one.notices) for one in send(desk, mail, NOW + DAY)] == [("anna", 2)]


def test_an_answer_for_now_is_tried_again_later_each_time_longer_and_given_up_after_days(desk: Store) -> None:
    refusing = Sink(rcpt="451 try again later")
    with served(refusing) as mail:
        now, waits = LATER, []
        while of(desk)[0].fate == "waiting":
            assert [one.fate for one in send(desk, mail, now)] == [Fate.LATER]
            assert send(desk, mail, now + MINUTE) == (), "not before its time"
            last, now = now, max(of(desk)[0].due_at, now)
            waits.append(now - last)
            if now.hour in (*range(18, 24), *range(6)):  # quiet in Riga
                now = (now + timedelta(hours=12)).replace(hour=7)
    assert waits[:4] == [5 * MINUTE, 10 * MINUTE, 20 * MINUTE, 40 * MINUTE]
    ((fate, reason),) = fates(desk)
    assert fate == "refused"
    assert reason.startswith("given up after")
    assert "451 try again later" in reason
    assert noticing.unread(desk, ANNA) == 2, "they stand in the list all the same"


def test_what_is_refused_for_good_is_not_tried_again(desk: Store) -> None:
    with served(Sink(refusals={"anna@example.org": "550 no such mailbox"})) as mail:
        assert [one.fate for one in send(desk, mail)] == [Fate.REFUSED]
        assert send(desk, mail, NOW + DAY) == ()
    assert fates(desk) == {("refused", "550 no such mailbox")}


def test_a_connection_that_breaks_after_the_text_leaves_it_uncertain_and_is_not_repeated(desk: Store) -> None:
    with served(Sink(data="cut")) as mail:
        assert [one.fate for one in send(desk, mail)] == [Fate.UNCERTAIN]
    good = Sink()
    with served(good) as mail:
        assert send(desk, mail, NOW + DAY) == ()
    assert good.received == []


def test_a_server_that_is_down_costs_the_others_nothing_and_later_all_arrive(desk: Store, sink: Sink) -> None:
    clockwork.tick(desk, BOOK, NOW + 2 * DAY)
    monday = NOW + 3 * DAY
    (told,) = send(desk, at_port(free_port()), monday)
    assert (told.login, told.fate) == ("anna", Fate.LATER)
    assert {one.tries for one in of(desk, "boris")} == {0}
    with served(sink) as mail:
        send(desk, mail, monday + 6 * MINUTE)
    assert sorted(sink.recipients) == ["anna@example.org", "boris@example.org"]


def test_a_run_that_died_leaves_its_notices_uncertain(desk: Store, sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def dies(*_: object) -> Outcome:
        raise Killed

    with served(sink) as mail:
        monkeypatch.setattr(notice_post, "deliver", dies)
        with pytest.raises(Killed):
            send(desk, mail)
        monkeypatch.undo()
        assert send(desk, mail, LATER + 4 * MINUTE) == (), "another run may be sending it this moment"
        assert fates(desk) == {("sending", "")}
        assert send(desk, mail, LATER + 6 * MINUTE) == ()
    assert fates(desk) == {("uncertain", DIED)}
    assert sink.received == []


def test_an_interruption_before_the_text_leaves_it_waiting(desk: Store, sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    def stops(*_: object) -> Outcome:
        raise Unsent

    with served(sink) as mail:
        monkeypatch.setattr(notice_post, "deliver", stops)
        with pytest.raises(Unsent):
            send(desk, mail)
        monkeypatch.undo()
        assert {one.fate for one in of(desk)} == {"waiting"}
        assert [one.fate for one in send(desk, mail, LATER + 6 * MINUTE)] == [Fate.SENT]


def test_what_cannot_go_by_mail_stands_in_the_list_with_the_reason(desk: Store, sink: Sink) -> None:
    owners.assign(desk, BORIS, 1, book=BOOK, now=NOW, owner="vera")
    with served(sink) as mail:
        send(desk, mail)
    assert fates(desk, "vera") == {("listed", "vera has no mail address: otklik user mail vera ADDRESS")}
    assert noticing.unread(desk, VERA) == 1


def test_without_a_mail_server_or_by_the_policy_nothing_is_sent(desk: Store) -> None:
    silent = a_book(notices={"channels": []})
    n = a_case(desk, 3)
    assert send(desk, MailSettings()) == ()
    assert fates(desk) == {("listed", "no mail server is set: mail.host, mail.sender")}
    owners.assign(desk, BORIS, n, book=silent, now=NOW, owner="anna")
    assert send_due(desk, silent, settings(), lambda: LATER) == ()
    assert ("listed", "the policy sends no mail: notices.channels") in fates(desk)


def test_what_was_seen_or_is_over_before_it_is_sent_is_not_sent(desk: Store, sink: Sink) -> None:
    noticing.seen(desk, ANNA, NOW, case=1)
    ending.dismiss(desk, ANNA, 2, book=BOOK, now=NOW, why="not ours")
    with served(sink) as mail:
        assert send(desk, mail) == ()
    assert fates(desk) == {("listed", "seen before it was sent"), ("listed", "the case has ended before it was sent")}


def test_a_name_is_neither_mark_up_nor_a_header(desk: Store, sink: Sink) -> None:
    eve = Person("eve", "<b>Eve</b>\r\nBcc: x@example.org", Role.SUPERVISOR)
    staff.add(desk, eve, NOW)
    owners.assign(desk, eve, a_case(desk, 3), book=BOOK, now=NOW, owner="boris")
    with served(sink) as mail:
        send(desk, mail)
    letter = next(one for one in sink.received if one.rcpt_tos == ["boris@example.org"])
    got = cast(EmailMessage, message_from_bytes(cast(bytes, letter.content), policy=policy.default))
    assert got["Bcc"] is None
    assert "Eve" in got["Subject"]
    html = got.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "&lt;b&gt;Eve&lt;/b&gt;" in html
    assert "<b>Eve" not in html
