"""The README names everything that there is: commands, settings, routes, verdicts, exit codes. And nothing that there is not."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config import errors
from config.catalogue import Catalogue
from config.policy import load_policy
from config.settings import describe, load_settings
from crawler.items import Verdict
from moderation.acts import PERSONAL
from moderation.app import create_app
from moderation.case import Severity, Status
from moderation.cli.main import COMMANDS
from moderation.people import Role
from moderation.rulebook import rulebook
from moderation.store.engine import Store
from tests.door import routes

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def subcommands() -> list[str]:
    """Name every command, and every part of those that have parts."""
    found = []
    for name, entry in COMMANDS.items():
        command = entry.load(name)
        parts = getattr(command, "commands", None)
        found += [name] if not parts else [f"{name} {part}" for part in parts]
    return found


@pytest.mark.parametrize("command", subcommands())
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"`otklik {command}" in README


def test_the_readme_names_no_command_that_is_not_there() -> None:
    named = set(re.findall(r"`otklik ([a-z]+)", README))
    assert named <= set(COMMANDS), named - set(COMMANDS)


@pytest.mark.parametrize("setting", describe(), ids=lambda setting: setting.key)
def test_every_setting_is_in_the_readme(setting: object) -> None:
    assert f"`{setting.key}`" in README  # type: ignore[attr-defined]
    assert f"`{setting.env}`" in README  # type: ignore[attr-defined]


def test_every_route_is_in_the_readme(sqlite_store: Store) -> None:
    settings = load_settings(None, {}, {})
    book = rulebook(settings, load_policy(settings))
    app = create_app(settings, sqlite_store, book, Catalogue(), lambda: datetime(2026, 11, 23, tzinfo=UTC))
    assert sorted({shape for _, path in routes(app) if f"{(shape := shape_of(path))}`" not in README}) == []


def shape_of(path: str) -> str:
    """Give the shape of a route from one of its paths."""
    for filled, shape in (("/1/", "/{id}/"), ("/no-such-link", "/{link}"), ("/app.css", "/{file}")):
        path = path.replace(filled, shape)
    path = re.sub(r"/1$", "/{id}", path)
    return re.sub(r"(cases/\{id\}/)[a-z]+$", r"\1{verb}", path)


@pytest.mark.parametrize("words", [Verdict, Status, Severity, Role], ids=lambda words: words.__name__)
def test_every_word_of_the_trade_is_in_the_readme(words: type[Verdict] | type[Status] | type[Severity] | type[Role]) -> None:
    assert [word for word in words if f"`{word}`" not in README] == []


def test_every_act_of_a_person_is_in_the_readme() -> None:
    assert [act for act in PERSONAL if f"`otklik {act}" not in README] == []


def test_every_exit_code_is_in_the_readme() -> None:
    codes = {
        kind.exit_code for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.OperatorError)
    }
    section = README.split("## Exit codes")[1].split("\n## ")[0]
    assert [code for code in sorted(codes | {0, 3, 130}) if f"| {code} |" not in section] == []


def test_links_and_pictures_of_the_readme_exist() -> None:
    targets = [target for target in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in target]
    assert [target for target in targets if not (ROOT / target).exists()] == []
