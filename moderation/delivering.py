"""Tell other programs what was announced: at least once, always under the same id, with pauses that grow (Standard Webhooks)."""

from __future__ import annotations

import http.client
import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from config.errors import ConfigError, NotFound, OperatorError
from config.webhooks import secret_of
from crawler.guard import host_port
from moderation.announcing import message_id
from moderation.hooks import TEST, next_try, signature, written
from moderation.outward import Refused, connection_to
from moderation.store import webhooks
from moderation.store.webhooks import DONE, FAILED, WAITING, New

if TYPE_CHECKING:
    from config.webhooks import Webhook
    from moderation.store.engine import Store
    from moderation.store.webhooks import DeliveryRecord

SECONDS = 15.0  # for one try
EVERY = 2.0  # seconds between two looks of a running server
GONE = 410  # "the webhook does not want to be told any more"
_PART = 50

Clock = Callable[[], datetime]
_log = logging.getLogger("otklik.webhooks")


@dataclass(frozen=True, slots=True)
class Sent:
    """What one run of the sender did: messages taken, put off and given up, and a sentence about each hook in trouble."""

    done: int = 0
    later: int = 0
    failed: int = 0
    troubles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program answered to one try; no status where nothing came back."""

    status: int | None
    why: str = ""

    @property
    def taken(self) -> bool:
        """Say whether the message was taken."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def ailing(self) -> bool:
        """Say whether the next message would fare no better: the program is away, overloaded or gone."""
        return self.status is None or self.status >= 500 or self.status in (GONE, 429)


def deliver(store: Store, hooks: Sequence[Webhook], now: Clock, environ: Mapping[str, str]) -> Sent:
    """Send everything that is due. A hook that is away costs one try; the rest of its messages wait for the next run."""
    known = {hook.name: hook for hook in hooks}
    counted = {DONE: 0, WAITING: 0, FAILED: 0}
    troubles: dict[str, str] = {}  # of the hooks that are not asked again in this run
    said: dict[str, str] = {}
    while found := _due(store, now(), tuple(troubles)):
        for record in found:
            if record.hook in troubles:
                continue
            hook = known.get(record.hook)
            try:
                answer = _tried(store, hook, record, now, environ)
            except ConfigError as error:
                troubles[record.hook] = str(error)
                continue
            if answer is None:  # another process has it
                continue
            counted[_settled(store, hook, record, answer, now)] += 1
            if not answer.taken:
                said[record.hook] = f"webhook {record.hook}: {answer.why}"
                if answer.ailing and hook is not None:
                    troubles[record.hook] = said[record.hook]
    return Sent(counted[DONE], counted[WAITING], counted[FAILED], tuple({**said, **troubles}.values()))


def _due(store: Store, now: datetime, but: Sequence[str]) -> tuple[DeliveryRecord, ...]:
    with store.read() as tx:
        return webhooks.due(tx, now, but, _PART)


def _tried(store: Store, hook: Webhook | None, record: DeliveryRecord, now: Clock, environ: Mapping[str, str]) -> Answer | None:
    """Claim a message and send it; None where somebody else has claimed it. Raises ConfigError without a secret."""
    secret = b"" if hook is None else secret_of(hook, environ)
    with store.write() as tx:
        if not webhooks.claim(tx, record, now()):
            return None
        off = hook is not None and webhooks.disabled(tx).get(hook.name) == hook.url
    if hook is None:
        return Answer(GONE, "it is not in otklik.yaml any more")
    if off:
        return Answer(GONE, f"it was disabled, for it answered {GONE}. Once it listens again: otklik webhooks test {hook.name}")
    # From here on the claim says that a try is under way. If this process dies, the message goes out again under its id.
    return send(hook, secret, record, now())


