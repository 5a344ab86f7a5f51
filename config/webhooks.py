"""Which other programs are told of what happens to cases: the list `webhooks` of otklik.yaml."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from config.connectors import variable
from config.errors import ConfigError
from config.ladder import Names, Severity, Whose
from config.layers import content
from config.values import Address, Misplaced, Name, Strict, listed, quoted

SECRET = "whsec_"  # noqa: S105 - how secrets begin by the Standard Webhooks, not a secret
LEAST, MOST = 24, 64  # bytes of a secret (Standard Webhooks, "Signature scheme")


def named(value: str) -> str:
    """Check that a variable is named; raises ValueError."""
    if not value:
        raise ValueError(f"{quoted(value)} names no variable. Write for example CHAT_SECRET")
    return variable(value)


class Webhook(Strict):
    """A program that is told, its secret in the environment variable `secret_env`, or in the file that <secret_env>_FILE names.

    `events` are acts, for example receive and escalate; without any it is told of all. `when` and `severities` choose cases.
    """

    name: Name
    url: Address
    secret_env: Annotated[str, AfterValidator(named)]
    events: Names = ()
    when: Annotated[Whose, BeforeValidator(lambda given: {} if given is None else given)] = Whose()
    severities: Annotated[tuple[Severity, ...], BeforeValidator(listed)] = ()
    allow_private: bool = Field(default=False, description="it stands in the own network")

    @model_validator(mode="after")
    def _safe(self) -> Self:
        if "@" in urlsplit(self.url).netloc:
            raise Misplaced("an address with a name or password is not used. The signature proves who sends", "url")
        if not self.url.startswith("https:") and not self.allow_private:
            told = "is not https. Write an https:// address, or `allow_private: true` for a program in your own network"
            raise Misplaced(f"{quoted(self.url)} {told}", "url")
        return self


def each_once(hooks: tuple[Webhook, ...]) -> tuple[Webhook, ...]:
    """Check that no name is given twice; raises ValueError."""
    for number, hook in enumerate(hooks):
        if any(hook.name == other.name for other in hooks[:number]):
            raise Misplaced(f"{quoted(hook.name)} is given twice. Give each webhook a name of its own", number)
    return hooks


Webhooks = Annotated[tuple[Webhook, ...], BeforeValidator(listed), AfterValidator(each_once)]


def secret_of(hook: Webhook, environ: Mapping[str, str]) -> bytes:
    """Read the secret of a webhook, never repeating it. Raises ConfigError."""
    file = environ.get(f"{hook.secret_env}_FILE")
    given = environ.get(hook.secret_env, "") or (content(f"{hook.secret_env}_FILE", Path(file)) if file else "")
    try:
        found = base64.b64decode(given.strip().removeprefix(SECRET), validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if not given.strip().startswith(SECRET) or not LEAST <= len(found) <= MOST:
        raise ConfigError(
            f"webhooks: {hook.name}: the environment variable {hook.secret_env} holds no secret: {SECRET} and {LEAST} to {MOST} "
            f'bytes in base64. Make one: echo "{SECRET}$(openssl rand -base64 32)"'
        )
    return found
