"""A queue as it looks on a working day: complaints in four languages, in every state that a case can have."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.labels import Label, Tags
from config.catalogue import Catalogue, Site
from config.policy import load_policy
from config.settings import Settings
from crawler.items import Batch, Finished, Mention, Precision, Rating, Reply, Verdict
from moderation import auth, intake, reconcile, staff
from moderation.app import create_app
from moderation.desk import answering, ending, owners, terms
from moderation.people import Person, Role
from moderation.rulebook import rulebook
from moderation.store import scans
from moderation.store.engine import Store
from moderation.store.scans import ScanRecord
from tests.door import NOW, World

if TYPE_CHECKING:
    from starlette.testclient import TestClient

ANNA = Person("anna", "Anna Liepa", Role.MODERATOR)
VERA = Person("vera", "Vera Koval", Role.APPROVER)
BORIS = Person("boris", "Boris Ozols", Role.SUPERVISOR)
GUEST = Person("guest", "Guest", Role.VIEWER)
CAST = (ANNA, VERA, BORIS, GUEST)
OPINIONS = Site(name="city-opinions", url="https://opinions.example/ozols", brand="Ozols", company_authors=("Ozols",))
FORUM = Site(
    name="left-bank-forum", url="https://forum.example/ozols", brand="Ozols", reply_url="https://forum.example/reply?to={id}"
)
SITES = (OPINIONS, FORUM)
BROKEN = "page 1 shows 0 mentions, at least 10 expected"
REFUND = (
    "Labdien, Ilze! Atvainojamies par gaidīšanu.\n\nNauda tiks ieskaitīta trīs darbdienu laikā."
    " Jautājumos rakstiet Annai: anna@ozols.example."
)
TOMORROW = "Labdien! Piegāde notiks rīt no 9 līdz 12, kurjers piezvanīs stundu iepriekš."
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Told:
    """One complaint: where, in which language, how long ago, what was said, and what the classifier made of it."""

    site: Site
    language: str
    ago: timedelta
    author: str
    headline: str
    body: str
    rating: float
    topics: tuple[str, ...]
    risks: tuple[str, ...] = ()
    sentiment: str = "negative"


STORY = (
    Told(
        OPINIONS,
        "en",
        200 * HOUR,
        "Margaret H.",
        "Four weeks for a kettle",
        "I ordered a kettle four weeks ago. Every call ends with a promise to ring me back, and nobody ever "
        "has.\n\nThe money left my account the same day.",
        1,
        ("delivery",),
    ),
    Told(
        FORUM,
        "ru",
        6 * HOUR,
        "Олег-73",
        "Вилка расплавилась",
        "Обогреватель куплен месяц назад. Ночью вилка расплавилась прямо в розетке, проснулись от дыма, в "
        "комнате спали дети.\nСнимите эту модель с продажи!",
        1,
        ("product_quality",),
        ("safety",),
    ),
    Told(
        OPINIONS,
        "lv",
        26 * HOUR,
        "Ilze",
        "Nauda nav atgriezta",
        "Preci atdevu pirms trim nedēļām, akts parakstīts. Nauda joprojām nav atgriezta, un pa tālruni +371 "
        "26 123 456 neviens neatbild.",
        2,
        ("refund_return", "staff_service"),
    ),
    Told(
        FORUM,
        "uk",
        5 * HOUR,
        "Соломія",
        "Привезли не те",
        "Замовляла чорну варильну поверхню на чотири конфорки, а привезли білу на дві. Оператор пообіцяв "
        "передзвонити ще у вівторок.",
        2,
        ("wrong_item",),
    ),
    Told(
        OPINIONS,
        "ru",
        50 * HOUR,
        "Нина Павловна",
        "Хамство на кассе",
        "Пришла вернуть чайник. Девушка, не поднимая глаз: «Женщина, читайте правила на стене».",
        1,
        ("staff_service",),
    ),
    Told(
        OPINIONS,
        "en",
        30 * HOUR,
        "grey_wolf88",
        "See you in court",
        "Third repair of the same dishwasher in a year. My solicitor is drafting the letter now.",
        1,
        ("warranty_repair",),
        ("legal_threat",),
    ),
    Told(
        FORUM,
        "ru",
        30 * HOUR,
        "Алексей",
        "Списали дважды",
        "За один заказ деньги списались дважды. Банк видит две оплаты, магазин видит одну.",
        2,
        ("payment_price",),
    ),
    Told(
        OPINIONS,
        "lv",
        100 * HOUR,
        "Jānis B.",
        "Kurjers neatbrauca",
        "Gaidīju no deviņiem līdz deviņiem. Vakarā īsziņa: klients nav sasniedzams.",
        2,
        ("delivery",),
    ),
    Told(
        FORUM,
        "uk",
        120 * HOUR,
        "Тарас",
        "Гарантія на словах",
        "Годинник у ремонті вже місяць. Спершу не та запчастина, тепер майстер у відпустці.",
        1,
        ("warranty_repair",),
    ),
    Told(
        OPINIONS,
        "en",
        3 * HOUR,
        "Polly",
        "Thank you",
        "The new fridge came a day early and the men carried it up four floors. Splendid.",
        5,
        ("delivery",),
        sentiment="positive",
    ),
)


def showcase(store: Store, folder: Path, *, now: datetime = NOW, language: str = "en") -> World:
    """Make the application with the whole story in its empty store, as of `now`."""
    made = application(store, folder, now=now, language=language)
    for person in CAST:
        staff.add(store, person, now)
    for number, told in enumerate(STORY, 1):
        take_in(made, told, number, now - told.ago)
    work(made, now)
    for site, verdict, error in ((OPINIONS, "ok", ""), (FORUM, "layout_changed", BROKEN)):
        with store.write() as tx:
            scans.record(tx, ScanRecord(site.name, now - HOUR / 4, verdict, 3, 12, 1, 0, 0, 0, 2.0, not error, error))
    return made


def application(store: Store, folder: Path, *, now: datetime = NOW, language: str = "en") -> World:
    """Make the application of the story's company."""
    settings = Settings.model_validate(
        {"data": folder, "company": "Ozols", "brands": ("Ozols",), "timezone": "Europe/Riga", "language": language}
    )
    book = rulebook(settings, load_policy(settings))
    made: World

    def clock() -> datetime:
        return made.now

    made = World(store, settings, book, create_app(settings, store, book, Catalogue(SITES), clock), now)
    return made


