"""What staff may offer a customer now, and why: the operator's table by price, margin and history, and a budget (A13, B12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from config.errors import Forbidden
from moderation.money import written
from moderation.people import Person, Role, acting_as

if TYPE_CHECKING:
    from config.concessions import Budget, Concession, Concessions, Often
    from config.concessions import Offer as Entry

NO_ENTRY = "no entry of the table fits"
RESTRICTED = "restricted"


class Standing(StrEnum):
    """What a customer's history says (C2, E5)."""

    NEW = "new"
    KNOWN = "known"
    LOYAL = "loyal"
    OFTEN = "often"


@dataclass(frozen=True, slots=True)
class Offered:
    """One thing that may be offered, up to so many hundredths; None says that it hangs on a price that nobody has named."""

    give: str
    most: int | None


@dataclass(frozen=True, slots=True)
class Allowance:
    """What may be offered under one entry of the table; `restricted` says that a person has ruled concessions out (C2)."""

    entry: str
    offers: tuple[Offered, ...]
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """What a person may still give, in hundredths: for this case, and this month; None is without a limit."""

    case: int | None = None
    month: int | None = None

    @property
    def least(self) -> int | None:
        """Give the smaller of the two."""
        given = [one for one in (self.case, self.month) if one is not None]
        return min(given) if given else None


def standing(complaints: Sequence[datetime], praise: bool, often: Often, now: datetime) -> Standing:
    """Say what a history says: from the moments of its complaints, this one among them, and whether it praises us."""
    recent = [at for at in complaints if at > now - timedelta(days=often.days)]
    if len(recent) >= often.cases:
        return Standing.OFTEN
    if praise:
        return Standing.LOYAL
    return Standing.NEW if len(complaints) <= 1 else Standing.KNOWN


def offers(
    rules: Concessions, history: Standing, *, restricted: bool = False, price: int | None = None, margin: str | None = None
) -> Allowance:
    """Say what may be offered for goods of a price (hundredths) and margin: the first entry that fits.

    An entry that looks at a price or margin which nobody has named does not fit: what is not known is not given away.
    """
    if restricted:
        return Allowance(RESTRICTED, (), restricted=True)
    found = next((entry for entry in rules.table if _fits(entry, history, price, margin)), None)
    return Allowance(NO_ENTRY, ()) if found is None else _allowance(found, price)


def possible(rules: Concessions, history: Standing) -> tuple[Concession, ...]:
    """List the entries that may fit a history, up to the first that fits whatever the goods are."""
    found = []
    for entry in rules.table:
        if not entry.when.histories or history in entry.when.histories:
            found.append(entry)
            if entry.when.price_at_most is None and entry.when.price_over is None and not entry.when.margins:
                break
    return tuple(found)


def _fits(entry: Concession, history: Standing, price: int | None, margin: str | None) -> bool:
    when = entry.when
    if when.histories and history not in when.histories:
        return False
    if when.margins and margin not in when.margins:
        return False
    if when.price_at_most is not None and (price is None or price > in_hundredths(when.price_at_most)):
        return False
    return when.price_over is None or (price is not None and price > in_hundredths(when.price_over))


def _allowance(entry: Concession, price: int | None) -> Allowance:
    return Allowance(entry.name, tuple(Offered(offer.give, most(offer, price)) for offer in entry.offer))


def most(offer: Entry, price: int | None) -> int | None:
    """Give the most that an offer comes to, in hundredths; None where it hangs on a price that is not known."""
    if offer.share is None:
        return price if offer.up_to is None else in_hundredths(offer.up_to)
    if price is None:
        return None
    share = int(price * offer.share)
    return share if offer.up_to is None else min(share, in_hundredths(offer.up_to))


def in_hundredths(amount: float) -> int:
    """Give an amount of the policy in hundredths."""
    return round(amount * 100)


def left(budget: Budget | None, given: int, month: int) -> Left:
    """Say what is left of a budget after what was given for the case and by the person this month, in hundredths."""
    if budget is None:
        return Left()
    return Left(_rest(budget.case, given), _rest(budget.month, month))


def _rest(limit: float | None, spent: int) -> int | None:
    return None if limit is None else max(0, in_hundredths(limit) - spent)


def check(
    number: int, person: Person, give: str, amount: int, allowance: Allowance, rest: Left, *, currency: str
) -> bool:  # fmt: skip
    """Refuse what table or budget do not allow; give whether a supervisor goes beyond the table. Raises Forbidden.

    A budget binds whoever has one; beyond the table only a supervisor goes (B12).
    """
    asked = f"case {number}: {give} of {written(amount)} {currency}"
    least = rest.least
    if least is not None and amount > least:
        which = "for this case" if least == rest.case else "this month"
        raise Forbidden(
            f"{asked} is beyond the budget of {person.login}, who may still give {written(least)} {currency} {which}. "
            f"Offer less, or ask a supervisor: otklik escalate {number}"
        )
    if any(one.give == give and one.most is not None and amount <= one.most for one in allowance.offers):
        return False
    if acting_as(person).covers(Role.SUPERVISOR):
        return True
    raise Forbidden(
        f"{asked} is not among what may be offered by the rule “{allowance.entry}”: "
        f"{worded(allowance.offers, currency)}. Offer that, or ask a supervisor: otklik escalate {number}"
    )


def worded(found: Iterable[Offered], currency: str) -> str:
    """Word offers in one line."""
    parts = [
        f"{one.give} up to {written(one.most)} {currency}" if one.most is not None else f"{one.give} (name the price)"
        for one in found
    ]
    return ", ".join(parts) or "nothing beyond what the law and the published rules give"
