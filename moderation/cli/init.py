"""`otklik init`: write a commented otklik.yaml, an empty list of sites and the data folder."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from string import Template
from typing import Annotated

import typer

from config.errors import ConfigError, UsageError
from config.layers import Layers
from config.settings import Settings, describe, load_settings
from moderation.cli.common import setup_of
from moderation.cli.output import message
from moderation.store.migrate import migrate

_OTHER = "Name another folder: otklik init DIR"


@dataclass(frozen=True, slots=True)
class Answers:
    """What a new otklik.yaml says."""

    company: str
    brands: tuple[str, ...]
    timezone: str
    language: str
    contact: str


def init(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where to write.", show_default=False)] = Path("."),
    company: Annotated[str | None, typer.Option("--company", help="The organisation whose customers are heard.")] = None,
    brand: Annotated[
        list[str] | None, typer.Option("--brand", help="One of its brands; may be repeated. Else the company.")
    ] = None,
    timezone: Annotated[str | None, typer.Option("--timezone", help="For example Europe/Riga.")] = None,
    language: Annotated[str | None, typer.Option("--language", help="Of pages and letters: en, ru, uk or lv.")] = None,
    contact: Annotated[str | None, typer.Option("--contact", help="Whom a site's owner can write to.")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing, take the defaults.")] = False,
) -> None:
    """Write a commented otklik.yaml, an empty list of sites and the data folder. Asks on a terminal what no option says."""
    files = folder / "otklik.yaml", folder / "sites.yaml"
    refuse_existing(folder, files)
    # Questions go to standard error, so both must be a terminal: a script that pipes either is never left waiting.
    ask = not yes and sys.stdin.isatty() and sys.stderr.isatty()
    answers = gathered(company, brand or [], timezone, language, contact, ask=ask)
    texts = rendered(answers), template("sites.yaml")
    environ = setup_of(ctx).environ
    checked(answers, environ)  # before the first byte is written: a wrong answer leaves nothing behind
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in zip(files, texts, strict=True):
        write_new(path, text)
    settings = load_settings(files[0], environ, {})
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    migrate(settings.database)
    message(f"written: {files[0]}, {files[1]}, {settings.data}\n{next_steps(files[0], files[1])}")


def gathered(
    company: str | None, brands: Sequence[str], timezone: str | None, language: str | None, contact: str | None, *, ask: bool
) -> Answers:
    """Take what the options say, and ask for the rest where `ask` is set; defaults otherwise. Raises UsageError."""

    def asked(given: str | None, question: str, default: str) -> str:
        if given is None and ask:
            given = str(typer.prompt(question, default=default, show_default=bool(default), err=True))
        return one_value(default if given is None else given)

    name = asked(company, "Company", "")
    if not brands:
        answer = asked(None, "Its brands, with commas between", name)
        brands = [name] if answer == name else answer.split(",")
    return Answers(
        company=name,
        brands=tuple(dict.fromkeys(filter(None, map(one_value, brands)))),
        timezone=asked(timezone, "Time zone", "UTC"),
        language=asked(language, "Language of pages and letters: en, ru, uk or lv", "en"),
        contact=asked(contact, "Whom a site's owner can write to (a page or an address)", ""),
    )


def one_value(text: str) -> str:
    """Give a text on one line; raises UsageError where it holds what cannot be printed."""
    line = " ".join(text.split())
    if not line.isprintable():
        raise UsageError(f"{json.dumps(line)} holds characters that cannot be printed. Write it again without them")
    return line


def checked(answers: Answers, environ: Mapping[str, str]) -> None:
    """Check the answers, then the environment, as otklik will read them; raises UsageError or ConfigError."""
    layers = Layers(describe())
    given = {"company": answers.company, "brands": answers.brands, "timezone": answers.timezone, "language": answers.language}
    try:
        layers.take_overrides({**given, "scan.contact": answers.contact})
        layers.build(Settings)
    except ConfigError as error:
        raise UsageError(str(error)) from error
    # Apart from the answers: what is wrong here is no fault of theirs, and is told by the name of the variable.
    layers.take_environment(environ)
    layers.build(Settings)


def template(name: str) -> str:
    """Give a file of config/defaults."""
    return (resources.files("config") / "defaults" / name).read_text(encoding="utf-8")


def rendered(answers: Answers) -> str:
    """Give the text of otklik.yaml; values are written as JSON strings, which are YAML too."""
    brands = "".join(f"\n  - name: {written(name)}" for name in answers.brands) or "[]"
    return (
        Template(template("otklik.yaml"))
        .substitute(
            company=written(answers.company),
            brands=brands,
            timezone=answers.timezone,
            language=answers.language,
            contact=written(answers.contact),
        )
        .replace("brands: \n", "brands:\n")
    )


def written(text: str) -> str:
    """Write a text in quotes."""
    return json.dumps(text, ensure_ascii=False)


def refuse_existing(folder: Path, files: Sequence[Path]) -> None:
    """Raise UsageError where one of the files is there already, or the folder is none."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is not a folder. {_OTHER}")
    there = [str(path) for path in files if path.exists() or path.is_symlink()]
    if there:
        raise UsageError(
            f"{' and '.join(there)} {'are' if len(there) > 1 else 'is'} there already; nothing is overwritten. {_OTHER}"
        )


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet; raises UsageError."""
    try:
        # "x": a file that somebody made since it was looked for is not overwritten either.
        with path.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
    except FileExistsError as error:
        raise UsageError(f"{path} is there already; nothing is overwritten. {_OTHER}") from error


def next_steps(config: Path, sites: Path) -> str:
    """Say what to run next."""
    found_here = config.absolute() == Path("otklik.yaml").absolute()
    otklik = "otklik" if found_here else f"otklik --config {shlex.quote(str(config))}"
    steps = [
        f"list what is watched in {sites}",
        f"add yourself: {otklik} user add LOGIN --role admin",
        f"scan: {otklik} scan --all",
        f"work: {otklik} serve",
    ]
    return "next:\n" + "\n".join(f"  {number}. {step}" for number, step in enumerate(steps, 1))
