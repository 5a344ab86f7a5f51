"""What a token may not, its person's role does not make up for: limits of money go by the scopes too."""

from __future__ import annotations

from dataclasses import replace

import pytest

from config.errors import Forbidden
from moderation.desk import customers
from moderation.people import SCOPES, Person, Role, Scope, acting_as
from moderation.store.engine import Store
from tests.people import ANNA, BOOK, BORIS, NOW, a_case


def by_token(person: Person, *scopes: Scope) -> Person:
    return replace(person, scopes=frozenset({Scope.READ, *scopes}))


def concede(store: Store, person: Person, n: int, amount: int) -> int:
    given = {"amount": amount, "give": "voucher", "why": "late courier"}
    return customers.concede(store, person, n, book=BOOK, now=NOW, **given).state.conceded  # type: ignore[arg-type]


def test_it_works(sqlite_store: Store) -> None:
    n = a_case(sqlite_store)
    working = by_token(BORIS, Scope.WORK)
    with pytest.raises(Forbidden, match="is not among what may be offered"):
        concede(sqlite_store, working, n, 2_000)
    with pytest.raises(Forbidden, match="beyond the budget of boris"):
        concede(sqlite_store, working, n, 3_001)
    assert concede(sqlite_store, by_token(BORIS, Scope.WORK, Scope.SUPERVISE), n, 3_001) == 3_001


@pytest.mark.parametrize("role", Role)
def test_a_person_without_a_token_acts_with_the_own_role(role: Role) -> None:
    assert acting_as(replace(ANNA, role=role)) is role


@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize("role", Role)
def test_a_token_acts_with_the_role_of_its_scope_and_never_above_its_person(role: Role, scope: Scope) -> None:
    found = acting_as(by_token(replace(ANNA, role=role), scope))
    asked = next(one for one in Role if SCOPES[one] is scope)
    assert found is (asked if role.covers(asked) else Role.VIEWER)
