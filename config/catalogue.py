"""What is watched (Site) and how a known site or engine is walked and read (Definition): load, validate, look up (A1)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from config.connectors import Connector
from config.errors import ConfigError, NotFound
from config.picks import Css, Csses, Fields, OneFlag, checked_css, checked_path, shorthand
from config.picks import Path as JsonPath
from config.sentences import unknown
from config.values import Address, Country, Duration, Language, Misplaced, Name, Strict, Texts, Zone, listed, near, quoted
from config.yamlfile import load_yaml, validate

if TYPE_CHECKING:
    from config.settings import Settings


def encoding(value: str) -> str:
    """Check that an encoding is known; raises ValueError."""
    try:
        "".encode(value)
    except (LookupError, ValueError) as error:
        raise ValueError(
            f"{quoted(value)} is not an encoding. Write utf-8, windows-1251, koi8-u, iso-8859-13 or another"
        ) from error
    return value


Encoding = Annotated[str, AfterValidator(encoding)]


class Site(Strict):
    """A public address watched for a Brand, with its period and purpose (A1).

    `whole` says that everything on the page is about the brand; otherwise only posts that name it count. `company_authors` are
    the names under which the company itself answers there; `definition` overrules the lookup by host; `connector` says how a
    reply is posted there by machine; `reply_limit` is the longest reply there, in characters, before that of the definition.
    """

    name: Name
    url: Address
    brand: str = Field(min_length=1)
    definition: Name | None = None
    every: Duration = timedelta(hours=6)
    purpose: str = ""
    languages: Annotated[tuple[Language, ...], BeforeValidator(listed)] = ()
    timezone: Zone | None = None
    country: Country | None = None
    company_authors: Texts = ()
    reply_url: str | None = None
    reply_limit: int | None = Field(default=None, ge=1)
    connector: Connector | None = None
    retired: bool = False
    whole: bool = True


class Match(Strict):
    """How a Definition recognises its pages: by host; an engine by fingerprints, of which one occurs in the page's source."""

    hosts: Texts = ()
    fingerprints: Texts = ()


class Next(Strict):
    """The way to the next page: a link (`css`, `attr`), an address in JSON (`path`), or a `template`.

    In a template {n} is the number of the next page and {offset} the number of records before it; {url} is the site's address
    without its query. Pages are counted from `first`; `more` (a sign) or a page with fewer than `full` records ends the walk,
    and so does a `total` (a path to the number of all records) that `full` records a page have reached.
    """

    css: Css = ""
    attr: str = "href"
    path: JsonPath = ""
    template: str = ""
    first: int = Field(default=1, ge=0, le=1)
    more: OneFlag | None = None
    full: int = Field(default=1, ge=1)
    total: JsonPath = ""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(map(bool, (self.css, self.path, self.template))) != 1:
            raise ValueError("next needs one of: css (a link), path (an address in JSON), template (for example ?page={n})")
        named = set(re.findall(r"\{([^{}]*)\}", self.template))
        if self.template and (not named & {"n", "offset"} or named - {"n", "offset", "url"}):
            told = f"{quoted(self.template)} does not count pages. Write {{n}} or {{offset}} in it, and nothing else but {{url}}"
            raise Misplaced(told, "template")
        return self


class Detail(Strict):
    """The page of one record, read where the list shows a cut text: `truncated` only, or `always`."""

    when: Literal["truncated", "always"] = "truncated"
    record: Css = ""
    fields: Fields


class Dates(Strict):
    """How the site writes dates: order of day and month (DMY where the pages do not tell otherwise), language, time zone."""

    order: Literal["DMY", "MDY"] | None = None
    language: Language | None = None
    timezone: Zone | None = None


class Markers(Strict):
    """Signs of pages that are no content: CSS selectors, or `text:` and words that stand on the page."""

    captcha: Texts = ()
    login: Texts = ()
    empty: Texts = ()

    @model_validator(mode="after")
    def _valid(self) -> Self:
        for marker in (*self.captcha, *self.login, *self.empty):
            if not marker.startswith("text:"):
                checked_css(marker)
        return self


_WALKS = {"reviews": "listing", "forum": "thread", "feed": "feed", "api": "api"}
Walk = Literal["listing", "thread", "feed", "api"]


class Definition(Strict):
    """How a known site or engine is walked and read.

    `records` is a CSS selector in HTML and a path in JSON. `script` names a script element whose JSON holds the records;
    `html_in` a path in JSON whose text is HTML that holds them; `nested` a path inside a record where further records lie.
    `skip` names what is no record although it matches. `minimum` is the least number of mentions that a first page shows, fewer
    is layout_changed. `reply_url` is where a person posts a reply ({url} and {id} of the mention may stand in it),
    `reply_limit` its longest text, in characters.
    """

    name: Name
    title: str = ""
    kind: Literal["reviews", "forum", "feed", "api"] = "reviews"
    walk: Walk = "listing"
    match: Match = Match()
    status: str = "from facts, unverified"
    source: str = ""
    posts: Literal["review", "post"] = "review"
    records: str = ""
    script: Css = ""
    html_in: JsonPath = ""
    nested: JsonPath = ""
    skip: Csses = ()
    fields: Fields | None = None
    next: Annotated[Next, BeforeValidator(shorthand)] | None = None
    detail: Detail | None = None
    encoding: Encoding | None = None
    dates: Dates = Dates()
    markers: Markers = Markers()
    minimum: int = Field(default=0, ge=0)
    reply_limit: int | None = Field(default=None, ge=1)
    reply_url: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _implied(cls, given: object) -> object:
        if not isinstance(given, Mapping):
            return given
        # Filled in before the fields are checked, so that whatever the file itself says goes first.
        kind = given.get("kind", "reviews")
        implied = {"walk": _WALKS.get(str(kind), "listing"), "posts": "post" if kind == "forum" else "review"}
        return {**implied, **given}

    @property
    def in_json(self) -> bool:
        """Tell whether records are found by paths in JSON."""
        return (self.kind == "api" or bool(self.script)) and not self.html_in

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.kind != "feed" and not (self.records and self.fields):
            raise ValueError(f"a definition of kind {self.kind} needs records and fields")
        # Only here, for whether `records` is a path or a selector depends on three other keys.
        try:
            (checked_path if self.in_json else checked_css)(self.records)
        except ValueError as error:
            raise Misplaced(str(error), "records") from error
        if self.fields is not None and self.kind != "feed":
            self._check_picks(self.fields)
        return self

    def _check_picks(self, fields: Fields) -> None:
        for pick in fields.picks():
            if self.in_json and not pick.path:
                told = f'in JSON a field is named by its path, not by CSS: write {{path: …}} instead of "{pick.css}"'
                raise Misplaced(told, "fields")
            if not self.in_json and pick.path:
                told = f'in HTML a field is named by CSS: write {{css: …}} instead of the path "{pick.path}"'
                raise Misplaced(told, "fields")


