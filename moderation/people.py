"""Who may do what: five roles, each with everything that the lower ones may (B2, E3). What is not listed, nobody may."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from config.errors import Forbidden, UsageError
from moderation.case import Act


class Role(StrEnum):
    """What a person is trusted with, lowest first."""

    VIEWER = "viewer"
    MODERATOR = "moderator"
    APPROVER = "approver"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"

    @property
    def rank(self) -> int:
        """Give the place in the order, 0 for the lowest."""
        return _RANK[self]

    def covers(self, other: Role) -> bool:
        """Say whether this role is the other one or a higher one."""
        return self.rank >= other.rank


_RANK: Mapping[Role, int] = {role: number for number, role in enumerate(Role)}


class Scope(StrEnum):
    """What a token may be used for, each with the rights of one role; a token never may more than its person."""

    READ = "read"
    WORK = "work"
    APPROVE = "approve"
    SUPERVISE = "supervise"
    ADMIN = "admin"


SCOPES: Mapping[Role, Scope] = MappingProxyType(dict(zip(Role, Scope, strict=True)))


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the staff; `login` is what the history of a case records.

    `scopes` are those of the token by which a program acts in the person's name; None sets no limit.
    """

    login: str
    name: str
    role: Role
    disabled: bool = False
    scopes: frozenset[Scope] | None = None


class OutOfScope(Forbidden):
    """Report an act that the person may do, but not by this token."""

    def __init__(self, told: str, scope: Scope) -> None:
        super().__init__(told)
        self.scope = scope


VIEW = "view"
AUDIT = "audit"
UNMASK = "unmask"
SUPERVISE = "supervise"
PREVENT = "prevent"
DESPITE = "despite"
MANAGE_PEOPLE = "manage_people"
TOKENS = "tokens"
WEBHOOKS = "webhooks"
THANK = "thank"

# Each right with the lowest role that has it. The acts of the machine (confirm, amend, withdraw, …) are missing on purpose.
MAY: Mapping[str, Role] = MappingProxyType(
    {
        VIEW: Role.VIEWER,
        Act.RECEIVE.value: Role.MODERATOR,
        Act.ACKNOWLEDGE.value: Role.MODERATOR,
        Act.REPLY.value: Role.MODERATOR,
        Act.POST.value: Role.MODERATOR,
        Act.ASSIGN.value: Role.MODERATOR,
        Act.WAIT.value: Role.MODERATOR,
        Act.RESUME.value: Role.MODERATOR,
        Act.DISMISS.value: Role.MODERATOR,
        Act.CLOSE.value: Role.MODERATOR,
        Act.REOPEN.value: Role.MODERATOR,
        Act.PROMISE.value: Role.MODERATOR,
        Act.KEEP.value: Role.MODERATOR,
        Act.DELAY.value: Role.MODERATOR,
        Act.ESCALATE.value: Role.MODERATOR,
        Act.STAGE.value: Role.MODERATOR,
        Act.HANDOVER.value: Role.MODERATOR,
        Act.RETURN.value: Role.MODERATOR,
        Act.CORRECT.value: Role.MODERATOR,
        THANK: Role.MODERATOR,
        Act.RESOLVE.value: Role.MODERATOR,
        Act.LINK.value: Role.MODERATOR,
        Act.MERGE.value: Role.MODERATOR,
        Act.CONCEDE.value: Role.MODERATOR,
        Act.APPROVE.value: Role.APPROVER,
        Act.RESTRICT.value: Role.SUPERVISOR,
        AUDIT: Role.SUPERVISOR,
        SUPERVISE: Role.SUPERVISOR,
        PREVENT: Role.SUPERVISOR,
        UNMASK: Role.SUPERVISOR,
        DESPITE: Role.SUPERVISOR,
        MANAGE_PEOPLE: Role.ADMIN,
        TOKENS: Role.ADMIN,
        WEBHOOKS: Role.ADMIN,
    }
)
_WORDS: Mapping[str, str] = {
    VIEW: "look at cases",
    Act.CORRECT.value: "correct tags",
    Act.CONCEDE.value: "concede anything",
    Act.RESTRICT.value: "restrict a customer",
    Act.RECEIVE.value: "enter a complaint",
    THANK: "thank for praise",
    AUDIT: "read the audit record",
    DESPITE: "let a reply out despite what the lint found",
    UNMASK: "see personal data unmasked",
    Act.RESOLVE.value: "record the outcome of cases",
    SUPERVISE: "see and mark the work of others",
    PREVENT: "keep the list of causes",
    MANAGE_PEOPLE: "manage people",
    TOKENS: "manage access tokens",
    WEBHOOKS: "look at webhooks",
}
_LOGIN = re.compile(r"[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*")
LOGIN_LIMIT = 32


