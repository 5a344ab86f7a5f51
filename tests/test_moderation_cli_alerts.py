"""`otklik alerts` and `otklik user mail`: my notices, and where they go."""

from __future__ import annotations

from datetime import timedelta

import pytest

from moderation.desk import owners
from tests.mailbox import Sink, served
from tests.office import CONFIG, Office
from tests.people import BOOK, BORIS, DAY, NOW, a_case


def assigned(office: Office) -> int:
    n = a_case(office.store)
    owners.assign(office.store, BORIS, n, book=BOOK, now=NOW, owner="anna")
    return n


def test_it_works(office: Office) -> None:
    n = assigned(office)
    out = office.out("alerts", "--as", "anna")
    assert "Boris Ozols gave it to you" in out
    assert out.splitlines()[1].startswith(f"{n} ")
    found = office.json("alerts", "--as", "anna", "--seen")
    assert (found["login"], found["unread"]) == ("anna", 1)
    (one,) = found["notices"]
    assert (one["case"], one["act"], one["text"], one["mail"]) == (n, "assign", "Boris Ozols gave it to you", "waiting")
    assert office.run("alerts", "--as", "anna") == (0, "", "nothing new\n")
    assert office.json("alerts", "--as", "anna", "--all")["notices"][0]["seen_at"] == "2026-11-23T09:00:00Z"
    assert office.run("alerts", "--as", "vera", "--all") == (0, "", "no notices yet\n")


def test_tick_sends_what_is_due_and_alerts_can_too(office: Office) -> None:
    assigned(office)
    sink = Sink()
    assert office.run("user", "mail", "anna", "anna@example.org", "--language", "ru") == (
        0, "", "anna: notices go to anna@example.org, in ru\n",
    )  # fmt: skip
    with served(sink) as mail:
        office.write(
            "otklik.yaml", f"{CONFIG}mail: {{host: {mail.host}, port: {mail.port}, starttls: false, sender: o@example.org}}"
        )
        assert office.run("alerts", "--send") == (0, "", "no notice is due by mail\n")
        office.at(NOW + timedelta(minutes=11))
        assert office.json("tick")["letters"] == [{"login": "anna", "notices": 1, "fate": "sent", "reason": ""}]
        assert office.json("alerts", "--send") == {"letters": []}
        office.at(NOW + 2 * DAY)
        office.out("tick")
        office.at(NOW + 2 * DAY + timedelta(minutes=11))
        assert office.out("alerts", "--send").startswith("notices to anna (4): sent")
    assert sink.recipients == ["anna@example.org"] * 2


def test_a_mail_address_is_kept_listed_and_forgotten(office: Office) -> None:
    office.out("user", "mail", "anna", "anna@example.org")
    office.out("user", "mail", "anna", "--language", "lv")
    listed = {one["login"]: one for one in office.json("user", "list")}
    assert (listed["anna"]["mail"], listed["anna"]["language"], listed["vera"]["mail"]) == ("anna@example.org", "lv", None)
    assert office.run("user", "mail", "anna", "--none")[2] == "anna: notices stand in the list only\n"
    assert {one["login"]: one for one in office.json("user", "list")}["anna"]["mail"] is None


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("anna",), 2, "needs an address"),
        (("anna", "anna at example.org"), 2, "is not a mail address"),
        (("anna", "anna@example.org", "--language", "fr"), 2, "is not one that letters are written in"),
        (("anna", "a@b.c", "--none"), 2, "not both"),
        (("anna", "a" * 250 + "@example.org"), 2, "cannot be written to"),
        (("nobody", "a@example.org"), 1, 'there is no person "nobody"'),
    ],
)
def test_what_cannot_be_an_address_is_refused(office: Office, args: tuple[str, ...], code: int, said: str) -> None:
    found = office.run("user", "mail", *args)
    assert found[0] == code, found
    assert said in found[2]
    assert {one["mail"] for one in office.json("user", "list")} == {None}
