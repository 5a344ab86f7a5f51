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
from moderation.figures import Week

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?", re.ASCII)


def address(text: str) -> str:
    """Check one mail address, for example anna@example.org. Raises UsageError for anything else, two addresses included."""
    found = text.strip(" ")
    if _ADDRESS.fullmatch(found) is None or ".." in found:
        raise UsageError(f"{text!r} is not one mail address. Write it as name@example.org; repeat --to for more")
    return found


def message_id(week: Week, to: str, host: str) -> str:
    """Name the letter of one week to one recipient: the same however often it is made, so that mailboxes drop a second copy."""
    person = hashlib.sha256(to.lower().encode()).hexdigest()[:12]
    return f"<digest-{week.year}W{week.number:02d}-{person}@{host}>"


def build(letter: Letter, *, week: Week, sender: str, to: str, company: str, now: datetime) -> EmailMessage:
    """Build the message: multipart/alternative of a complete text and the HTML. Refuses addresses that are none."""
    sender, to = address(sender), address(to)
    host = sender.rpartition("@")[2]
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(display_name=_name(company), addr_spec=sender)
    message["To"] = to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id(week, to, host)
    message["Auto-Submitted"] = "auto-generated"
    message["List-Id"] = f"otklik weekly digest <digest.otklik.{host}>"
    message.set_content(letter.text, subtype="plain", charset="utf-8", cte="base64")
    message.add_alternative(letter.html, subtype="html", charset="utf-8", cte="base64")
    return message


def _name(company: str) -> str:
    return " ".join(f"otklik {company}".split())[:80]
