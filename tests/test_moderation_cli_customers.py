"""`otklik customer`, `link`, `merge`, `concede`, `restrict`: what they print, and what they refuse."""

from __future__ import annotations

import pytest

from tests.office import Office
from tests.people import NOW, a_case

NAMES = ("Игорь Шевченко", "Ihor Shevchenko")
FIRST = "Заказ № 4455-667 так и не приехал, звоните +371 26 123 456"


@pytest.fixture
def told(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Give an installation with two cases of one person, and Boris at the desk."""
    monkeypatch.setenv("OTKLIK_AS", "boris")
    a_case(office.store, 1, author=NAMES[0], body=FIRST)
    a_case(office.store, 2, site="forum", author=NAMES[1], body="Опять никто не звонит")
    assert "2 mentions looked at, 1 links proposed" in office.out("link", "--propose")
    return office


def test_it_works(told: Office) -> None:
    listed = told.out("link")
    assert "link 1: one customer? same name (60%); proposed" in listed
    assert "case 2, forum, Ihor Shevchenko: Опять никто не звонит" in listed
    assert "link recorded" in told.out("link", "2", "--accept", "1", "--why", "the same voice")
    shown = told.out("customer", "1")
    assert "Ihor Shevchenko (forum)" in shown
    assert "known, 2 complaints" in shown
    assert "already told, do not ask again: order 4455-667, phone [phone]" in shown
    assert "26 123 456" not in shown
    assert "everybody else: discount up to 10%, voucher up to 10 EUR" in shown
    assert "voucher up to 10.00 EUR" in told.out("customer", "1", "--price", "20", "--margin", "high")


def test_a_customer_is_found_by_name(told: Office) -> None:
    for name in ("Igors Sevcenko", "ШЕВЧЕНКО Игорь"):
        found = told.json("customer", name)
        assert [(one["site"], one["author"]) for one in found] == [("forum", NAMES[1]), ("opinions", NAMES[0])]
    code, out, err = told.run("customer", "Nobody Known")
    assert (code, out) == (1, "")
    assert 'no author is called "Nobody Known"' in err


def test_json_of_a_customer_is_one_document(told: Office) -> None:
    told.out("link", "2", "--accept", "1")
    told.out("concede", "1", "7,50", "--give", "voucher", "--why", "late courier")
    told.out("restrict", "2", "--what", "writing", "--until", "2027-01-31", "--why", "shouts at the staff")
    found = told.json("customer", "1", "--price", "100")
    assert (found["standing"], found["complaints"], found["conceded"]) == ("known", 2, 7.5)
    assert [fact["value"] for fact in found["facts"]] == ["4455-667", "[phone]"]
    assert [(one["what"], one["holds"], one["until"]) for one in found["restrictions"]] == [
        ("writing", True, "2027-01-31T21:59:59Z")
    ]
    assert found["allowance"]["offers"] == [{"give": "discount", "most": 10.0}, {"give": "voucher", "most": 10.0}]
    assert [link["state"] for link in found["links"]] == ["accepted"]
    assert told.json("show", "1")["conceded"] == 7.5


def test_a_case_shows_what_its_customer_is(told: Office) -> None:
    shown = told.out("show", "1")
    assert "customer: new, 1 complaint, 1 link to decide (more: otklik customer 1)" in shown
    assert "already told, do not ask again: order 4455-667, phone [phone]" in shown
    told.out("link", "1", "--accept", "1")
    told.out("restrict", "1", "--what", "concessions", "--until", "2027-01-31", "--why", "five vouchers")
    shown = told.out("show", "2")
    assert "customer: known, 2 complaints (more: otklik customer 2)" in shown
    assert "restricted: concessions until Sun 2027-01-31 23:59, by boris: five vouchers" in shown


def test_a_merged_case_names_where_it_goes_on(told: Office) -> None:
    told.out("merge", "2", "1", "--why", "the same parcel")
    assert "merged into case 1, where it goes on: otklik show 1" in told.out("show", "2")
    assert told.json("show", "2")["merged_into"] == 1
    assert "merged into 1" in told.out("customer", "1")


def test_what_was_told_by_telephone_is_noted(told: Office) -> None:
    assert "item kettle" in told.out("customer", "1", "--note", "item=kettle")
    assert "address […]" in told.out("customer", "1", "--note", "address=Brīvības 1")
    for wrong, said in (
        ("kettle", "is no fact"),
        ("colour=red", 'fact: "colour" is not known'),
        ("item= ", "in 1 to 300 letters"),
    ):
        code, out, err = told.run("customer", "1", "--note", wrong)
        assert (code, out) == (2, "")
        assert said in err


def test_a_restriction_is_lifted_by_its_number(told: Office) -> None:
    told.out("restrict", "1", "--what", "concessions", "--until", "2027-01-31", "--why", "five vouchers")
    assert "nothing beyond the law and the published rules, by the restriction" in told.out("customer", "1")
    assert "restrict recorded" in told.out("restrict", "1", "--lift", "1", "--why", "a mistake")
    assert "(lifted)" in told.out("customer", "1")


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("link", "--accept", "1"), 2, "name the case and one decision"),
        (("link", "1", "--accept", "1", "--refuse", "1"), 2, "one decision"),
        (("link", "1", "--propose"), 2, "takes neither a case nor a decision"),
        (("link", "1", "--accept", "٣"), 2, "is not a number"),
        (("link", "1", "--accept", "9"), 1, "there is no link 9"),
        (("concede", "1", "much", "--give", "voucher", "--why", "x"), 2, '"much" is not an amount of money'),
        (("concede", "1", "0", "--give", "voucher", "--why", "x"), 2, "cannot be given"),
        (("concede", "1", "5", "--give", "money", "--why", "x"), 2, 'give: "money" is not known'),
        (("restrict", "1", "--lift", "1", "--what", "writing", "--why", "x"), 2, "leave --what and --until out"),
        (("restrict", "1", "--what", "writing", "--until", "2026-01-01", "--why", "x"), 2, "has passed already"),
        (("restrict", "1", "--what", "writing", "--why", "x"), 2, "until when"),
        (("merge", "1", "1", "--why", "x"), 1, "into itself"),
        (("customer", "99"), 1, "there is no case 99"),
        (("customer", "1", "--price", "-5"), 2, "is not an amount"),
        (("customer", "1", "--margin", "huge"), 2, "There are: thin, usual, high"),
    ],
)
def test_a_slip_is_told_in_one_sentence(told: Office, args: tuple[str, ...], code: int, said: str) -> None:
    found, out, err = told.run(*args)
    assert (found, out, err.count("\n")) == (code, "", 1), err
    assert said in err


def test_the_tick_looks_for_links_too(office: Office) -> None:
    a_case(office.store, 1, author=NAMES[0], now=NOW)
    a_case(office.store, 2, site="forum", author=NAMES[1], body="Опять никто не звонит", now=NOW)
    assert "1 links between customers proposed. Look: otklik link" in office.out("tick")
    assert office.run("tick")[2] == "nothing was due\n"