def may(person: Person, right: str) -> bool:
    """Say whether a person has a right: an Act or a name of MAY; what MAY does not list is denied to everybody."""
    needed = MAY.get(str(right))
    if needed is None or person.disabled or not person.role.covers(needed):
        return False
    return person.scopes is None or SCOPES[needed] in person.scopes


def acting_as(person: Person) -> Role:
    """Give the role with whose limits a person acts: by a token that of its highest scope, and never above the own."""
    scopes = person.scopes
    return max(
        (role for role in Role if person.role.covers(role) and (scopes is None or SCOPES[role] in scopes)),
        key=lambda role: role.rank,
        default=Role.VIEWER,
    )


def require(person: Person, right: str) -> None:
    """Raise Forbidden unless the person has the right; the message says which role or scope it takes, and how to get it."""
    if may(person, right):
        return
    what = _WORDS.get(str(right), str(right))
    if person.disabled:
        raise Forbidden(f"{person.login} is disabled and may not {what}. An admin can enable the account again")
    needed = MAY.get(str(right))
    if needed is None:
        raise Forbidden(f"{person.login} may not {what}: no person does this by hand")
    if person.scopes is not None and person.role.covers(needed):
        raise _out_of_scope(person, what, SCOPES[needed])
    enough = [role.value for role in Role if role.covers(needed)]
    takes = f"the role {enough[0]}" if len(enough) == 1 else f"one of the roles {', '.join(enough)}"
    raise Forbidden(
        f"{person.login} is {_article(person.role)} and may not {what}: it takes {takes}."
        " Ask a colleague who has it, or an admin to give it"
    )


def _out_of_scope(person: Person, what: str, scope: Scope) -> OutOfScope:
    has = " ".join(one for one in Scope if one in (person.scopes or ())) or "none"
    return OutOfScope(
        f"this token may not {what}: it takes the scope {scope}, and the token has {has}. "
        f"Make one that has it: otklik token add {person.login} NAME --scope {scope}",
        scope,
    )


def _article(role: Role) -> str:
    return f"{'an' if role.value[0] in 'aeiou' else 'a'} {role.value}"


def valid_login(text: str) -> str:
    """Give a login in its one form, small letters. Raises UsageError for what cannot be one, and for "machine"."""
    login = text.strip().lower()
    if not _LOGIN.fullmatch(login) or len(login) > LOGIN_LIMIT:
        raise UsageError(
            f'login: "{text[:60]}" cannot be a login. Write up to {LOGIN_LIMIT} Latin letters and digits, a letter first,'
            " with single . _ or - between them, for example anna or anna.k"
        )
    if login == "machine":
        raise UsageError('login: "machine" is how the history names otklik itself. Choose another one')
    return login


def valid_scopes(given: Iterable[str]) -> tuple[Scope, ...]:
    """Read the names of scopes, in their order; to read is a part of each. Raises UsageError that lists the scopes."""
    found = {Scope.READ}
    for text in given:
        try:
            found.add(Scope(text.strip().lower()))
        except ValueError as error:
            raise UsageError(f'scope: "{text[:60]}" is not a scope. Scopes: {", ".join(Scope)}') from error
    return tuple(scope for scope in Scope if scope in found)


def valid_role(text: str) -> Role:
    """Read the name of a role. Raises UsageError that lists the roles."""
    try:
        return Role(text.strip().lower())
    except ValueError as error:
        raise UsageError(f'role: "{text[:60]}" is not a role. Roles, lowest first: {", ".join(Role)}') from error