def logged_in(made: World, login: str) -> TestClient:
    """Give the browser of a person of the cast."""
    opened = auth.use_link(made.store, auth.new_link(made.store, login, made.now), made.now)
    client = made.client()
    client.cookies.set("otklik_session", opened.secret)
    return client


def mention_of(told: Told, number: int, at: datetime) -> Mention:
    """Give a complaint as a scan reads it."""
    return Mention(
        site=told.site.name,
        native_id=f"p{number}",
        url=f"{told.site.url}#p{number}",
        body=told.body,
        author=told.author,
        headline=told.headline,
        published=at,
        published_raw=f"{at:%d.%m.%Y %H:%M}",
        precision=Precision.MINUTE,
        rating=Rating(told.rating),
        language=told.language,
    )


def take_in(made: World, told: Told, number: int, at: datetime, **changes: object) -> None:
    """Take a complaint in at the moment at which it was written."""
    mention = replace(mention_of(told, number, at), **changes)  # type: ignore[arg-type]  # fields by name
    tags = Tags(
        told.language,
        Label(told.sentiment, 0.94),
        Label("true" if told.sentiment == "negative" else "false", 0.91),
        tuple(Label(topic, 0.88) for topic in told.topics),
        tuple(Label(risk, 0.83) for risk in told.risks),
        ("risks",) if number % 4 == 0 else (),
        "model-1",
    )
    planned = intake.plan(made.store, Batch(told.site.name, told.site.url, (mention,)))
    intake.take_in(made.store, planned, [tags] * len(planned.changed), site=told.site, book=made.book, now=at)


def work(made: World, now: datetime) -> None:
    """Do what was done before `now`: some cases are acknowledged, answered, waiting, closed; one was edited, one dismissed."""
    store, book = made.store, made.book
    owners.assign(store, BORIS, 2, owner="anna", now=now - 3 * HOUR, book=book)
    answering.acknowledge(store, ANNA, 2, now=now - 2 * HOUR, book=book)
    answering.acknowledge(store, ANNA, 3, now=now - 24 * HOUR, book=book, url="https://opinions.example/ozols#a3")
    answering.reply(store, ANNA, 3, text=REFUND, now=now - 2 * HOUR, book=book)
    answering.acknowledge(store, VERA, 5, now=now - 48 * HOUR, book=book)
    why = "The shop's manager looks for the receipt"
    terms.wait(store, VERA, 5, until=now + 3 * DAY, why=why, now=now - 20 * HOUR, book=book)
    sorry = "Dear customer, we are sorry. A new dishwasher is on its way to you."
    answering.reply(store, ANNA, 6, text=sorry, now=now - 25 * HOUR, book=book)
    answering.approve(store, VERA, 6, now=now - 24 * HOUR, book=book)
    answering.reply(store, ANNA, 7, text="Здравствуйте! Вторая оплата возвращена сегодня.", now=now - 5 * HOUR, book=book)
    answering.post(store, ANNA, 7, url="https://forum.example/ozols#reply-7", now=now - 4 * HOUR, book=book)
    answering.reply(store, VERA, 8, text=TOMORROW, now=now - 90 * HOUR, book=book)
    answering.post(store, VERA, 8, now=now - 89 * HOUR, book=book)
    see_the_reply(made, now - 60 * HOUR)
    ending.dismiss(store, VERA, 9, why="Written about another shop with a similar name", now=now - 10 * HOUR, book=book)
    edited = replace(STORY[3], body=STORY[3].body + "\n\nДоповнення: передзвонили, обіцяють заміну до п'ятниці.")
    take_in(made, edited, 4, now - HOUR)


def see_the_reply(made: World, at: datetime) -> None:
    """Let a scan find the reply to case 8 on its site."""
    published = made.now - STORY[7].ago
    take_in(made, STORY[7], 8, published, replies=(Reply(TOMORROW, "Ozols", published + HOUR),))
    seen = frozenset(f"p{number}" for number, told in enumerate(STORY, 1) if told.site is OPINIONS)
    finished = Finished(OPINIONS.name, Verdict.OK, 3, len(seen), 2.0, True)
    reconcile.reconcile(made.store, finished, seen, site=OPINIONS, book=made.book, now=at)
