"""Thanking at the desk: praise is kept, and may be thanked for once (B4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from config.contacts import SPOKEN, contact_for
from config.errors import Impossible, NotFound
from config.templates import AUTOMATIC
from moderation.desk.acting import checked_url
from moderation.intake import ANSWERED
from moderation.people import THANK, require
from moderation.prepared import NOTHING, Prepared, host_of
from moderation.store import judging, mentions
from moderation.store.judging import Thanks
from moderation.store.praise import Praised
from moderation.templates import Situation, automatic, choose, fill, given

if TYPE_CHECKING:
    from config.settings import Settings
    from moderation.people import Person
    from moderation.records import MentionRecord
    from moderation.rulebook import Rulebook
    from moderation.store.engine import Store


@dataclass(frozen=True, slots=True)
class Praise:
    """A mention as one thanks for it: `obstacle` says why that cannot be, `thanked` who has."""

    mention: MentionRecord
    thanked: Thanks | None
    obstacle: str


def thank(store: Store, person: Person, key: int, *, book: Rulebook, now: datetime, url: str = "") -> Praise:
    """Record that the author of praise was thanked on the site, and where it stands; at most once for each mention.

    Raises NotFound, Forbidden, UsageError, and Impossible for what is no praise of ours or was thanked for.
    """
    require(person, THANK)
    address = checked_url(url) if url else ""
    with store.write() as tx:
        record = mentions.one(tx, key)
        if record is None:
            raise NotFound(f"there is no mention {key}. Numbers are in: otklik journal")
        before = judging.thanks_of(tx, [key]).get(key)
        reason = obstacle(record, before, book)
        given_now = Thanks(key, person.login, now, address)
        # Of two at the same moment the key of the table lets one through.
        if reason or not judging.add_thanks(tx, given_now):
            raise Impossible(f"mention {key} cannot be thanked for: {reason or 'somebody has done so just now'}")
    return Praise(record, given_now, obstacle(record, given_now, book))


def praise(store: Store, key: int, book: Rulebook) -> Praise:
    """Look up whether a mention can be thanked for. Raises NotFound."""
    with store.read() as tx:
        record = mentions.one(tx, key)
        thanked = None if record is None else judging.thanks_of(tx, [key]).get(key)
    if record is None:
        raise NotFound(f"there is no mention {key}. Numbers are in: otklik journal")
    return Praise(record, thanked, obstacle(record, thanked, book))


def obstacle(record: MentionRecord, thanked: Thanks | None, book: Rulebook) -> str:
    """Say why a mention cannot be thanked for, nothing where it can. `store/praise.py` asks the same of the database."""
    if thanked is not None:
        return f"{thanked.by} has done so on {thanked.at:%Y-%m-%d}"
    if record.case_id is not None:
        return f"it is case {record.case_id}, which is answered: otklik show {record.case_id}"
    if book.competitor(record.brand) or record.rule in aside(book):
        return f"it was dismissed by the rule “{record.rule}”"
    if record.tags is None or record.tags.sentiment.label != "positive" or record.tags.is_complaint:
        return (
            f"it is no praise. If it is, say so first: otklik correct --mention {record.id} --sentiment positive --complaint no"
        )
    return "it is gone from its site" if record.withdrawn_at is not None else ""


def aside(book: Rulebook) -> tuple[str, ...]:
    """Name the rules that dismiss what is not a customer's word about us, and what was answered before we saw it."""
    whens = ((rule.name, rule.when) for rule in book.triage if rule.dismiss)
    return (ANSWERED.rule, *(name for name, when in whens if when.company or when.competitor or when.about_brand is False))


def praised(book: Rulebook) -> Praised:
    """Say which mentions can be thanked for, for the journal."""
    return Praised(aside(book), tuple(brand.name for brand in book.brands if brand.competitor))


def texts(
    record: MentionRecord,
    person: Person,
    *,
    settings: Settings,
    book: Rulebook,
    now: datetime,
    values: Mapping[str, str] = NOTHING,
) -> tuple[Prepared, ...]:
    """List the prepared thanks in the language of a mention, those that fit best first, filled. Raises UsageError for values."""
    language = record.language if record.language in SPOKEN else settings.language
    topics = () if record.tags is None else tuple(label.label for label in record.tags.topics)
    found = choose(book.library.templates.values(), "thanks", topics=topics, severity="", risks=(), language=language)
    told = automatic(
        Situation(
            language=language,
            company=settings.company,
            brand=record.brand,
            site=host_of(record.url) or record.site,
            case=None,
            today=now.astimezone(ZoneInfo(book.timezone)).date(),
            person=person.name or person.login,
            author=record.author,
            contact=contact_for(book.policy.contacts, record.brand, language),
        )
    )
    made = []
    for choice in found:
        asked = {*choice.template.variables, *AUTOMATIC}
        mine = given(choice.template, {name: value for name, value in values.items() if name in asked}, language, AUTOMATIC)
        made.append(Prepared(choice, language, fill(choice.template, language, {**told, **mine})))
    return tuple(made)
