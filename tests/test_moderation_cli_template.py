"""`otklik template` and `otklik draft`."""

from __future__ import annotations

from tests.office import Office
from tests.people import a_case

CONTACTS = (
    "contacts:\n  - {who: отдел заботы, phone: +371 60000000, higher: директор Лига, rules_url: https://ozols.example/rules}\n"
)
SET = ("--set", "found=посылка на складе", "--set", "step=отправим её курьером", "--set", "by=2026-11-27")


def test_it_works(office: Office) -> None:
    office.write("policy.yaml", CONTACTS)
    n = str(a_case(office.store))
    code, out, err = office.run("template", "fill", n, "delivery", *SET, "--set", "customer=Илзе", "--as", "anna")
    assert (code, err) == (0, "")
    assert out.startswith("Здравствуйте, Илзе!\n\nПростите, что заказ задержался")
    assert "До 27 ноября напишем вам" in out
    assert out.endswith("https://ozols.example/rules\n\nAnna Liepa, Ozols\n")


def test_the_best_template_is_taken_and_what_is_missing_is_told(office: Office) -> None:
    n = str(a_case(office.store))
    code, out, err = office.run("template", "fill", n, "--as", "anna")
    assert code == 0
    assert err.startswith("template delivery; others that fit: ")
    assert "missing: What you found out, in one sentence (--set found=…)" in err
    assert "missing: contact (write it into `contacts` of the policy, or give it: --set contact=…)" in err
    assert "{{found}}" in out


def test_an_acknowledgement_names_the_term_of_the_case(office: Office) -> None:
    n = str(a_case(office.store))
    document = office.json("template", "fill", n, "--kind", "acknowledgement", "--as", "anna")
    assert "до 24 ноября" in document["text"]  # 16 working hours from Monday, 10:00
    assert {one["name"] for one in document["missing"]} == {"contact", "higher"}


def test_a_case_can_be_answered_in_another_language(office: Office) -> None:
    n = str(a_case(office.store))
    assert office.out("template", "fill", n, "delivery", "--language", "lv", *SET, "--as", "anna").startswith("Labdien, Ilze!")


def test_templates_are_listed_and_shown(office: Office) -> None:
    office.write("otklik.yaml", "company: Ozols\ndata: data\nlanguage: lv\n")
    (office.folder / "templates").mkdir()
    office.write("templates/own.yaml", "name: own\nkind: thanks\ntext: {lv: Paldies!}\n")
    listed = office.out("template", "list", "--kind", "thanks").splitlines()
    assert [line.split()[0] for line in listed] == ["name", "own", "thanks"]
    shown = office.out("template", "show", "delivery")
    assert "Labdien[[, {{customer}}]]!" in shown
    assert "1. Vispirms atrodiet" in shown
    assert "Kas" not in office.out("template", "show", "own")
    assert "1. Breathe" in office.out("template", "show", "guide-rude", "--language", "en")
    assert {one["name"] for one in office.json("template", "list")} > {"own", "delivery"}


def test_what_cannot_be_is_refused(office: Office) -> None:
    n = str(a_case(office.store))
    for args, code, told in (
        (("template", "show", "delivry"), 1, 'there is no template "delivry". Near: delivery'),
        (("template", "list", "--kind", "letter"), 2, '--kind: "letter" is no kind of template. Write one of: acknowledgement'),
        (("template", "fill", n, "delivery", "--set", "by", "--as", "anna"), 2, '--set: "by" is not NAME=VALUE'),
        (("template", "fill", n, "delivery", "--set", "bi=x", "--as", "anna"), 2, '"bi" is not a variable of delivery. Near: by'),
        (("template", "fill", n, "delivery", "--language", "de", "--as", "anna"), 2, 'the template delivery has no text in "de"'),
        (("template", "fill", "99", "delivery", "--as", "anna"), 1, "there is no case 99"),
    ):
        found, _, err = office.run(*args)
        assert (found, told in err) == (code, True), err


def test_a_mistake_in_an_own_template_is_told_with_its_line(office: Office) -> None:
    (office.folder / "templates").mkdir()
    office.write("templates/own.yaml", "name: own\ntext:\n  lv: Paldies, {{kas}}!\n")
    code, _, err = office.run("template", "list")
    assert code == 5
    assert 'own.yaml:3: text.lv: "kas" is not a variable.' in err


def test_an_unsaved_text_is_kept_shown_and_forgotten(office: Office) -> None:
    n = str(a_case(office.store))
    assert "your text is kept" in office.run("draft", n, "--text", "Простите", "--as", "anna")[2]
    assert office.out("draft", n, "--as", "anna") == "Простите\n"
    assert office.json("draft", n, "--as", "anna")["text"] == "Простите"
    assert "there is no unsaved text of yours" in office.run("draft", n, "--as", "boris")[2]
    assert "the text is forgotten" in office.run("draft", n, "--drop", "--as", "anna")[2]
    assert "there was no text of yours" in office.run("draft", n, "--drop", "--as", "anna")[2]
    assert office.json("draft", n, "--as", "anna") is None


def test_a_text_that_was_handed_in_is_no_longer_unsaved(office: Office) -> None:
    n = str(a_case(office.store))
    for login in ("anna", "boris"):
        office.out("draft", n, "--text", "Простите", "--as", login)
    office.out("reply", n, "--text", "Простите нас", "--as", "anna")
    assert office.json("draft", n, "--as", "anna") is None
    assert office.json("draft", n, "--as", "boris")["text"] == "Простите"


def test_a_text_and_its_end_are_not_asked_for_at_once(office: Office) -> None:
    n = str(a_case(office.store))
    assert office.run("draft", n, "--drop", "--text", "x", "--as", "anna")[0] == 2
