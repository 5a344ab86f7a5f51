"""Fill the public pages: the procedure of one language, and whatever the form shows."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from moderation.plain import neutral, one_line
from moderation.public import wording
from moderation.public.texts import LANGUAGES, OWN_NAMES, texts

if TYPE_CHECKING:
    from moderation.public.procedure import Procedure


def procedure_page(told: Procedure, *, style: str) -> str:
    """Fill the page of the procedure; `style` is the address of its style sheet."""
    return fill("procedure.html", told.language, {"it": told, "style": style, "company": told.company})


def index_page(company: str, *, style: str) -> str:
    """Fill the page on which a customer chooses the language."""
    return fill("index.html", "en", {"company": company, "style": style, "titles": {one: texts(one) for one in LANGUAGES}})


def fill(template: str, language: str, view: dict[str, Any]) -> str:
    """Fill a template in a language."""
    frame = {"t": texts(language), "language": language, "languages": OWN_NAMES, "say": wording}
    return _templates().get_template(template).render({**frame, **view})


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("moderation.public"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["line"] = one_line
    made.filters["neutral"] = neutral
    return made
