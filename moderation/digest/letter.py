"""A rendered letter as a message for the mail: two parts with the same facts, and headers that can be told in advance."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from config.errors import UsageError
from moderation.digest.render import Letter
from moderation.plain import one_line

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?", re.ASCII)


def address(text: str) -> str:
    """Check one mail address, for example anna@example.org. Raises UsageError for anything else, two addresses included."""
    found = text.strip(" ")
    if _ADDRESS.fullmatch(found) is None or ".." in found:
        raise UsageError(f"{text!r} is not one mail address. Write it as name@example.org; repeat --to for more")
    return found


def message_id(edition: str, to: str, sender: str) -> str:
    """Name the letter of one week ("2026-W47") to one recipient: the same however often it is made.

    A mailbox that gets it twice can so drop the second copy.
    """
    person = hashlib.sha256(to.lower().encode()).hexdigest()[:12]
    return f"<digest-{edition.replace('-', '')}-{person}@{host_of(sender)}>"


def host_of(address: str) -> str:
    """Give the host of a mail address."""
    return address.rpartition("@")[2]


def build(letter: Letter, *, edition: str, sender: str, to: str, company: str, now: datetime) -> EmailMessage:
    """Build the message of the weekly letter. Refuses addresses that are none."""
    message = compose(letter, name=message_id(edition, to, sender), sender=sender, to=to, company=company, now=now)
    message["List-Id"] = f"otklik weekly digest <digest.otklik.{host_of(sender)}>"
    return message


def compose(letter: Letter, *, name: str, sender: str, to: str, company: str, now: datetime) -> EmailMessage:
    """Build a message: multipart/alternative of a complete text and the HTML; `name` is its Message-ID. Refuses bad addresses."""
    sender, to = address(sender), address(to)
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(display_name=_name(company), addr_spec=sender)
    message["To"] = to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = name
    # Absence notices do not answer what says so (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    # base64: quoted-printable makes Cyrillic more than twice as long.
    message.set_content(letter.text, subtype="plain", charset="utf-8", cte="base64")
    message.add_alternative(letter.html, subtype="html", charset="utf-8", cte="base64")
    return message


def _name(company: str) -> str:
    return one_line(f"otklik {company}", 80)
