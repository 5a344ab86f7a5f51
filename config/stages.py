"""Plans of stages and the departments that answer for them (D3, A11, E2): the sections `stages` and `departments` of the policy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from config.ladder import Whose
from config.values import Misplaced, Name, Strict, duration, listed, quoted

LONGEST_NAME = 200  # characters of what a stage is called, and of where an item is
MOST_STAGES = 30  # of one plan
LONGEST_TERM = timedelta(days=366)
ROLES = ("moderator", "approver", "supervisor", "admin")

StageKind = Literal["work", "letter"]


def term(value: str) -> str:
    """Check the term of a stage: working time in h or m, or calendar days in d. Raises ValueError."""
    if isinstance(value, str) and value.endswith("s"):
        raise ValueError(f"{quoted(value)} is no term of a stage. Write working time, for example 16h, or days, for example 14d")
    if duration(value) > LONGEST_TERM:
        raise ValueError(f"{quoted(value)} is longer than a year. Write a shorter term, for example 30d")
    return value


def in_days(value: str) -> bool:
    """Say whether a term counts days of the calendar; any other counts working time."""
    return value.endswith("d")


def owner(value: str) -> str:
    """Check who answers: a department, a login, or a role as role:supervisor. Raises ValueError."""
    kind, colon, role = value.partition(":")
    if (colon and (kind != "role" or role not in ROLES)) or not re.fullmatch(r"[a-z0-9][a-z0-9._:-]{0,63}", value):
        told = "is no owner. Write a department, a login, or role:moderator, approver, supervisor or admin"
        raise ValueError(f"{quoted(value)} {told}")
    return value


def one_line(value: str) -> str:
    """Check a name that people read: not empty, on one line. Raises ValueError."""
    text = value.strip()
    if not text or not text.isprintable():
        raise ValueError(f"{quoted(value)} is not a name. Write a few words on one line")
    return text


Term = Annotated[str, AfterValidator(term)]
Owner = Annotated[str, AfterValidator(owner)]
Words = Annotated[str, Field(max_length=LONGEST_NAME), AfterValidator(one_line)]


class Department(Strict):
    """A part of the company that cases are handed over to.

    `people` are logins, or `role:…` for everybody of that role; `term` is the inner term of a hand-over in working time (or
    days), where none is given with it; `title` is shown in place of the name.
    """

    title: str = Field(default="", max_length=LONGEST_NAME)
    people: Annotated[tuple[Owner, ...], BeforeValidator(listed)] = ()
    term: Term = "16h"


class PlannedStage(Strict):
    """One stage of a plan: what happens, who answers for it, how long it takes after the one before, where the item is then.

    A stage of the kind `letter` is a letter that waits for an answer: sent when, due when, answered when (D4).
    """

    name: Words
    owner: Owner
    term: Term
    where: str = Field(default="", max_length=LONGEST_NAME)
    kind: StageKind = "work"


class Plan(Strict):
    """A plan that a case may begin: proposed for the cases of `when`, open to any other."""

    title: str = Field(default="", max_length=LONGEST_NAME)
    when: Annotated[Whose, BeforeValidator(lambda given: {} if given is None else given)] = Whose()
    stages: Annotated[tuple[PlannedStage, ...], Field(max_length=MOST_STAGES)]

    @model_validator(mode="after")
    def _has_stages(self) -> Self:
        if not self.stages:
            raise Misplaced("a plan without stages plans nothing. Write at least one with name, owner and term", "stages")
        return self


def given_ones(value: object) -> object:
    """Leave out the entries without a value: so the operator takes a bundled one away."""
    return {name: one for name, one in value.items() if one is not None} if isinstance(value, dict) else value


Departments = Annotated[Mapping[Name, Department], BeforeValidator(given_ones)]
Plans = Annotated[Mapping[Name, Plan], BeforeValidator(given_ones)]