class SitesFile(Strict):
    """The operator's list of sites: sites.yaml."""

    sites: Annotated[tuple[Site, ...], BeforeValidator(lambda given: given or ())] = ()


@dataclass(frozen=True)
class Catalogue:
    """The list of sites, and the definitions by name: the bundled ones overlaid by the operator's own."""

    sites: tuple[Site, ...] = ()
    definitions: Mapping[str, Definition] = field(default_factory=dict)

    def site(self, name: str) -> Site:
        """Find a site by name; NotFound names the nearest ones."""
        for site in self.sites:
            if site.name == name:
                return site
        raise NotFound(f'there is no site "{name}". {near(name, [site.name for site in self.sites])}See the list: otklik sites')

    def definition_for(self, site: Site) -> Definition | None:
        """Find how a site is read: by the definition it names, else by its host; None leaves it to the general layers."""
        if site.definition is not None:
            return self.definitions[site.definition]
        return self.definition_at(site.url)

    def reply_limit(self, name: str) -> int | None:
        """Give the longest reply that a site takes, in characters; None where that is not known."""
        site = next((known for known in self.sites if known.name == name), None)
        if site is None or site.reply_limit is not None:
            return None if site is None else site.reply_limit
        definition = self.definition_at(site.url) if site.definition is None else self.definitions.get(site.definition)
        return None if definition is None else definition.reply_limit

    def definition_at(self, url: str) -> Definition | None:
        """Find the definition whose hosts hold the address; the longest host wins."""
        host = (urlsplit(url).hostname or "").lower()
        best: tuple[int, Definition | None] = (0, None)
        for definition in self.definitions.values():
            for known in definition.match.hosts:
                # The dot keeps a definition of opinions.example off notopinions.example.
                if len(known) > best[0] and (host == known or host.endswith("." + known)):
                    best = len(known), definition
        return best[1]


def load_catalogue(settings: Settings) -> Catalogue:
    """Read the operator's sites and all definitions; ConfigError names file and line."""
    definitions = dict(bundled_definitions())
    if settings.definitions is not None:
        definitions |= load_definitions(settings.definitions)
    return Catalogue(load_sites(settings.sites, definitions, [brand.name for brand in settings.brands]), definitions)


def load_sites(path: Path, definitions: Mapping[str, Definition], brands: Sequence[str] = ()) -> tuple[Site, ...]:
    """Read a list of sites; a file that does not exist is an empty list. Raises ConfigError.

    Where `brands` are given, every site is watched for one of them.
    """
    if not path.exists():
        return ()
    loaded = load_yaml(path)
    sites = validate(SitesFile, loaded).sites
    seen: dict[str, int | None] = {}
    for number, site in enumerate(sites):

        def refuse(key: str, told: str, number: int = number) -> NoReturn:
            raise ConfigError(f"sites.{key}: {told}.", file=path, line=loaded.line(("sites", number, key)))

        if site.name in seen:
            refuse("name", f'"{site.name}" stands in line {seen[site.name]} already. Give each site a name of its own')
        seen[site.name] = loaded.line(("sites", number, "name"))
        if site.definition is not None and site.definition not in definitions:
            refuse("definition", unknown("in the catalogue", site.definition, sorted(definitions)))
        if brands and site.brand not in brands:
            refuse("brand", unknown("one of the brands of otklik.yaml", site.brand, list(brands)))
    return sites


def load_definitions(folder: Path) -> dict[str, Definition]:
    """Read every *.yaml of a folder as a Definition, by name; raises ConfigError."""
    if not folder.is_dir():
        raise ConfigError(f"{folder}: there is no such folder of definitions. Create it or correct `definitions`")
    for path in sorted(folder.glob("*.yml")):
        raise ConfigError(f"only files that end in .yaml are read. Rename it to {path.stem}.yaml.", file=path)
    found: dict[str, Definition] = {}
    for path in sorted(folder.glob("*.yaml")):
        loaded = load_yaml(path)
        definition = validate(Definition, loaded)
        if definition.name in found:
            told = f'name: "{definition.name}" is the name of another file of this folder already. Give each a name of its own.'
            raise ConfigError(told, file=path, line=loaded.line(("name",)))
        found[definition.name] = definition
    return found


# Kept for the life of the process: `otklik read --batch` asks for them with every page.
@cache
def bundled_definitions() -> Mapping[str, Definition]:
    """Read the definitions that come with otklik, by name."""
    with resources.as_file(resources.files("config") / "definitions") as folder:
        return load_definitions(folder)
