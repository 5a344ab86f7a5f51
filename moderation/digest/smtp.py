"""Hand one message to the mail server, and say for certain whether it was taken, refused, or nobody knows."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from enum import StrEnum
from typing import TYPE_CHECKING

from moderation.plain import one_line

if TYPE_CHECKING:
    from config.settings import MailSettings

TIMEOUT = 30  # seconds for each answer of the server


class Fate(StrEnum):
    """What became of a message."""

    SENT = "sent"
    REFUSED = "refused"
    LATER = "later"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The fate of one message, with the server's words where it had any; `down` says that no other will fare better now."""

    fate: Fate
    reason: str = ""
    down: bool = False


class Unsent(KeyboardInterrupt):
    """Report an interruption that came before the text of a message was handed over."""


def connect(mail: MailSettings) -> smtplib.SMTP:
    """Open a session, encrypted and logged in as the settings say."""
    session = smtplib.SMTP(mail.host or "localhost", mail.port, timeout=TIMEOUT)
    try:
        session.ehlo()
        if mail.starttls:
            session.starttls(context=ssl.create_default_context())
            session.ehlo()
        if mail.user:
            session.login(mail.user, mail.password or "")
    except BaseException:
        session.close()
        raise
    return session


def deliver(message: EmailMessage, mail: MailSettings) -> Outcome:
    """Send one message. Before the text has gone every failure is certain; after it, only the server's answer is."""
    try:
        session = connect(mail)
    except smtplib.SMTPResponseException as error:
        # A wrong login or host says nothing about the letter: it goes when that is put right.
        said = _answer(error.smtp_code, error.smtp_error).reason
        return Outcome(Fate.LATER, f"{mail.host}:{mail.port} does not serve us: {said}", down=True)
    except (OSError, smtplib.SMTPException) as error:
        return Outcome(Fate.LATER, one_line(f"{mail.host}:{mail.port}: {error}", 300), down=True)
    except KeyboardInterrupt as error:
        raise Unsent from error
    try:
        return _hand_over(session, message)
    finally:
        # The letter is with the server or it is not; how the session ends changes nothing about that.
        with suppress(OSError, smtplib.SMTPException):
            session.quit()
        session.close()


def _hand_over(session: smtplib.SMTP, message: EmailMessage) -> Outcome:
    try:
        # Step by step and not by sendmail(), which does not tell how far it came: only after the text is anything uncertain.
        code, reason = session.mail(message["From"].addresses[0].addr_spec)
        if code == 250:
            code, reason = session.rcpt(message["To"].addresses[0].addr_spec)
    except (OSError, smtplib.SMTPException) as error:
        return Outcome(Fate.LATER, one_line(str(error), 300))
    except KeyboardInterrupt as error:
        raise Unsent from error
    # 251: taken, and passed on to another mailbox (RFC 5321).
    if code not in (250, 251):
        return _answer(code, reason)
    try:
        code, reason = session.data(message.as_bytes())
    except smtplib.SMTPDataError as error:  # the server did not want the text to begin
        return _answer(error.smtp_code, error.smtp_error)
    except (OSError, smtplib.SMTPException) as error:
        return Outcome(Fate.UNCERTAIN, f"the connection broke while the letter was handed over: {error}")
    return Outcome(Fate.SENT) if code == 250 else _answer(code, reason)


def _answer(code: int, reason: bytes | str) -> Outcome:
    said = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
    return Outcome(Fate.REFUSED if 500 <= code < 600 else Fate.LATER, f"{code} {one_line(said, 300)}")
