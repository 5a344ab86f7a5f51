"""Why customers complain, in the operator's words (A14, B7), and how much finished work is looked at (B11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from config.contacts import SPOKEN, Spoken
from config.values import Name, Strict, listed

Label = Annotated[str, Field(min_length=1, max_length=80)]


class Cause(Strict):
    """One cause: its label by language, and the topics of complaints for which it is proposed."""

    label: Mapping[Spoken, Label] = Field(min_length=1)
    topics: Annotated[tuple[Annotated[str, Field(min_length=1)], ...], BeforeValidator(listed)] = ()

    def worded(self, language: str) -> str:
        """Give the label in a language, else in the first one that it has."""
        named = {str(code): text for code, text in self.label.items()}
        return next((named[code] for code in (language, "en", *SPOKEN) if code in named), "")


def kept(given: object) -> object:
    """Leave out the causes that the operator has emptied: so a bundled one is taken off the list."""
    return {name: cause for name, cause in given.items() if cause is not None} if isinstance(given, dict) else given


Causes = Annotated[Mapping[Name, Cause], BeforeValidator(kept)]


class Quality(Strict):
    """How much finished work is looked at each week: a share of every person's cases, but `least` and `most` at the ends."""

    share: float = Field(default=0.1, ge=0, le=1)
    least: int = Field(default=1, ge=0, le=100)
    most: int = Field(default=5, ge=0, le=100)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.least > self.most:
            raise ValueError("least is more than most. Lower `least` or raise `most`")
        return self
