"""An installation in a folder of its own, and the command `otklik` run in it at a frozen moment."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from moderation.cli.common import Setup
from moderation.cli.main import main
from moderation.store.engine import Store, open_store
from tests.people import NOW, hire

CONFIG = """
company: Ozols
timezone: Europe/Riga
brands:
  - {name: Ozols, aliases: [Озолс]}
  - {name: Kronavolt, aliases: [Кронавольт], competitor: true}
data: data
"""
SITES = """
sites:
  - {name: opinions, url: "https://opinions.example/ozols", brand: Ozols, company_authors: [Ozols], every: 6h}
"""


@dataclass
class Office:
    """One installation; `store` is its database, opened when it is asked for."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch
    opened: list[Store] = field(default_factory=list)

    @property
    def database(self) -> Path:
        """Give the file of the database."""
        return self.folder / "data" / "otklik.db"

    @property
    def store(self) -> Store:
        """Open the database."""
        if not self.opened:
            self.opened.append(open_store(f"sqlite:///{self.database}"))
        return self.opened[0]

    def at(self, now: datetime) -> None:
        """Let every command from now on think that it is this moment."""
        self.monkeypatch.setattr(Setup, "now", lambda _: now)

    def run(self, *args: str) -> tuple[int, str, str]:
        """Run a command; give its exit code, standard output and standard error."""
        self.capsys.readouterr()
        code = main(args)
        out, err = self.capsys.readouterr()
        return code, out, err

    def out(self, *args: str) -> str:
        """Run a command that must succeed; give its standard output."""
        code, out, err = self.run(*args)
        assert code == 0, err
        return out

    def json(self, *args: str) -> Any:
        """Run a command with --json; give the one document that it printed."""
        out = self.out(*args, "--json")
        assert out.count("\n") == 1
        return json.loads(out)

    def write(self, name: str, text: str) -> None:
        """Write one of the operator's files."""
        (self.folder / name).write_text(text, encoding="utf-8")


def an_office(folder: Path, database: Path | None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Office:
    """Set an installation up; `database` is an empty one to copy, None leaves it out."""
    office = Office(folder, capsys, monkeypatch)
    office.write("otklik.yaml", CONFIG)
    office.write("sites.yaml", SITES)
    monkeypatch.setenv("OTKLIK_CONFIG", str(folder / "otklik.yaml"))
    for name in ("OTKLIK_DATA", "OTKLIK_DATABASE", "OTKLIK_AS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(folder)
    office.at(NOW)
    if database is not None:
        office.database.parent.mkdir()
        shutil.copy(database, office.database)
        hire(office.store)
    return office
