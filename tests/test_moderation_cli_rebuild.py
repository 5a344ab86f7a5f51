"""`otklik rebuild`: compute the index columns anew."""

from __future__ import annotations

from sqlalchemy import update

from moderation.store.schema import cases
from tests.office import Office
from tests.people import a_case


def test_it_works(office: Office) -> None:
    assert office.run("rebuild") == (0, "no difference\n", "")
    a_case(office.store)
    a_case(office.store, 2)
    assert office.run("rebuild") == (0, "no difference\n", "")
    with office.store.write() as tx:
        tx.execute(update(cases).values(status="closed", open=False))
    assert office.run("rebuild") == (0, "2 cases were different and are right now: 1, 2\n", "")
    assert office.json("rebuild") == {"different": []}


def test_new_terms_are_taken_up(office: Office) -> None:
    a_case(office.store)
    office.write("policy.yaml", "targets: {normal: {acknowledge: 1h, reply: 2h}}")
    assert office.json("rebuild") == {"different": [1]}
    assert office.json("queue")[0]["next"]["due"] == "2026-11-23T09:00:00Z"


def test_a_policy_that_cannot_be_read_changes_nothing(office: Office) -> None:
    a_case(office.store)
    office.write("policy.yaml", "targets: {normal: {acknowledge: soon}}")
    code, out, err = office.run("rebuild")
    assert (code, out) == (5, "")
    assert "policy.yaml:1" in err
