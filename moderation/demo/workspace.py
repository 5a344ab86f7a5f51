"""The demo's folder: a configuration like any operator's, written from the places of the demo world."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from moderation.demo.places import ALIASES, BRANDS, COMPANY, COMPANY_AUTHORS, PLACES, Place, Shelf
from moderation.demo.server import HOST
from moderation.demo.town import KINDS

HEAD = "# Written by `otklik demo` at every start; what you change here is written over.\n"
BY_ID = {"cut", "thread", "discourse", "feed", "guestbook", "marketplace"}  # kinds whose posts are known by the site's own ids


@dataclass(frozen=True, slots=True)
class Workspace:
    """The files of one demo: its configuration, its list of sites and its ledger."""

    folder: Path

    @property
    def config(self) -> Path:
        """Name the configuration, which every other command takes too: otklik --config FILE queue."""
        return self.folder / "otklik.yaml"

    @property
    def ledger(self) -> Path:
        """Name the file that remembers the world."""
        return self.folder / "world.json"

    def write(self, ports: Mapping[str, int], *, timezone: str, language: str) -> None:
        """Write the configuration for sites that listen on these ports."""
        self.folder.mkdir(parents=True, exist_ok=True)
        _dump(self.config, settings(ports, timezone=timezone, language=language))
        _dump(self.folder / "policy.yaml", {"contacts": contacts()})
        _dump(self.folder / "sites.yaml", {"sites": [site(place, shelf, ports) for place in PLACES for shelf in place.shelves]})
        own = self.folder / "definitions"
        own.mkdir(exist_ok=True)
        for file in (resources.files("moderation.demo") / "definitions").iterdir():
            if file.name.endswith(".yaml"):
                (own / file.name).write_bytes(file.read_bytes())


def _dump(path: Path, value: object) -> None:
    """Write a file that YAML and JSON readers both understand."""
    path.write_text(HEAD + json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def settings(ports: Mapping[str, int], *, timezone: str, language: str) -> dict[str, object]:
    """Give the demo's settings. Only the demo's own ports may be reached, though they are on loopback."""
    return {
        "data": ".",
        "company": COMPANY,
        "brands": [{"name": name, "aliases": list(ALIASES[name]), "competitor": key != "own"} for key, name in BRANDS.items()],
        "timezone": timezone,
        "language": language,
        "public": {"form": True},
        "scan": {"contact": "demo@example.org", "allow_private": [f"{HOST}:{port}" for port in ports.values()], "workers": 2},
    }


def contacts() -> list[dict[str, str]]:
    """Give whom a customer of the demo's company reaches, so that prepared texts are filled (A6, A7)."""
    said = {
        "ru": ("отдел заботы о покупателях", "ежедневно 9–20", "директор по качеству Вера Лунина, quality@kronavolt.example"),
        "uk": ("відділ турботи про покупців", "щодня 9–20", "директорка з якості Віра Луніна, quality@kronavolt.example"),
        "lv": ("klientu aprūpes nodaļa", "katru dienu 9–20", "kvalitātes direktore Vera Luņina, quality@kronavolt.example"),
        "en": ("customer care", "every day 9–20", "Vera Lunina, head of quality, quality@kronavolt.example"),
    }
    everywhere = {"phone": "+371 60000000", "email": "care@kronavolt.example", "rules_url": "https://kronavolt.example/rules"}
    named = [
        {"language": language, "who": who, "hours": hours, "higher": higher} for language, (who, hours, higher) in said.items()
    ]
    return [everywhere, *named]


def site(place: Place, shelf: Shelf, ports: Mapping[str, int]) -> dict[str, object]:
    """Give the line of the list for one shelf."""
    base = f"http://{HOST}:{ports[place.name]}"
    known: dict[str, object] = {
        "name": shelf.name,
        "url": base + KINDS[place.kind].address(shelf.name),
        "brand": BRANDS[shelf.brand],
        "every": "1m",
        "purpose": "demo: nobody's data",
        "languages": list(shelf.languages),
        "timezone": place.timezone,
        "company_authors": list(COMPANY_AUTHORS),
        "reply_url": f"{base}/reply?post={'{id}' if place.kind in BY_ID else '{url}'}",
        # The demo owns its sites: what people elsewhere do by hand, otklik may do here.
        "connector": {
            "kind": "form",
            "url": f"{base}/reply",
            "text_field": "text",
            "id_field" if place.kind in BY_ID else "url_field": "post",
            "fields": {"author": COMPANY},
        },
        "whole": not shelf.rivals and place.kind != "thread",
    }
    return known | ({} if place.definition is None else {"definition": place.definition})
