"""Which mentions are praise that may be thanked for (B4), asked of the database."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists

from moderation.store.schema import cases, mention, tags
from moderation.store.tables.judging import thanks


@dataclass(frozen=True, slots=True)
class Praised:
    """What is no praise of ours: the names of rules that dismissed it, and of brands (moderation/desk/thanking.py)."""

    rules: tuple[str, ...] = ()
    competitors: tuple[str, ...] = ()


def filtered(thanked: bool, praised: Praised) -> ColumnElement[bool]:
    """Give the condition for mentions that were thanked for, or, where that is False, for praise for which nobody has.

    The query knows mentions with their tags and cases.
    """
    there = exists().where(thanks.c.mention_id == mention.c.id)
    if thanked:
        return there
    return and_(
        ~there,
        cases.c.id.is_(None),
        mention.c.withdrawn_at.is_(None),
        mention.c.rule.not_in(praised.rules),
        mention.c.brand.not_in(praised.competitors),
        tags.c.sentiment == "positive",
        tags.c.complaint.is_(False),
    )
