"""Take in a complaint that no scan can find: it becomes a Mention and a Case as every other does (D1, D2, E1)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from config.errors import Impossible, UsageError
from crawler.items import Mention, Precision
from crawler.language import detect
from moderation import intake
from moderation.auth import digest_of
from moderation.case import Act, Event, Severity
from moderation.channels import CHANNELS, site_of
from moderation.deadlines import clocks
from moderation.folding import of_text
from moderation.rulebook import Scope
from moderation.state import fold
from moderation.store import cases, entered, mentions
from moderation.store.engine import alone
from moderation.store.entered import EnteredRecord
from moderation.store.mentions import Decision
from moderation.triage import Assessment, facts_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from classifier.labels import Tags
    from moderation.deadlines import Clock
    from moderation.rulebook import Rulebook
    from moderation.store.engine import Store
    from moderation.tagging import Tagger

LONGEST_TEXT = 100_000  # bytes
LONGEST_NAME = 200
LONGEST_CONTACT = 500
LONGEST_KEY = 200
OLDEST = timedelta(days=3653)
KIND = "complaint"
# The rules by which a case is opened all the same, or more seriously than triage would; pages word them in each language.
BY_HAND, BY_PERSON = "entered by hand", "entered by hand, with its severity"


@dataclass(frozen=True, slots=True)
class Entry:
    """A complaint as it was told: `at` is when, `contact` how the customer is reached, `key` what names it to its sender.

    `severity` is a person's word, None leaves it to triage; `language` None leaves it to the text.
    """

    channel: str
    brand: str
    text: str
    author: str = ""
    contact: str = ""
    at: datetime | None = None
    language: str | None = None
    severity: Severity | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """The case that was opened, and the clocks that run for it."""

    case: int
    clocks: tuple[Clock, ...]


def take(
    store: Store, entry: Entry, *, by: str, book: Rulebook, tagger: Tagger, now: datetime, receipt: str | None = None
) -> Taken:
    """Take a complaint in: always as a case, for a person took it for a complaint (E1). `receipt` is the digest of its number.

    Raises UsageError for what cannot be taken, Impossible where one with this key was taken before; nothing has changed then.
    """
    mention = _mention(checked(entry, book, now), now)
    (tags,) = tagger.tag([mention])  # outside of the transaction: a model that is read for the first time takes seconds
    key = digest_of(entry.key) if entry.key else None
    with store.write() as tx:
        alone(tx)
        if key is not None and (known := entered.case_by_key(tx, key)) is not None:
            raise Impossible(f'a complaint with the key "{entry.key[:60]}" was entered before. See it: otklik show {known}')
        return _write(tx, entry, mention, tags, by=by, book=book, now=now, key=key, receipt=receipt)


def _write(
    tx: Connection,
    entry: Entry,
    mention: Mention,
    tags: Tags | None,
    *,
    by: str,
    book: Rulebook,
    now: datetime,
    key: str | None,
    receipt: str | None,
) -> Taken:
    decided = assessed(entry, mention, tags, book, intake.repeated(tx, mention, now, book))
    numbers = mentions.add(tx, [(mention, entry.brand, Decision(intake.CASE, decided.rule, decided.reason))], now)
    number = numbers[mention.native_id]
    if tags is not None:
        mentions.put_tags(tx, [(number, tags)], now)
    opening = _opening(number, entry, mention, tags, decided, by, now)
    intake.open_cases(tx, [opening], book, now)
    record = EnteredRecord(number, entry.channel, entry.contact.strip() or None, by, now, None)
    entered.add(tx, record, key=key, receipt=receipt)
    found = mentions.one(tx, number)
    assert found is not None
    assert found.case_id is not None
    scope = Scope(opening.brand, opening.site, opening.language, opening.topics, opening.risks)
    return Taken(found.case_id, clocks(fold([opening.first]), book.terms_of(scope)))


def assessed(entry: Entry, mention: Mention, tags: Tags | None, book: Rulebook, earlier: int = 0) -> Assessment:
    """Decide how serious a complaint is: by the rules of triage, unless a person has said it; it is never dismissed here.

    `earlier` counts the complaints that its author made before in the same way (E5).
    """
    facts = facts_of(
        mention,
        tags,
        competitor=False,
        company=False,
        about_brand=True,
        brand=entry.brand,
        words=book.phrases.found(of_text(None, mention.body) if book.phrases.any else ()),
        repeated=earlier,
    )
    found = book.assess(facts)
    if entry.severity is not None:
        return Assessment(BY_PERSON, entry.severity, "", found.because)
    if found.severity is None:
        return Assessment(BY_HAND, Severity.NORMAL, "", found.because)
    return found


def _opening(
    number: int, entry: Entry, mention: Mention, tags: Tags | None, decided: Assessment, by: str, now: datetime
) -> cases.Opening:
    severity = decided.severity or Severity.NORMAL
    data: dict[str, str | int | None] = {
        "mention": number,
        "started_at": intake.started_at(mention, now).isoformat(),
        "severity": str(severity),
        "rule": decided.rule,
        "channel": entry.channel,
    }
    first = Event(1, now, by, Act.RECEIVE, decided.reason or decided.rule, data)
    topics = () if tags is None else tuple(label.label for label in tags.topics)
    risks = () if tags is None else tuple(label.label for label in tags.risks)
    return cases.Opening(number, mention.site, entry.brand, severity, topics, first, mention.language, risks)


def _mention(entry: Entry, now: datetime) -> Mention:
    text = entry.text.replace("\r\n", "\n").strip()
    made = Mention(
        site=site_of(entry.channel),
        native_id=secrets.token_hex(12),
        url="",
        body=text,
        author=" ".join(entry.author.split()) or None,
        published=entry.at or now,
        precision=Precision.MINUTE,
        language=entry.language or detect(text),
        kind=KIND,
    )
    return intake.cleaned(made)


def checked(entry: Entry, book: Rulebook, now: datetime) -> Entry:
    """Give an entry back that can be taken. Raises UsageError that says what is wrong with it and what would do."""
    if entry.channel not in CHANNELS:
        raise UsageError(f'channel: "{entry.channel[:40]}" is not one. Write one of: {", ".join(CHANNELS)}')
    _check_brand(entry.brand, book)
    if not entry.text.strip():
        raise UsageError("text: it is empty. Write what the customer says, in the customer's own words")
    size = len(entry.text.encode("utf-8", "surrogatepass"))
    if size > LONGEST_TEXT:
        raise UsageError(f"text: it has {size // 1000} kB; at most {LONGEST_TEXT // 1000} kB are kept. Shorten it")
    for name, value, most in (
        ("author", entry.author, LONGEST_NAME),
        ("contact", entry.contact, LONGEST_CONTACT),
        ("key", entry.key, LONGEST_KEY),
    ):
        if len(value) > most:
            raise UsageError(f"{name}: it has {len(value)} characters; at most {most} are kept. Shorten it")
    if entry.language is not None and not (entry.language.isascii() and entry.language.isalpha() and len(entry.language) == 2):
        raise UsageError(f'language: "{entry.language[:20]}" is not a language. Write its two letters, for example lv')
    _check_moment(entry.at, now)
    return entry


def _check_brand(brand: str, book: Rulebook) -> None:
    own = [known.name for known in book.brands if not known.competitor]
    if brand in own or (not own and brand.strip() and len(brand) <= LONGEST_NAME):
        return
    named = f'"{brand[:60]}" is not one of our brands' if brand else "say which brand it is about"
    raise UsageError(f"brand: {named}. Write one of: {', '.join(own) or 'any name'}")


def _check_moment(at: datetime | None, now: datetime) -> None:
    if at is None:
        return
    if at.tzinfo is None:
        raise UsageError(f"at: {at:%Y-%m-%dT%H:%M} has no time zone. Write its offset, for example 2026-11-30T12:00+02:00")
    if at > now:
        raise UsageError(f"at: {at:%Y-%m-%d %H:%M %Z} is still to come. Write when the customer complained, or leave it out")
    if now - at > OLDEST:
        raise UsageError(f"at: {at:%Y-%m-%d} is more than ten years ago. Write when the customer complained")


def known(store: Store, key: str) -> int | None:
    """Give the case that was entered with a key before, None for none."""
    if not key:
        return None
    with store.read() as tx:
        return entered.case_by_key(tx, digest_of(key))


def forget(store: Store, book: Rulebook, now: datetime) -> int:
    """Forget how customers are reached whose cases ended long enough ago, as the policy says; give how many."""
    with store.write() as tx:
        return entered.forget(tx, now - book.policy.contacts_forgotten_after, now)
