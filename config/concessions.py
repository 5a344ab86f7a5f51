"""How far to meet a customer (A13) and what staff may spend on it (B12): `concessions` and `budgets` of the policy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from config.ladder import Role
from config.values import Misplaced, Strict, listed, quoted

Margin = Literal["thin", "usual", "high"]
History = Literal["new", "known", "loyal", "often"]
Given = Literal["replace", "repair", "refund", "discount", "voucher", "gift"]
MARGINS: tuple[Margin, ...] = ("thin", "usual", "high")
GIVEN: tuple[Given, ...] = ("replace", "repair", "refund", "discount", "voucher", "gift")
Amount = Annotated[float, Field(ge=0, le=10_000_000)]


class Offer(Strict):
    """One thing that may be offered: up to an amount, up to a share of the price, or, without either, up to the price."""

    give: Given
    up_to: Amount | None = None
    share: float | None = Field(default=None, gt=0, le=1)


class Occasion(Strict):
    """Which cases an entry is for; every field that is given must hold, of several values one. Prices are in the currency."""

    price_at_most: Amount | None = None
    price_over: Amount | None = None
    margins: Annotated[tuple[Margin, ...], BeforeValidator(listed)] = ()
    histories: Annotated[tuple[History, ...], BeforeValidator(listed)] = ()

    @model_validator(mode="after")
    def _some_price(self) -> Self:
        if self.price_at_most is not None and self.price_over is not None and self.price_over >= self.price_at_most:
            raise Misplaced("no price is over this and at most the other. Raise `price_at_most` or lower this", "price_over")
        return self


class Concession(Strict):
    """One entry of the table: for which cases, and what may be offered then; without offers only what the rules give."""

    name: str = Field(min_length=1, max_length=120)
    when: Annotated[Occasion, BeforeValidator(lambda given: {} if given is None else given)] = Occasion()
    offer: Annotated[tuple[Offer, ...], BeforeValidator(listed)] = ()


class Often(Strict):
    """From how many complaints within how many days on a customer complains often (E5)."""

    cases: int = Field(default=3, ge=2, le=1000)
    days: int = Field(default=365, ge=1, le=3650)


def reached(table: tuple[Concession, ...]) -> tuple[Concession, ...]:
    """Check that names differ and every entry can be reached; raises ValueError."""
    names: set[str] = set()
    for number, entry in enumerate(table):
        if entry.name in names:
            raise Misplaced(f"two entries are named {quoted(entry.name)}. Give each a name of its own", number, "name")
        names.add(entry.name)
        if entry.when == Occasion() and number + 1 < len(table):
            raise Misplaced(f"nothing after {quoted(entry.name)} is reached, for it has no `when`. Put it last", number)
    return table


class Concessions(Strict):
    """The table of concessions; the first entry that fits decides. `currency` is shown beside every amount."""

    currency: str = Field(default="EUR", min_length=1, max_length=8)
    often: Often = Often()
    table: Annotated[tuple[Concession, ...], AfterValidator(reached)] = ()


class Budget(Strict):
    """What a person of a role may give away: for one case and in one calendar month; None is without a limit."""

    case: Amount | None = None
    month: Amount | None = None


Budgets = Mapping[Role, Budget]
