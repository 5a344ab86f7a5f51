"""The ladder: after which share of a term a case climbs, and who owns each of its three levels (A6, A8, A9, B2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from config.values import Language, Misplaced, Strict, listed, quoted

Severity = Literal["critical", "high", "normal", "low"]
SEVERITIES: tuple[Severity, ...] = ("critical", "high", "normal", "low")
Risk = Literal["legal_threat", "safety", "publicity_threat", "churn"]
Role = Literal["moderator", "approver", "supervisor", "admin"]
Owner = Annotated[str, Field(min_length=1)]
Owners = Annotated[tuple[Owner, ...], BeforeValidator(listed)]
Names = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], BeforeValidator(listed)]
LEVELS = ("L1", "L2", "L3")


class Whose(Strict):
    """Which cases a rule is for; every field that is given must hold, of several values one."""

    brands: Names = ()
    sites: Names = ()
    languages: Annotated[tuple[Language, ...], BeforeValidator(listed)] = ()
    topics: Names = ()
    risks: Annotated[tuple[Risk, ...], BeforeValidator(listed)] = ()


class Climb(Strict):
    """After which shares of its term a case goes up: 0.5 at half the term, 1.5 when it is overdue by half of it."""

    L2: float = Field(gt=0, le=10)
    L3: float = Field(gt=0, le=10)

    @model_validator(mode="after")
    def _upwards(self) -> Self:
        if self.L2 > self.L3:
            raise ValueError("L3 comes before L2. Raise `L3` or lower `L2`")
        return self


class Rung(Strict):
    """Who owns the levels for some cases: logins, or `role:supervisor` for everybody of that role."""

    when: Annotated[Whose, BeforeValidator(lambda given: {} if given is None else given)] = Whose()
    L1: Owners = ()
    L2: Owners = ()
    L3: Owners = ()

    @model_validator(mode="after")
    def _an_owner_for_each(self) -> Self:
        for level in LEVELS:
            owners: tuple[str, ...] = getattr(self, level)
            if not owners:
                told = f"level {level} has no owner. Write a login, or a role, for example {level}: role:supervisor"
                raise Misplaced(told, level)
            for owner in owners:
                kind, colon, role = owner.partition(":")
                if colon and (kind != "role" or role not in ("moderator", "approver", "supervisor", "admin")):
                    told = f"{quoted(owner)} is no owner. Write a login, or role:moderator, approver, supervisor or admin"
                    raise Misplaced(told, level)
        return self


def for_everybody(rungs: tuple[Rung, ...]) -> tuple[Rung, ...]:
    """Check that every case finds its owners; raises ValueError."""
    for number, rung in enumerate(rungs):
        if rung.when == Whose() and number + 1 < len(rungs):
            raise Misplaced("nothing after an entry without `when` is reached. Put it last", number)
    if not rungs or rungs[-1].when != Whose():
        raise ValueError("some cases find no owner. End with an entry that has no `when`")
    return rungs


def all_climbs(climbs: Mapping[Severity, Climb]) -> Mapping[Severity, Climb]:
    """Check that every severity has its steps; raises ValueError."""
    for severity in SEVERITIES:
        if severity not in climbs:
            raise ValueError(f"{severity} is missing. Write L2 and L3 for it")
    return climbs


class Ladder(Strict):
    """The ladder: its steps by severity, and the owners of its levels."""

    climbs: Annotated[Mapping[Severity, Climb], AfterValidator(all_climbs)]
    owners: Annotated[tuple[Rung, ...], AfterValidator(for_everybody)]


class Legal(Strict):
    """Which risks make a case one for a lawyer (A9), and who the lawyers are; without any every approver may approve."""

    risks: Annotated[tuple[Risk, ...], BeforeValidator(listed)] = ("legal_threat",)
    lawyers: Annotated[tuple[Annotated[str, Field(min_length=1)], ...], BeforeValidator(listed)] = ()