def send(hook: Webhook, secret: bytes, record: DeliveryRecord, now: datetime) -> Answer:
    """Send a message once; nothing is followed, and of the answer only the status is looked at."""
    timestamp = int(now.timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "otklik",
        "Connection": "close",
        "webhook-id": record.message,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, record.message, timestamp, record.body),
    }
    parts = urlsplit(hook.url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    private = frozenset({host_port(hook.url)} if hook.allow_private else ())
    try:
        with connection_to(hook.url, private, SECONDS, permit="`allow_private: true`") as connection:
            connection.request("POST", path, record.body.encode(), headers)
            status = connection.getresponse().status
    except Refused as refused:
        return Answer(None, str(refused))
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        return Answer(None, f"no answer came back ({type(error).__name__})")
    return Answer(status, "" if 200 <= status < 300 else f"it answered {status}")


def _settled(store: Store, hook: Webhook | None, record: DeliveryRecord, answer: Answer, now: Clock) -> str:
    """Write down what became of a try, and give the state of the message."""
    moment, again = now(), None
    if answer.taken:
        state = DONE
    elif record.type == TEST or answer.status == GONE:
        state = FAILED
    else:
        again = next_try(record.tries + 1, record.made_at, moment)
        state = FAILED if again is None else WAITING
    given_up = f"given up after {record.tries + 1} tries: " if state == FAILED and again is None and record.tries else ""
    with store.write() as tx:
        webhooks.settle(
            tx, record.id, state, moment, status=answer.status, why=given_up + answer.why if answer.why else "", next_at=again
        )
        if hook is not None and answer.status == GONE:
            webhooks.disable(tx, hook.name, hook.url, moment)
        elif answer.taken:
            webhooks.enable(tx, record.hook)
    return state


def probe(store: Store, hooks: Sequence[Webhook], name: str, now: Clock, environ: Mapping[str, str]) -> DeliveryRecord:
    """Send a message that tells of nothing, once, and give what became of it; a hook that takes it is on again.

    Raises NotFound, ConfigError.
    """
    hook = hook_of(hooks, name)
    secret = secret_of(hook, environ)
    new = New(message_id(), name, None, TEST, written(TEST, now(), {"webhook": name}))
    with store.write() as tx:
        webhooks.put(tx, [new], now())
        record = webhooks.numbered(tx, new.message)
        assert record is not None
        webhooks.claim(tx, record, now())  # in one step, or a running server would take it first
    return _sent(store, hook, secret, record, now)


def resend(store: Store, hooks: Sequence[Webhook], number: int, now: Clock, environ: Mapping[str, str]) -> DeliveryRecord:
    """Send a message again under its id, however it ended, and give what became of it. Raises NotFound, ConfigError."""
    with store.read() as tx:
        found = webhooks.one(tx, number)
    if found is None:
        raise NotFound(f"there is no message {number}. See those in trouble: otklik webhooks list")
    hook = hook_of(hooks, found.hook)
    secret = secret_of(hook, environ)
    with store.write() as tx:
        record = webhooks.anew(tx, number, now())
        assert record is not None
        webhooks.claim(tx, record, now())
    return _sent(store, hook, secret, record, now)


def _sent(store: Store, hook: Webhook, secret: bytes, record: DeliveryRecord, now: Clock) -> DeliveryRecord:
    _settled(store, hook, record, send(hook, secret, record, now()), now)
    with store.read() as tx:
        return webhooks.one(tx, record.id) or record


def hook_of(hooks: Sequence[Webhook], name: str) -> Webhook:
    """Find a hook by its name. Raises NotFound that lists the names."""
    found = next((hook for hook in hooks if hook.name == name), None)
    if found is None:
        names = ", ".join(hook.name for hook in hooks) or "none"
        raise NotFound(f'there is no webhook "{name[:60]}". Those of otklik.yaml: {names}')
    return found


class Courier(threading.Thread):
    """Send what is due while the server runs; `otklik tick` does the same where no server does."""

    def __init__(self, store: Store, hooks: Sequence[Webhook], now: Clock, environ: Mapping[str, str]) -> None:
        super().__init__(name="courier", daemon=True)
        self.hooks = hooks
        self._given = store, hooks, now, environ
        self._end = threading.Event()
        self._told: set[str] = set()

    def run(self) -> None:
        """Look every few seconds until the end."""
        while not self._end.wait(EVERY):
            try:
                troubles = deliver(*self._given).troubles
            except OperatorError as error:
                troubles = (str(error),)
            for trouble in set(troubles) - self._told:
                _log.warning("%s", trouble)
            self._told |= set(troubles)

    def end(self) -> None:
        """Let it end; a try that is under way is not waited for longer than a moment."""
        self._end.set()
        self.join(1)


@contextmanager
def running(courier: Courier) -> Iterator[None]:
    """Let a courier run beside the block, where there is anybody to tell."""
    if not courier.hooks:
        yield
        return
    courier.start()
    try:
        yield
    finally:
        courier.end()
