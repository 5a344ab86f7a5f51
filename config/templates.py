"""Prepared texts and instructions for common situations (A12, B8): the bundled ones, overlaid by the operator's own by name.

In a text {{name}} is a place that a value fills, and [[ … ]] a part that is left out whole when a value in it is not known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from config.contacts import SPOKEN, Spoken
from config.errors import ConfigError, NotFound
from config.policy import Risk, Severity
from config.sentences import unknown
from config.values import Misplaced, Name, Strict, listed, near
from config.yamlfile import load_yaml, validate

Kind = Literal["acknowledgement", "reply", "delay", "thanks", "handover", "reminder", "scenario"]
KINDS: tuple[Kind, ...] = ("acknowledgement", "reply", "delay", "thanks", "handover", "reminder", "scenario")
# What a case, its site and the policy's contacts tell by themselves.
AUTOMATIC = (
    "customer", "brand", "company", "site", "case", "date", "reply_by", "person",
    "contact", "who", "phone", "email", "hours", "page", "higher", "rule_url",
)  # fmt: skip
LONGEST = 20_000  # characters of one text

_PLACE = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*\}\}")
_SIGN = re.compile(r"\{\{|\}\}|\[\[|\]\]")
_VARIABLE = re.compile(r"[a-z][a-z0-9_]{0,39}")

ByLanguage = Mapping[Spoken, Annotated[str, Field(min_length=1, max_length=LONGEST)]]


class Variable(Strict):
    """A place that a person fills: its label by language, whether the text needs it, and `kind: date` for one that is a day."""

    label: ByLanguage
    required: bool = True
    kind: Literal["text", "date"] = "text"


class Template(Strict):
    """A prepared text, and the steps of the situation it is for.

    It fits complaints of its `topics`, `severities` and `risks`, any where these are left out. `scenario` is for the person who
    answers, `text` for the customer (or, of the kinds handover and reminder, for a colleague). `hidden` takes a bundled template
    of the same name out of sight.
    """

    name: Name
    kind: Kind = "reply"
    title: ByLanguage = Field(default_factory=dict)
    topics: Annotated[tuple[str, ...], BeforeValidator(listed)] = ()
    severities: Annotated[tuple[Severity, ...], BeforeValidator(listed)] = ()
    risks: Annotated[tuple[Risk, ...], BeforeValidator(listed)] = ()
    text: ByLanguage = Field(default_factory=dict)
    variables: Mapping[str, Variable] = Field(default_factory=dict)
    scenario: ByLanguage = Field(default_factory=dict)
    hidden: bool = False

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.hidden:
            return self
        if self.kind == "scenario" and (self.text or not self.scenario):
            raise ValueError("a template of the kind scenario has steps for the person (scenario) and no text")
        if self.kind != "scenario" and not self.text:
            raise ValueError(f"a template of the kind {self.kind} needs a text in at least one of: {', '.join(SPOKEN)}")
        self._check_variables()
        return self

    def _check_variables(self) -> None:
        for name in self.variables:
            if not _VARIABLE.fullmatch(name):
                told = f'"{name[:60]}" cannot be the name of a variable. Write small Latin letters, digits and _, a letter first'
                raise Misplaced(told, "variables", name)
            if name in AUTOMATIC:
                told = f'"{name}" is filled by otklik itself. Take it out, or give the variable another name'
                raise Misplaced(told, "variables", name)
        known = [*self.variables, *AUTOMATIC]
        for language, text in self.text.items():
            try:
                used = places(text)
            except ValueError as error:
                raise Misplaced(str(error), "text", language) from error
            for name in used:
                if name not in known:
                    raise Misplaced(f"{unknown('a variable', name, known)}. Declare it under `variables`", "text", language)
            for name, variable in self.variables.items():
                if variable.required and name not in used:
                    told = f"the text does not use {{{{{name}}}}}, which is required. Write it in, or say `required: false`"
                    raise Misplaced(told, "text", language)

    def label(self, language: str) -> str:
        """Give the title in a language, else in any, else the name."""
        return self.title.get(language) or next(iter(self.title.values()), self.name)  # type: ignore[call-overload]


def places(text: str) -> tuple[str, ...]:
    """List the variables of a text in order, each once; raises ValueError for brackets that do not pair."""
    optional = False
    rest = _PLACE.sub("", text)
    for sign in _SIGN.findall(rest):
        if sign in ("{{", "}}"):
            raise ValueError(f"a {sign} stands alone. A variable is written {{{{name}}}}, in small Latin letters")
        if (sign == "[[") == optional:
            raise ValueError(f"a {sign} has no partner. A part that may be left out is written [[ … ]], not one in another")
        optional = sign == "[["
    if optional:
        raise ValueError("a [[ is never closed. A part that may be left out is written [[ … ]]")
    return tuple(dict.fromkeys(_PLACE.findall(text)))


@dataclass(frozen=True)
class Library:
    """All templates by name, read when they are first asked for: a light command does not pay for them."""

    folder: Path | None = None

    @cached_property
    def templates(self) -> Mapping[str, Template]:
        """Read the bundled templates overlaid by the operator's. Raises ConfigError with file and line."""
        found = dict(bundled_templates())
        if self.folder is not None:
            found |= load_templates(self.folder)
        return {name: template for name, template in found.items() if not template.hidden}

    def template(self, name: str) -> Template:
        """Find a template by name; NotFound names the nearest ones."""
        found = self.templates.get(name)
        if found is None:
            see = "See the list: otklik template list"
            raise NotFound(f'there is no template "{name[:64]}". {near(name, self.templates)}{see}')
        return found


def load_templates(folder: Path) -> dict[str, Template]:
    """Read every *.yaml of a folder as a Template, by name; raises ConfigError."""
    if not folder.is_dir():
        raise ConfigError(f"{folder}: there is no such folder of templates. Create it or correct `templates`")
    for path in sorted(folder.glob("*.yml")):
        raise ConfigError(f"only files that end in .yaml are read. Rename it to {path.stem}.yaml.", file=path)
    found: dict[str, Template] = {}
    for path in sorted(folder.glob("*.yaml")):
        loaded = load_yaml(path)
        template = validate(Template, loaded)
        if template.name in found:
            told = f'name: "{template.name}" is the name of another file of this folder already. Give each a name of its own.'
            raise ConfigError(told, file=path, line=loaded.line(("name",)))
        found[template.name] = template
    return found


# Kept for the life of the process: they do not change under it.
@cache
def bundled_templates() -> Mapping[str, Template]:
    """Read the templates that come with otklik, by name."""
    with resources.as_file(resources.files("config") / "defaults" / "templates") as folder:
        return load_templates(folder)
