"""How one value is found in a record: by CSS in HTML, by a dotted path in JSON."""

from __future__ import annotations

from typing import Annotated, Literal

import regex
from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from config.values import Strict, listed

# Selectors are checked by the parser that will run them; it compiles them only against a document, so an empty one.
_EMPTY = LexborHTMLParser("")


def checked_css(value: str) -> str:
    """Give the CSS selector back, or raise ValueError naming it."""
    if value:
        try:
            _EMPTY.css(value)
        except SelectolaxError as error:
            raise ValueError(f'"{value}" is not a CSS selector. Write it as in a style sheet: div.review > p') from error
    return value


def checked_regex(value: str) -> str:
    """Give the regular expression back, or raise ValueError naming it."""
    # `regex` and not `re`: pages are read with it, for only it can stop a search that takes too long.
    try:
        regex.compile(value)
    except regex.error as error:
        raise ValueError(f'"{value}" is not a regular expression: {error}') from error
    return value


def checked_path(value: str) -> str:
    """Give the dotted JSON path back, or raise ValueError naming it."""
    if value and not regex.fullmatch(r"[^.\s]+(?:\.[^.\s]+)*", value):
        raise ValueError(f'"{value}" is not a path. Write keys with dots between, * for every element: data.items.*.text')
    return value


def shorthand(value: object) -> object:
    """Take "time@datetime" for {css: time, attr: datetime}, and "time" for {css: time}."""
    if not isinstance(value, str):
        return value
    css, at, attr = value.rpartition("@")
    return {"css": css.strip(), "attr": attr.strip()} if at else {"css": value}


Css = Annotated[str, AfterValidator(checked_css)]
Regex = Annotated[str, AfterValidator(checked_regex)]
Path = Annotated[str, AfterValidator(checked_path)]
Csses = Annotated[tuple[Css, ...], BeforeValidator(listed)]


class Pick(Strict):
    """Where one value stands; the first match counts, `all` joins every match.

    `within` says where to look: in the record, in the element before or after it, or anywhere on the page. Without `css` the
    element itself is meant, without `attr` its text. `regex` keeps its first group (or the whole match). `drop` names what is
    taken out of the element first: quotations, signatures. `own` leaves out the texts of inner elements. `path` is for JSON;
    `html` says that the text found is HTML. `prefix` is put before what was found (an address before an id).
    """

    css: Css = ""
    attr: str = ""
    path: Path = ""
    regex: Regex = ""
    within: Literal["record", "previous", "next", "page"] = "record"
    drop: Csses = ()
    own: bool = False
    all: bool = False
    html: bool = False
    prefix: str = ""
    label: str = ""
    optional: bool = True


class RatingPick(Pick):
    """Where a rating stands and how it is written.

    `by`: `text` reads a number from text or attribute ("4,5", "4 из 5", "80%"); `count` counts the matches of `css`; `width`
    reads the CSS width of the style attribute; `mean` takes the mean of all matches. What is read is divided by `unit` (13 px
    or 20 % a star). `words` maps words to values ("рекомендую": 5).
    """

    by: Literal["text", "count", "width", "mean"] = "text"
    best: float = Field(default=5, gt=0)
    worst: float = 1
    unit: float = Field(default=1, gt=0)
    words: dict[str, float] = Field(default_factory=dict)


class RepliesPick(Strict):
    """Answers that stand under a record on the site: `css` (or `path`) names each, the other picks look inside it."""

    css: Css = ""
    path: Path = ""
    within: Literal["record", "next"] = "record"
    author: Picks = ()
    text: Picks = ()
    published: Picks = ()

    @model_validator(mode="after")
    def _named(self) -> RepliesPick:
        if not self.css and not self.path:
            raise ValueError("replies name the element of one answer: css (HTML) or path (JSON)")
        return self


class Flag(Strict):
    """A sign: true where the pick finds something, and where `equals` is given, only if it is that."""

    css: Css = ""
    path: Path = ""
    equals: str = ""


OnePick = Annotated[Pick, BeforeValidator(shorthand)]
Picks = Annotated[tuple[OnePick, ...], BeforeValidator(listed)]
RatingPicks = Annotated[tuple[Annotated[RatingPick, BeforeValidator(shorthand)], ...], BeforeValidator(listed)]
OneFlag = Annotated[Flag, BeforeValidator(shorthand)]


class Fields(Strict):
    """The values of one record. A list of picks is tried in order; `parts` (pros, cons) are joined to the body."""

    id: Picks = ()
    author: Picks = ()
    published: Picks = ()
    rating: RatingPicks = ()
    headline: Picks = ()
    body: Picks = ()
    parts: Picks = ()
    url: Picks = ()
    truncated: OneFlag | None = None
    replies: RepliesPick | None = None

    def picks(self) -> tuple[Pick, ...]:
        """Give every pick of a single value."""
        texts = (*self.headline, *self.body, *self.parts, *self.url)
        return (*self.id, *self.author, *self.published, *self.rating, *texts)

    @model_validator(mode="after")
    def _says_something(self) -> Fields:
        if not (self.body or self.parts or self.headline):
            raise ValueError("a record needs body, parts or headline: without a text there is no mention")
        return self


# RepliesPick names Picks, which is built of classes that stand below it: pydantic could not resolve the name before.
for model in (RepliesPick, Fields):
    model.model_rebuild()
