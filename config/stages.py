"""Departments, and plans of stages: who answers for each stage of a repair, a refund, a claim, and when (D3, A11, A12, E2)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Protocol, TypeVar, get_args

from pydantic import AfterValidator, BeforeValidator, Field

from config.contacts import Spoken
from config.ladder import Role, Whose
from config.values import Misplaced, Name, Strict, WorkingTime, near, quoted

LONGEST_TITLE = 80  # characters
MOST_STAGES = 20  # of one plan
DEPARTMENT, ROLE = "department", "role"  # what stands before the colon of an owner that is no login
ROLES: tuple[str, ...] = get_args(Role)

Title = Mapping[Spoken, Annotated[str, Field(min_length=1, max_length=LONGEST_TITLE)]]


def mail(value: str) -> str:
    """Check that a mail address is bare, or empty; raises ValueError."""
    if value and not re.fullmatch(r"[^\s@,;<>\"()]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", value):
        raise ValueError(f"{quoted(value)} is not a mail address. Write it bare, for example repair@example.org")
    return value


def owner(value: str) -> str:
    """Check the form of who answers for a stage; raises ValueError."""
    kind, colon, name = value.partition(":")
    if value.strip() and (not colon or (kind == DEPARTMENT and name) or (kind == ROLE and name in ROLES)):
        return value
    roles = " or ".join((", ".join(ROLES[:-1]), ROLES[-1]))
    raise ValueError(f"{quoted(value)} is no owner. Write a login, department:NAME, or role:{roles}")


class Titled(Strict):
    """Something with a name for commands and a title by language for people."""

    name: Name
    title: Title = Field(default_factory=dict)

    def label(self, language: str) -> str:
        """Give the title in a language, else in English, else the first one there is, else the name as words."""
        titles: Mapping[str, str] = {str(spoken): text for spoken, text in self.title.items()}
        return titles.get(language) or titles.get("en") or next(iter(titles.values()), self.name.replace("-", " "))


class Department(Titled):
    """A department that cases are handed to: whom to ask there, and the working time in which it gives a case back (E2)."""

    who: str = Field(default="", max_length=200)
    email: Annotated[str, AfterValidator(mail)] = ""
    term: WorkingTime


class PlannedStage(Titled):
    """One stage of a plan: its owner and its term in working time.

    `needs_where`: it ends only when it is said where the item is (A11).
    """

    owner: Annotated[str, AfterValidator(owner)]
    term: WorkingTime
    needs_where: bool = False


class Named(Protocol):
    """Something with a name."""

    @property
    def name(self) -> str:
        """Give the name."""


One = TypeVar("One", bound=Named)


def distinct(named: tuple[One, ...]) -> tuple[One, ...]:
    """Check that no two entries of a list have one name; raises ValueError."""
    seen: set[str] = set()
    for number, one in enumerate(named):
        if one.name in seen:
            raise Misplaced(f"two entries are named {quoted(one.name)}. Give each a name of its own", number, "name")
        seen.add(one.name)
    return named


def some(stages: tuple[PlannedStage, ...]) -> tuple[PlannedStage, ...]:
    """Check that a plan has stages, and not too many; raises ValueError."""
    if not stages:
        raise ValueError("a plan needs at least one stage. Write its name, owner and term")
    if len(stages) > MOST_STAGES:
        raise Misplaced(f"a plan has at most {MOST_STAGES} stages. Join some of them", MOST_STAGES)
    return distinct(stages)


class Plan(Titled):
    """The stages of one typical matter, in their order, and the cases that it is for, all of them without `when` (A12)."""

    when: Annotated[Whose, BeforeValidator(lambda given: {} if given is None else given)] = Whose()
    stages: Annotated[tuple[PlannedStage, ...], AfterValidator(some)]


Departments = Annotated[tuple[Department, ...], AfterValidator(distinct)]
Plans = Annotated[tuple[Plan, ...], AfterValidator(distinct)]


def check_departments(plans: Sequence[Plan], departments: Sequence[Department]) -> None:
    """Check that every department of a plan is listed; raises ValueError."""
    known = [department.name for department in departments]
    for number, plan in enumerate(plans):
        for place, stage in enumerate(plan.stages):
            kind, _, name = stage.owner.partition(":")
            if kind == DEPARTMENT and name not in known:
                told = (
                    f"the plan {quoted(plan.name)} gives its stage {quoted(stage.name)} to the department {quoted(name)}, which"
                    f" `departments` does not list. {near(name, known)}List it there, or write `plans` anew"
                )
                raise Misplaced(told, "plans", number, "stages", place, "owner")
