"""Which programs are told of cases, and what they have not taken: what every door shows of webhooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from config.errors import ConfigError
from config.webhooks import secret_of
from moderation.moments import moment
from moderation.people import WEBHOOKS, require
from moderation.store import webhooks
from moderation.store.webhooks import DONE, FAILED, WAITING

if TYPE_CHECKING:
    from config.webhooks import Webhook
    from moderation.people import Person
    from moderation.store.engine import Store
    from moderation.store.webhooks import DeliveryRecord

SHOWN = 50  # messages in trouble
Document = dict[str, object]


def audience(store: Store, hooks: Sequence[Webhook], environ: Mapping[str, str], person: Person | None = None) -> Document:
    """Describe every webhook with what it was sent, then the newest messages in trouble.

    `person` is who asks by a door that others reach; raises Forbidden where that one may not.
    """
    if person is not None:
        require(person, WEBHOOKS)
    with store.read() as tx:
        counts, off, troubled = webhooks.counts(tx), webhooks.disabled(tx), webhooks.troubled(tx, SHOWN)
    return {
        "webhooks": [
            {
                "name": hook.name,
                "place": place_of(hook.url),
                "events": list(hook.events),
                "when": {name: list(values) for name, values in hook.when.model_dump().items() if values},
                "severities": list(hook.severities),
                **_state(hook, off, environ),
                "waiting": counts.get((hook.name, WAITING), (0, None))[0],
                "done": counts.get((hook.name, DONE), (0, None))[0],
                "failed": counts.get((hook.name, FAILED), (0, None))[0],
                "last": moment(counts.get((hook.name, DONE), (0, None))[1]),
            }
            for hook in hooks
        ],
        "troubled": [message_document(record) for record in troubled],
    }


def place_of(url: str) -> str:
    """Give the host of an address; its path may be a secret of its own."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _state(hook: Webhook, off: Mapping[str, str], environ: Mapping[str, str]) -> Document:
    try:
        secret_of(hook, environ)
    except ConfigError as error:
        return {"state": "broken", "why": str(error)}
    if off.get(hook.name) == hook.url:
        return {"state": "off", "why": f"it answered 410. Once it listens again: otklik webhooks test {hook.name}"}
    return {"state": "on", "why": ""}


def message_document(record: DeliveryRecord) -> Document:
    """Describe a message: `id` is what `resend` takes, `message` the id that its receiver sees."""
    return {
        "id": record.id,
        "message": record.message,
        "webhook": record.hook,
        "case": record.case_id,
        "type": record.type,
        "state": record.state,
        "tries": record.tries,
        "status": record.status,
        "why": record.why,
        "made_at": moment(record.made_at),
        "next_at": moment(record.next_at) if record.state == WAITING else None,
    }
