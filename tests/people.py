"""The cast and the world they work in: Anna the moderator, Boris the supervisor, Vera who approves, a stranger; one company."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from classifier.labels import Label, Tags
from config.catalogue import Site
from config.policy import Policy, load_policy
from config.settings import Brand, Settings
from crawler.items import Batch, Finished, Mention, Precision, Rating, Verdict
from moderation import intake, reconcile, staff
from moderation.case import Act, Event
from moderation.intake import Counts
from moderation.people import Person, Role
from moderation.rulebook import Rulebook, rulebook
from moderation.store import mentions
from moderation.store.engine import Store

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday, 11:00 in Riga; the company works from 09:00 to 18:00 there
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

ANNA = Person("anna", "Anna Liepa", Role.MODERATOR)
VERA = Person("vera", "Vera Koval", Role.APPROVER)
BORIS = Person("boris", "Boris Ozols", Role.SUPERVISOR)
STRANGER = Person("stranger", "A stranger", Role.VIEWER)
CAST = (ANNA, VERA, BORIS, STRANGER)

OURS, RIVAL = "Ozols", "Kronavolt"
TEXT = "Три недели жду возврата денег, никто не отвечает"
REPLY = "Здравствуйте! Деньги вернули сегодня, просим прощения за задержку."


def a_site(name: str = "opinions", **changes: Any) -> Site:
    """Make a site where everything is about the company, which answers there under its own name."""
    return Site(**{"name": name, "url": f"https://{name}.example/ozols", "brand": OURS, "company_authors": ("Ozols",), **changes})


SITE = a_site()


def settings(**changes: Any) -> Settings:
    """Make the settings of the company, in Riga, with a competitor."""
    brands = (Brand(name=OURS, aliases=("Озолс",)), Brand(name=RIVAL, aliases=("Кронавольт",), competitor=True))
    return Settings(**{"company": OURS, "brands": brands, "timezone": "Europe/Riga", **changes})


def a_book(**changes: Any) -> Rulebook:
    """Make the rules of the company: the bundled policy with changes."""
    policy = load_policy(settings())
    data = policy.model_dump() | changes
    return rulebook(settings(), Policy.model_validate(data))


BOOK = a_book()


def a_mention(number: int = 1, **changes: Any) -> Mention:
    """Make a complaint, published an hour ago."""
    given: Mapping[str, Any] = {
        "site": SITE.name,
        "native_id": f"r{number}",
        "url": f"https://opinions.example/ozols#r{number}",
        "body": TEXT,
        # Of several complaints by one author triage makes a rule of its own (E5), so the third and later ones are by others.
        "author": "Ilze" if number in (1, 2) else f"Ilze {number}",
        "published": NOW - HOUR,
        "published_raw": "23.11.2026 10:00",
        "precision": Precision.MINUTE,
        "rating": Rating(1.0),
        "language": "ru",
    }
    return Mention(**{**given, **changes})


def some_tags(sentiment: str = "negative", complaint: bool = True, **changes: Any) -> Tags:
    """Make tags: of a complaint, where nothing else is said."""
    given: Mapping[str, Any] = {
        "language": "ru",
        "sentiment": Label(sentiment, 0.97),
        "complaint": Label("true" if complaint else "false", 0.95),
        "topics": (Label("delivery", 0.9),) if complaint else (),
        "risks": (),
        "abstained": (),
        "model": "model-1",
    }
    return Tags(**{**given, **changes})


COMPLAINT, PRAISE = some_tags(), some_tags("positive", complaint=False)


def take(
    store: Store,
    read: Sequence[Mention],
    tags: Tags | None = COMPLAINT,
    *,
    site: Site = SITE,
    book: Rulebook = BOOK,
    now: datetime = NOW,
) -> Counts:
    """Take mentions in as a scan does, each with the same tags."""
    planned = intake.plan(store, Batch(site.name, site.url, tuple(read)))
    return intake.take_in(store, planned, [tags] * len(planned.changed), site=site, book=book, now=now)


def a_case(store: Store, number: int = 1, tags: Tags = COMPLAINT, *, now: datetime = NOW, **changes: Any) -> int:
    """Open a case and give its number."""
    read = a_mention(number, **changes)
    take(store, [read], tags, site=a_site(read.site), now=now)
    with store.read() as tx:
        found = mentions.journal(tx, limit=1, site=read.site)[0]
    assert found.case_id is not None
    return found.case_id


def scanned(
    store: Store,
    seen: Sequence[Mention],
    *,
    verdict: Verdict = Verdict.OK,
    complete: bool = True,
    site: Site = SITE,
    book: Rulebook = BOOK,
    now: datetime = NOW,
) -> reconcile.Counts:
    """Finish a scan that has read these mentions: take them in, then judge what it means."""
    take(store, seen, site=site, book=book, now=now)
    finished = Finished(site.name, verdict, 1, len(seen), 0.1, complete)
    return reconcile.reconcile(store, finished, {read.native_id for read in seen}, site=site, book=book, now=now)


def hire(store: Store) -> None:
    """Put the cast into the database."""
    for person in CAST:
        staff.add(store, person, NOW)


def received(at: datetime = NOW, started_at: datetime | None = None, severity: str = "normal") -> Event:
    """Make the first event of a case."""
    data: dict[str, Any] = {"mention": 1, "started_at": (started_at or at).isoformat(), "severity": str(severity)}
    return Event(1, at, "machine:triage", Act.RECEIVE, "", data)


def happened(*acts: tuple[Act, datetime] | tuple[Act, datetime, dict[str, Any]], by: str = "anna") -> tuple[Event, ...]:
    """Make a history that begins with a receipt at NOW; replies are numbered 1 where nothing else is said."""
    events = [received()]
    for number, (act, at, *rest) in enumerate(acts, start=2):
        data = {"reply": 1} if act in (Act.REPLY, Act.POST) else {}
        events.append(Event(number, at, by, act, "because", {**data, **(rest[0] if rest else {})}))
    return tuple(events)
