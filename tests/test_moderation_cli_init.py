"""`otklik init`: what it writes is read back, and nothing that is there is overwritten."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from config.catalogue import SitesFile, load_catalogue
from config.settings import Settings, describe, load_settings
from config.yamlfile import load_yaml, validate
from moderation.cli.init import Answers, rendered, template
from moderation.cli.main import main

NOBODY = Answers(company="", brands=(), timezone="UTC", language="en", contact="")
FLAGS = ["--company", "Ozols", "--brand", "Ozols", "--brand", "Egle", "--timezone", "Europe/Riga", "--language", "lv"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of its own, without variables of otklik."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("OTKLIK_")]:
        monkeypatch.delenv(name)
    return tmp_path


def test_it_works(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", *FLAGS, "--contact", "anna@example.org"]) == 0
    settings = load_settings(None, {}, {})
    assert [brand.name for brand in settings.brands] == ["Ozols", "Egle"]
    assert (settings.company, settings.timezone, settings.language) == ("Ozols", "Europe/Riga", "lv")
    assert settings.scan.contact == "anna@example.org"
    assert settings.data == folder / "otklik-data"
    assert (folder / "otklik-data" / "otklik.db").is_file()
    assert (folder / "otklik-data").stat().st_mode & 0o777 == 0o700
    assert load_catalogue(settings).sites == ()
    told = capsys.readouterr()
    assert told.out == ""
    assert "next:" in told.err
    assert "otklik user add" in told.err


def test_another_folder_is_made_and_the_next_steps_name_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "my otklik/here", "--yes"]) == 0
    config = folder / "my otklik" / "here" / "otklik.yaml"
    assert load_settings(config, {}, {}).data == config.parent / "otklik-data"
    assert "otklik --config 'my otklik/here/otklik.yaml' scan --all" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["otklik.yaml", "sites.yaml"])
def test_what_is_there_is_not_overwritten(folder: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    (folder / name).write_text("mine")
    assert main(["init", "--yes"]) == 2
    assert capsys.readouterr().err.startswith(f"otklik: {name} is there already; nothing is overwritten.")
    assert {path.name: path.read_text() for path in folder.iterdir()} == {name: "mine"}


def test_a_second_time_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "--yes"]) == 0
    assert main(["init", "--yes"]) == 2
    assert "otklik.yaml and sites.yaml are there already" in capsys.readouterr().err


def test_a_file_in_the_place_of_the_folder_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "x").write_text("mine")
    assert main(["init", "x", "--yes"]) == 2
    assert "x is not a folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        (["--timezone", "Riga"], 'timezone: "Riga" is not a time zone.'),
        (["--language", "de"], 'language: "de" is not accepted. Write one of: en, ru, uk, lv.'),
        (["--contact", "Анна"], 'scan.contact: "Анна" cannot stand in a header.'),
        (["--company", "a\x07b"], "holds characters that cannot be printed"),
        (["--brand", "a\u202eb"], "holds characters that cannot be printed"),
    ],
)
def test_a_bad_answer_is_refused_and_nothing_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str], flags: list[str], told: str
) -> None:
    assert main(["init", *flags]) == 2
    assert told in capsys.readouterr().err
    assert list(folder.iterdir()) == []


def test_a_bad_variable_is_told_before_anything_is_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OTKLIK_WEB_PROT", "1")
    assert main(["init", "--yes"]) == 5
    assert '"OTKLIK_WEB_PROT" is not a variable that otklik reads' in capsys.readouterr().err
    assert list(folder.iterdir()) == []


def test_the_data_folder_may_be_elsewhere(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTKLIK_DATA", str(folder / "else"))
    assert main(["init", "conf", "--yes"]) == 0
    assert (folder / "else" / "otklik.db").is_file()
    assert not (folder / "conf" / "otklik-data").exists()


def test_without_a_brand_the_company_is_the_brand(folder: Path) -> None:
    assert main(["init", "--company", "Ozols, SIA"]) == 0
    assert [brand.name for brand in load_settings(None, {}, {}).brands] == ["Ozols, SIA"]


def test_it_asks_on_a_terminal_what_no_option_says(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    answers = iter(["Ozols", "Ozols, Egle ,", "Europe/Riga", "anna@example.org"])

    def prompt(question: str, **_: object) -> str:
        asked.append(question)
        return next(answers)

    monkeypatch.setattr("typer.prompt", prompt)
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("sys.stderr", Terminal())
    assert main(["init", "--language", "lv"]) == 0
    settings = load_settings(None, {}, {})
    assert [brand.name for brand in settings.brands] == ["Ozols", "Egle"]
    assert (settings.company, settings.timezone, settings.language) == ("Ozols", "Europe/Riga", "lv")
    assert len(asked) == 4


class Terminal:
    """Be a terminal that shows nothing."""

    def isatty(self) -> bool:
        """Say so."""
        return True

    def write(self, text: str) -> int:
        """Take a text."""
        return len(text)

    def flush(self) -> None:
        """Have nothing to flush."""


@pytest.mark.parametrize("name", ['Ozols "un" \\ dēli', "Дуб: клён # 1", "'", "$company", "{a: b}", "- x", "no", "1.0", "😀"])
def test_any_name_is_written_so_that_it_is_read_back(folder: Path, name: str) -> None:
    (folder / "otklik.yaml").write_text(rendered(Answers(name, (name, name + "2"), "UTC", "en", "me")), encoding="utf-8")
    settings = load_settings(None, {}, {})
    assert settings.company == name
    assert [brand.name for brand in settings.brands] == [name, name + "2"]


def test_the_template_shows_every_setting_at_its_default(folder: Path) -> None:
    text = re.sub(r"(?m)^(\s*)#([a-z_]+:)", r"\1\2", rendered(NOBODY))
    (folder / "otklik.yaml").write_text(text)
    loaded = load_yaml(folder / "otklik.yaml")
    sections = {key: value if isinstance(value, dict) else {} for key, value in loaded.data.items()}
    shown = {f"{key}.{name}" for key, inner in sections.items() for name in inner}
    assert shown | {key for key, inner in sections.items() if not inner} == {item.key for item in describe()}
    settings = load_settings(None, {}, {})
    assert (settings.definitions, settings.policy) == (folder / "definitions", folder / "policy.yaml")
    assert settings.templates == folder / "templates"
    settings = settings.model_copy(update={"definitions": None, "policy": None, "templates": None})
    assert settings == Settings(data=folder / "otklik-data", sites=folder / "sites.yaml")


def test_the_example_of_the_list_is_a_site(folder: Path) -> None:
    text = template("sites.yaml").replace("sites: []\n", "")
    lines = [line[1:] for line in text.splitlines() if line.startswith(("#  -", "#    "))]
    (folder / "sites.yaml").write_text("sites:\n" + "\n".join(lines) + "\n")
    (site,) = validate(SitesFile, load_yaml(folder / "sites.yaml")).sites
    assert site.name == "ozols-reviews"
