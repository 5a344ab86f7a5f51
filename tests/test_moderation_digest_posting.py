"""Posting the letter of a week: each recipient once, whatever breaks, and never a silent second copy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from email import message_from_bytes
from typing import Any, cast

import pytest
from sqlalchemy import select

from config.errors import ConfigError, UsageError
from config.settings import MailSettings
from moderation.digest import posting
from moderation.digest.letter import message_id
from moderation.digest.posting import Posted, Posting, everyone, post, ready
from moderation.digest.render import Letter
from moderation.digest.smtp import Fate, Outcome
from moderation.store.engine import Store
from moderation.store.schema import letter
from tests.mailbox import Sink, free_port, served, settings

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
ANNA, BORIS, CLARA = "anna@example.org", "boris@example.org", "clara@example.org"
LETTER = Posting("2026-W47", Letter("Ozols: 1 new complaint", "<p>Kurjers</p>", "Kurjers"), "Ozols SIA")


class Killed(BaseException):
    """The end of the process, as far as the program can tell."""


def posted(store: Store, mail: MailSettings, *to: str, again: bool = False, what: Posting = LETTER) -> list[Posted]:
    return list(post(store, what, to or (ANNA, BORIS), mail, clock=lambda: NOW, again=again))


def fates(found: Sequence[Posted]) -> list[tuple[str, str, bool]]:
    return [(row.recipient, str(row.fate), row.before) for row in found]


def ledger(store: Store) -> dict[str, str]:
    with store.read() as tx:
        rows = tx.execute(select(letter.c.recipient, letter.c.fate).where(letter.c.week == LETTER.edition))
        return {row.recipient: row.fate for row in rows}


def test_it_works(store: Store) -> None:
    sink = Sink()
    with served(sink) as mail:
        found = posted(store, mail)
    assert fates(found) == [(ANNA, "sent", False), (BORIS, "sent", False)]
    assert sink.recipients == [ANNA, BORIS]
    assert ledger(store) == {ANNA: "sent", BORIS: "sent"}
    names = [message_from_bytes(cast(bytes, envelope.content))["Message-ID"] for envelope in sink.received]
    assert names == [message_id("2026-W47", to, "otklik@example.org") for to in (ANNA, BORIS)]


def test_a_letter_is_not_sent_twice_but_by_command_and_then_under_the_same_name(store: Store) -> None:
    sink = Sink()
    with served(sink) as mail:
        posted(store, mail)
        assert fates(posted(store, mail, "Anna@Example.org", CLARA)) == [
            ("Anna@Example.org", "sent", True),
            (CLARA, "sent", False),
        ]
        assert sink.recipients == [ANNA, BORIS, CLARA]
        assert fates(posted(store, mail, ANNA, again=True)) == [(ANNA, "sent", False)]
    first, *_, last = (message_from_bytes(cast(bytes, envelope.content))["Message-ID"] for envelope in sink.received)
    assert first == last


def test_the_letter_of_a_running_week_does_not_stand_in_the_way_of_the_whole_one(store: Store) -> None:
    sink = Sink()
    early = Posting("2026-W47-so-far", LETTER.letter, LETTER.company)
    with served(sink) as mail:
        posted(store, mail, ANNA, what=early)
        posted(store, mail, ANNA)
    assert sink.recipients == [ANNA, ANNA]
    assert len({message_from_bytes(cast(bytes, envelope.content))["Message-ID"] for envelope in sink.received}) == 2


def test_a_refused_letter_is_not_tried_again_and_one_put_off_is(store: Store) -> None:
    sink = Sink({BORIS: "550 no such user", CLARA: "421 too busy"})
    with served(sink) as mail:
        assert fates(posted(store, mail, ANNA, BORIS, CLARA)) == [
            (ANNA, "sent", False),
            (BORIS, "refused", False),
            (CLARA, "later", False),
        ]
        sink.refusals = {}
        found = posted(store, mail, ANNA, BORIS, CLARA)
    assert fates(found) == [(ANNA, "sent", True), (BORIS, "refused", True), (CLARA, "sent", False)]
    assert "550 no such user" in found[1].reason
    assert sink.recipients == [ANNA, CLARA]


def test_when_the_server_is_down_all_are_put_off_and_nobody_is_lost(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def deliver(message: Any, mail: MailSettings) -> Outcome:
        tried.append(message["To"])
        return Outcome(Fate.LATER, "no answer", down=True)

    monkeypatch.setattr(posting, "deliver", deliver)
    assert fates(posted(store, settings(1), ANNA, BORIS, CLARA)) == [(who, "later", False) for who in (ANNA, BORIS, CLARA)]
    assert tried == [ANNA], "one that does not answer is not waited for again"
    monkeypatch.undo()
    sink = Sink()
    with served(sink) as mail:
        posted(store, mail, ANNA, BORIS, CLARA)
    assert sink.recipients == [ANNA, BORIS, CLARA]


def test_a_server_that_is_not_there_puts_the_letter_off(sqlite_store: Store) -> None:
    (found,) = posted(sqlite_store, settings(free_port()), ANNA)
    assert (found.fate, ledger(sqlite_store)) == (Fate.LATER, {ANNA: "later"})


@pytest.mark.parametrize("arrived", [True, False])
def test_a_run_killed_in_the_middle_leaves_an_uncertain_letter_and_no_second_copy(
    store: Store, monkeypatch: pytest.MonkeyPatch, arrived: bool
) -> None:
    sink = Sink()
    real = posting.deliver

    def killed(message: Any, mail: MailSettings) -> Outcome:
        if message["To"] == BORIS:
            if arrived:
                real(message, mail)
            raise Killed
        return real(message, mail)

    with served(sink) as mail:
        with monkeypatch.context() as patched:
            patched.setattr(posting, "deliver", killed)
            with pytest.raises(Killed):
                posted(store, mail, ANNA, BORIS, CLARA)
        assert ledger(store) == {ANNA: "sent", BORIS: "sending"}
        found = posted(store, mail, ANNA, BORIS, CLARA)
        assert fates(found) == [(ANNA, "sent", True), (BORIS, "uncertain", True), (CLARA, "sent", False)]
        assert "ended while the letter was handed over" in found[1].reason
        assert fates(posted(store, mail, BORIS)) == [(BORIS, "uncertain", True)]
        assert sink.recipients.count(BORIS) == int(arrived)
        assert fates(posted(store, mail, BORIS, again=True)) == [(BORIS, "sent", False)]
    assert ledger(store) == {ANNA: "sent", BORIS: "sent", CLARA: "sent"}


def test_the_row_is_written_before_the_server_is_spoken_to(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, str]] = []

    def deliver(message: Any, mail: MailSettings) -> Outcome:
        seen.append(ledger(store))
        return Outcome(Fate.SENT)

    monkeypatch.setattr(posting, "deliver", deliver)
    posted(store, settings(1))
    assert seen == [{ANNA: "sending"}, {ANNA: "sent", BORIS: "sending"}]


def test_a_cut_connection_leaves_it_uncertain(store: Store) -> None:
    with served(Sink(data="cut")) as mail:
        assert fates(posted(store, mail, ANNA)) == [(ANNA, "uncertain", False)]
        assert fates(posted(store, mail, ANNA)) == [(ANNA, "uncertain", True)]


def test_every_mailbox_is_named_once_and_what_is_none_is_refused_before_anything_is_sent() -> None:
    assert everyone([ANNA, "Anna@Example.org", BORIS, BORIS]) == (ANNA, BORIS)
    with pytest.raises(UsageError, match="is not one mail address"):
        everyone([ANNA, "a@b.c\r\nBcc: x@y.z"])


@pytest.mark.parametrize("missing", ["host", "sender"])
def test_without_a_server_or_a_sender_nothing_can_be_sent(missing: str) -> None:
    with pytest.raises(ConfigError, match=f"mail.{missing} is not set"):
        ready(settings(25).model_copy(update={missing: ""}))
