"""The JSON documents of corrections and thanks: one form for the command line and the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moderation.masking import mask
from moderation.moments import moment

if TYPE_CHECKING:
    from moderation.corrections import Correction
    from moderation.store.judging import Thanks


def correction_document(found: Correction) -> dict[str, Any]:
    """Give one correction: who, when, what was held before and after."""
    return {
        "id": found.id,
        "by": found.by,
        "at": moment(found.at),
        "changed": list(found.changed),
        "before": dict(found.before),
        "after": dict(found.after),
        "why": mask(found.note),
    }


def thanks_document(found: Thanks | None) -> dict[str, Any] | None:
    """Give who thanked, when and where; None where nobody has."""
    return None if found is None else {"by": found.by, "at": moment(found.at), "url": found.url or None}
