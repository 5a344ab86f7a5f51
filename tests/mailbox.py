"""A mail server of this machine's own that keeps what it is sent, or answers as it is told."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from config.settings import MailSettings


class Sink:
    """Keep what arrives; `faults` gives the answer to a command instead, `refusals` the answer about one recipient."""

    def __init__(self, refusals: Mapping[str, str] | None = None, **faults: str) -> None:
        self.faults = faults
        self.refusals = refusals or {}
        self.received: list[Envelope] = []

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, recipient: str, options: list[str]
    ) -> str:
        answer = self.refusals.get(recipient, self.faults.get("rcpt"))
        if answer is not None:
            return answer
        envelope.rcpt_tos.append(recipient)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.faults.get("data") == "cut":
            cast(asyncio.WriteTransport, server.transport).abort()
            return "250 never heard"
        if self.faults.get("data") == "silence":
            await asyncio.sleep(30)
        if "data" not in self.faults:
            self.received.append(envelope)
        return self.faults.get("data", "250 OK")

    @property
    def recipients(self) -> list[str]:
        """List to whom letters came, in order."""
        return [recipient for envelope in self.received for recipient in envelope.rcpt_tos]


@contextmanager
def served(sink: Sink, **how: Any) -> Iterator[MailSettings]:
    """Serve a sink on a free port, and give the settings that reach it; `how` goes to aiosmtpd."""
    controller = Controller(sink, hostname="127.0.0.1", port=free_port(), ready_timeout=10, **how)
    controller.start()
    try:
        yield settings(controller.port)
    finally:
        controller.stop()


def free_port() -> int:
    """Give a port at which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def settings(port: int) -> MailSettings:
    """Give the settings of a mail server at a port of this machine."""
    return MailSettings(host="127.0.0.1", port=port, starttls=False, sender="otklik@example.org")
