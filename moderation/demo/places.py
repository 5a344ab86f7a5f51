"""The places of the demo world: eight sites, each of another kind, and what is watched on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

COMPANY = "Кронавольт"
COMPANY_AUTHORS = ("Кронавольт", "Kronavolts", "Kronavolt", "Кронавольт (официально)")
ALIASES: Mapping[str, tuple[str, ...]] = {
    "Кронавольт": ("Kronavolt", "Kronavolts", "КронаВольт", "Крона-Вольт"),
    "Бытограф": ("Bytograf", "Bitogrāfs", "Бітограф"),
    "Техновея": ("Technoveya", "Tehnoveja"),
}
BRANDS: Mapping[str, str] = {"own": "Кронавольт", "bytograf": "Бытограф", "technoveya": "Техновея"}


@dataclass(frozen=True, slots=True)
class Shelf:
    """One watched address of a place: a shop's page or a thread, about one brand first of all."""

    name: str
    brand: str
    languages: Mapping[str, int]
    size: int
    rivals: float = 0.0


@dataclass(frozen=True, slots=True)
class Place:
    """One site: its kind says how it is rendered, its number which port it has."""

    number: int
    name: str
    kind: str
    title: str
    language: str
    timezone: str
    shelves: tuple[Shelf, ...]
    page_size: int = 10
    definition: str | None = None


PLACES: tuple[Place, ...] = (
    Place(1, "gorod-govorit", "listing", "Город говорит", "ru", "Europe/Moscow", (
        Shelf("gorod-govorit", "own", {"ru": 1}, 70), Shelf("gorod-govorit-bytograf", "bytograf", {"ru": 1}, 20))),
    Place(2, "vidhukarnia", "microdata", "Відгукарня", "uk", "Europe/Kyiv", (
        Shelf("vidhukarnia", "own", {"uk": 9, "ru": 1}, 56), Shelf("vidhukarnia-technoveya", "technoveya", {"uk": 1}, 18))),
    Place(3, "chestnoe-mnenie", "cut", "Честное мнение", "ru", "Europe/Moscow", (
        Shelf("chestnoe-mnenie", "own", {"ru": 3, "uk": 1}, 44),), 12, "demo-chestnoe-mnenie"),
    Place(4, "bereg-forum", "thread", "Форум «Левый берег»", "ru", "Europe/Moscow", (
        Shelf("bereg-forum", "own", {"ru": 4, "uk": 1}, 44, 0.22),), 15, "demo-bereg-forum"),
    Place(5, "consumer-corner", "discourse", "Consumer Corner", "en", "UTC", (
        Shelf("consumer-corner", "own", {"en": 1}, 46, 0.22),), 20, "demo-consumer-corner"),
    Place(6, "price-watch", "feed", "Price Watch", "en", "Europe/London", (
        Shelf("price-watch", "own", {"en": 1}, 28),), 200, "demo-price-watch"),
    Place(7, "zarechny", "guestbook", "ТЦ «Заречный»: гостевая книга", "ru", "Europe/Moscow", (
        Shelf("zarechny", "own", {"ru": 1}, 26),), 10, "demo-zarechny"),
    Place(8, "tirgus-placis", "marketplace", "Tirgus placis", "lv", "Europe/Riga", (
        Shelf("tirgus-placis", "own", {"lv": 1}, 60), Shelf("tirgus-placis-bitografs", "bytograf", {"lv": 1}, 18)),
        12, "demo-tirgus-placis"),
)  # fmt: skip


def place_of(shelf: str) -> Place:
    """Find the place on which a shelf stands."""
    return next(place for place in PLACES if any(own.name == shelf for own in place.shelves))
