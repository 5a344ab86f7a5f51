"""Who may do what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import Forbidden, UsageError
from moderation.case import Act
from moderation.people import LOGIN_LIMIT, MAY, Person, Role, may, require, valid_login, valid_role

ANNA = Person("anna", "Anna", Role.MODERATOR)
BORIS = Person("boris", "Boris", Role.SUPERVISOR)
STRANGER = Person("stranger", "A stranger", Role.VIEWER)
MODERATES = (
    "acknowledge", "reply", "post", "assign", "promise", "keep", "delay", "wait", "resume", "escalate", "correct", "dismiss",
    "close", "reopen", "receive", "stage", "handover", "return", "thank", "resolve", "link", "merge", "concede",
)  # fmt: skip
SUPERVISES = ("approve", "audit", "unmask", "supervise", "prevent", "restrict", "despite")
MACHINE = ("confirm", "unconfirm", "amend", "withdraw", "reappear", "assess", "warn", "reckon")
TABLE = {
    Role.VIEWER: {"view"},
    Role.MODERATOR: {"view", *MODERATES},
    Role.APPROVER: {"view", *MODERATES, "approve"},
    Role.SUPERVISOR: {"view", *MODERATES, *SUPERVISES},
    Role.ADMIN: {"view", *MODERATES, *SUPERVISES, "manage_people", "tokens", "webhooks"},
}


def test_it_works() -> None:
    require(ANNA, "acknowledge")
    require(BORIS, Act.APPROVE)
    assert may(STRANGER, "view")
    assert not may(STRANGER, Act.REPLY)


@pytest.mark.parametrize("role", Role)
def test_a_role_has_exactly_the_rights_of_the_table(role: Role) -> None:
    person = Person("somebody", "Somebody", role)
    rights = {*MAY, *(act.value for act in Act), "unheard_of"}
    assert {right for right in rights if may(person, right)} == TABLE[role]


@pytest.mark.parametrize("right", [*MAY, *MACHINE])
def test_a_disabled_person_may_nothing(right: str) -> None:
    gone = Person("boris", "Boris", Role.ADMIN, disabled=True)
    assert not may(gone, right)
    with pytest.raises(Forbidden, match=r"boris is disabled and may not .+ An admin can enable"):
        require(gone, right)


@pytest.mark.parametrize("right", [*MACHINE, "", "VIEW", "drop_everything"])
def test_what_is_not_listed_is_denied_to_an_admin_too(right: str) -> None:
    admin = Person("root", "Root", Role.ADMIN)
    assert not may(admin, right)
    with pytest.raises(Forbidden, match="no person does this by hand"):
        require(admin, right)


def test_a_moderator_who_approves_reads_who_could() -> None:
    with pytest.raises(Forbidden) as refused:
        require(ANNA, Act.APPROVE)
    assert str(refused.value) == (
        "anna is a moderator and may not approve: it takes one of the roles approver, supervisor, admin. "
        "Ask a colleague who has it, or an admin to give it"
    )


def test_a_right_of_the_admin_names_one_role() -> None:
    with pytest.raises(Forbidden, match=r"boris is a supervisor and may not manage people: it takes the role admin\."):
        require(BORIS, "manage_people")
    with pytest.raises(Forbidden, match="petra is an approver and may not manage access tokens"):
        require(Person("petra", "Petra", Role.APPROVER), "tokens")


def test_the_table_of_rights_cannot_be_changed_at_run_time() -> None:
    with pytest.raises(TypeError):
        MAY["approve"] = Role.VIEWER  # type: ignore[index]


@pytest.mark.parametrize(("lower", "higher"), list(zip(list(Role), list(Role)[1:], strict=False)))
def test_a_higher_role_may_whatever_a_lower_one_may(lower: Role, higher: Role) -> None:
    assert TABLE[lower] < TABLE[higher]
    assert higher.covers(lower)
    assert not lower.covers(higher)


@pytest.mark.parametrize(
    ("text", "login"), [("anna", "anna"), (" Anna.K ", "anna.k"), ("boris_2-x", "boris_2-x"), ("a" * 32, "a" * 32)]
)
def test_a_login_has_one_form(text: str, login: str) -> None:
    assert valid_login(text) == login


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "анна",
        "аnna",
        "2anna",
        "anna k",
        "anna..k",
        "anna-",
        ".anna",
        "machine:scan",
        "a" * 33,
        "anna\n@",
        "ānna",
        "a/b",
        "٣a",
    ],
)
def test_what_cannot_be_a_login_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError, match="for example anna"):
        valid_login(text)


def test_the_machine_keeps_its_name() -> None:
    with pytest.raises(UsageError, match="otklik itself"):
        valid_login("Machine")


@given(st.text(max_size=60))
def test_a_login_that_was_accepted_is_plain_and_accepted_again(text: str) -> None:
    try:
        login = valid_login(text)
    except UsageError:
        return
    assert valid_login(login) == login
    assert login.isascii()
    assert len(login) <= LOGIN_LIMIT
    assert ":" not in login


def test_a_role_is_read_by_its_name() -> None:
    assert valid_role(" Approver") is Role.APPROVER
    with pytest.raises(
        UsageError, match=r'"boss" is not a role\. Roles, lowest first: viewer, moderator, approver, supervisor, admin'
    ):
        valid_role("boss")
