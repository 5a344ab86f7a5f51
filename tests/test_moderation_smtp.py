"""Handing a letter to the mail server: sent, refused, later, or uncertain, and never a guess."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

import pytest
from aiosmtpd.smtp import AuthResult

from config.errors import UsageError
from moderation.digest import smtp
from moderation.digest.letter import address, build, message_id
from moderation.digest.render import Letter
from moderation.digest.smtp import Fate, deliver
from tests.mailbox import Sink, free_port, served, settings

EDITION = "2026-W47"
SENDER = "otklik@example.org"
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
ANNA = "anna@example.org"


def a_message(to: str = ANNA, subject: str = "Ozols: 12 jaunas sūdzības") -> EmailMessage:
    letter = Letter(subject, "<p>Kurjers</p>\n", "Kurjers\n.\n..un punkts\n")
    return build(letter, edition=EDITION, sender=SENDER, to=to, company="Ozols\r\nBcc: x@example.org", now=NOW)


def test_it_works() -> None:
    sink = Sink()
    with served(sink) as mail:
        assert deliver(a_message(), mail) == smtp.Outcome(Fate.SENT)
    (envelope,) = sink.received
    assert (envelope.mail_from, envelope.rcpt_tos) == ("otklik@example.org", [ANNA])
    got = message_from_bytes(cast(bytes, envelope.content), policy=policy.default)
    assert got.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in cast(EmailMessage, got).iter_parts()] == ["text/plain", "text/html"]
    text = cast(EmailMessage, got).get_body(("plain",))
    assert text is not None
    assert text.get_content().splitlines() == ["Kurjers", ".", "..un punkts"]
    assert got["Subject"] == "Ozols: 12 jaunas sūdzības"


def test_the_headers_say_that_a_machine_wrote_it_and_can_be_told_in_advance() -> None:
    first, again = a_message(), a_message(to="Anna@Example.org")
    assert first["Auto-Submitted"] == "auto-generated"
    assert "<digest.otklik.example.org>" in first["List-Id"]
    assert first["Message-ID"] == again["Message-ID"] == message_id(EDITION, ANNA, SENDER)
    assert first["Message-ID"] != a_message(to="boris@example.org")["Message-ID"]
    assert first["Date"].datetime == NOW


def test_a_company_name_with_a_line_break_makes_no_header() -> None:
    message = a_message()
    assert message["Bcc"] is None
    assert message["From"].addresses[0].display_name == "otklik Ozols Bcc: x@example.org"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "anna",
        "a@b@c",
        "anna@example.org, boris@example.org",
        "a@b.c\r\nBcc: x@y.z",
        "Anna <anna@example.org>",
        "a@b..c",
        "ā@b.lv",
    ],
)
def test_what_is_not_one_address_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not one mail address"):
        address(text)


@pytest.mark.parametrize(
    ("faults", "fate", "said"),
    [
        ({"rcpt": "550 no such user"}, Fate.REFUSED, "550 no such user"),
        ({"rcpt": "451 greylisted, come back"}, Fate.LATER, "451 greylisted"),
        ({"data": "554 spam"}, Fate.REFUSED, "554 spam"),
        ({"data": "452 disk full"}, Fate.LATER, "452 disk full"),
        ({"data": "cut"}, Fate.UNCERTAIN, "the connection broke"),
    ],
)
def test_what_the_server_says_decides(faults: dict[str, str], fate: Fate, said: str) -> None:
    sink = Sink(**faults)
    with served(sink) as mail:
        outcome = deliver(a_message(), mail)
    assert outcome.fate is fate
    assert said in outcome.reason
    assert sink.received == []


def test_a_server_that_falls_silent_after_the_text_leaves_it_uncertain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "TIMEOUT", 0.3)
    with served(Sink(data="silence")) as mail:
        assert deliver(a_message(), mail).fate is Fate.UNCERTAIN


def test_a_server_that_is_down_is_tried_again_later() -> None:
    outcome = deliver(a_message(), settings(free_port()))
    assert outcome.fate is Fate.LATER
    assert "127.0.0.1" in outcome.reason


def test_a_server_without_tls_is_not_given_the_letter_when_tls_is_asked_for() -> None:
    sink = Sink()
    with served(sink) as mail:
        assert deliver(a_message(), mail.model_copy(update={"starttls": True})).fate is Fate.LATER
    assert sink.received == []


def test_a_greeting_that_refuses_says_nothing_of_the_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "TIMEOUT", 5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        import threading

        def greet() -> None:
            peer, _ = server.accept()
            with peer:
                peer.sendall(b"554 go away\r\n")

        thread = threading.Thread(target=greet)
        thread.start()
        outcome = deliver(a_message(), settings(server.getsockname()[1]))
        thread.join()
    assert (outcome.fate, outcome.down) == (Fate.LATER, True)
    assert "554 go away" in outcome.reason


def test_a_login_that_is_not_taken_says_nothing_of_the_letter() -> None:
    sink = Sink()
    with served(sink, authenticator=lambda *_: AuthResult(success=False, handled=False), auth_require_tls=False) as mail:
        outcome = deliver(a_message(), mail.model_copy(update={"user": "otklik", "password": "wrong"}))
    assert (outcome.fate, outcome.down) == (Fate.LATER, True)
    assert "535" in outcome.reason
    assert "wrong" not in outcome.reason
    assert sink.received == []
