"""Prepared texts: the bundled ones are whole in four languages, own ones overlay them, every mistake is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from classifier.labels import TOPICS
from config.contacts import SPOKEN
from config.errors import ConfigError, NotFound
from config.policy import SEVERITIES
from config.templates import AUTOMATIC, Library, Template, bundled_templates, load_templates, places

OWN = "name: own\nvariables:\n  step: {label: {en: What we do}}\ntext:\n  en: We do {{step}}.\n"
BUNDLED = sorted(bundled_templates())


def write(folder: Path, *texts: str) -> Library:
    """Write the operator's own templates."""
    own = folder / "templates"
    own.mkdir(exist_ok=True)
    for number, text in enumerate(texts):
        (own / f"t{number}.yaml").write_text(text, encoding="utf-8")
    return Library(own)


def test_it_works(tmp_path: Path) -> None:
    library = write(tmp_path, OWN)
    assert library.template("own").text["en"] == "We do {{step}}."
    assert set(library.templates) == {*BUNDLED, "own"}


def test_every_topic_has_a_reply_of_its_own() -> None:
    replies = [template for template in bundled_templates().values() if template.kind == "reply"]
    assert {topic for template in replies for topic in template.topics} >= set(TOPICS)
    assert len(TOPICS) == 12


def test_there_are_variants_for_the_law_for_danger_and_for_what_is_urgent() -> None:
    made_for = {(template.severities, template.risks) for template in bundled_templates().values() if template.kind == "reply"}
    assert {(("critical",), ("legal_threat",)), (("critical",), ("safety",)), (("high",), ("publicity_threat",))} <= made_for


def test_every_kind_of_text_is_there() -> None:
    kinds = {template.kind for template in bundled_templates().values()}
    assert kinds == {"acknowledgement", "reply", "delay", "thanks", "handover", "reminder", "scenario"}


@pytest.mark.parametrize("name", BUNDLED)
def test_a_bundled_template_speaks_four_languages(name: str) -> None:
    template = bundled_templates()[name]
    assert set(template.title) == set(template.scenario) == set(SPOKEN)
    assert set(template.text) == (set() if template.kind == "scenario" else set(SPOKEN))
    assert all(set(variable.label) == set(SPOKEN) for variable in template.variables.values())
    assert set(template.topics) <= set(TOPICS)
    assert set(template.severities) <= set(SEVERITIES)


@pytest.mark.parametrize("name", [name for name in BUNDLED if bundled_templates()[name].text])
def test_the_four_texts_of_a_template_ask_for_the_same(name: str) -> None:
    asked = {frozenset(places(text)) for text in bundled_templates()[name].text.values()}
    assert len(asked) == 1


@pytest.mark.parametrize("name", [name for name in BUNDLED if bundled_templates()[name].kind == "reply"])
def test_a_reply_says_by_when_whom_to_contact_and_where_to_go_higher(name: str) -> None:
    for text in bundled_templates()[name].text.values():
        assert {"by", "contact", "higher", "rule_url", "case"} <= set(places(text)), text


@pytest.mark.parametrize("name", [name for name in BUNDLED if bundled_templates()[name].kind != "scenario"])
@pytest.mark.parametrize("language", ["ru", "uk"])
def test_a_cyrillic_text_has_no_letters_of_the_neighbour(name: str, language: str) -> None:
    text = bundled_templates()[name].text[language]  # type: ignore[index]
    assert not set(text.lower()) & set("іїєґ" if language == "ru" else "ыэъё")


def test_an_own_template_takes_the_place_of_the_bundled_one(tmp_path: Path) -> None:
    library = write(tmp_path, OWN.replace("own", "delivery"))
    assert library.template("delivery").text == {"en": "We do {{step}}."}
    assert set(library.templates) == set(BUNDLED)


def test_a_bundled_template_can_be_taken_out_of_sight(tmp_path: Path) -> None:
    library = write(tmp_path, "name: delivery\nhidden: true\n")
    with pytest.raises(NotFound, match=r'there is no template "delivery"\..*See the list: otklik template list'):
        library.template("delivery")


def test_an_unknown_template_is_told_with_the_nearest() -> None:
    with pytest.raises(NotFound, match=r"Near: delivery"):
        Library().template("delivry")


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("name: own\ntext:\n  en: Hello {{who_knows}}\n", 3, '"who_knows" is not a variable.'),
        ("name: own\ntext:\n  en: Hello {{custmer}}\n", 3, '"custmer" is not a variable. Near: customer'),
        ("name: own\ntext:\n  en: Hello {{Name}}\n", 3, "a {{ stands alone"),
        ("name: own\ntext:\n  en: Hello }} you\n", 3, "a }} stands alone"),
        ("name: own\ntext:\n  en: Hello [[ you\n", 3, "a [[ is never closed"),
        ("name: own\ntext:\n  en: Hello ]] you\n", 3, "a ]] has no partner"),
        ("name: own\ntext:\n  en: '[[ a [[ b ]] ]]'\n", 3, "a [[ has no partner"),
        ("name: own\ntext:\n  de: Guten Tag\n", 3, '"de" is not a key. Write one of: ru, uk, lv, en'),
        ("name: own\ntext: {en: ''}\n", 2, "is empty"),
        ("name: own\n", None, "a template of the kind reply needs a text"),
        ("name: own\nkind: letter\ntext: {en: Hi}\n", 2, '"letter" is not accepted. Write one of: acknowledgement, reply'),
        ("name: own\nseverities: urgent\ntext: {en: Hi}\n", 2, '"urgent" is not accepted. Write one of: critical, high'),
        ("name: own\ntxt: {en: Hi}\n", 2, '"txt" is not a key. Near: text'),
        ("name: own\nvariables:\n  case: {label: {en: No}}\ntext: {en: Hi}\n", 3, '"case" is filled by otklik itself'),
        ("name: own\nvariables:\n  Step: {label: {en: No}}\ntext: {en: Hi}\n", 3, '"Step" cannot be the name of a variable'),
        ("name: own\nvariables:\n  step: {label: {en: No}}\ntext: {en: Hi}\n", 4, "the text does not use {{step}}"),
        ("name: own\nvariables:\n  step: {lbl: {en: No}}\ntext: {en: Hi}\n", 3, '"lbl" is not a key'),
        ("name: own\nkind: scenario\ntext: {en: Hi}\n", None, "has steps for the person (scenario) and no text"),
        ("name: Own\ntext: {en: Hi}\n", 1, '"Own" is not a name'),
    ],
)
def test_a_mistake_is_told_with_file_line_and_what_is_accepted(tmp_path: Path, text: str, line: int | None, told: str) -> None:
    library = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        _ = library.templates
    file = tmp_path / "templates" / "t0.yaml"
    assert str(caught.value).startswith(f"{file}:{line}: " if line else f"{file}:")
    assert told in str(caught.value)


def test_two_files_cannot_have_one_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r't1\.yaml:1: name: "own" is the name of another file'):
        _ = write(tmp_path, OWN, OWN).templates


def test_a_file_that_nobody_would_read_is_told(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "templates" / "own.yml").write_text(OWN)
    with pytest.raises(ConfigError, match=r"Rename it to own\.yaml"):
        load_templates(tmp_path / "templates")
    with pytest.raises(ConfigError, match="there is no such folder of templates"):
        load_templates(tmp_path / "none")


def test_no_automatic_name_is_declared() -> None:
    for template in bundled_templates().values():
        assert not set(template.variables) & set(AUTOMATIC)


def test_a_title_is_given_in_some_language() -> None:
    template = Template(name="own", title={"lv": "Piegāde"}, text={"lv": "Labdien"})
    assert (template.label("lv"), template.label("ru")) == ("Piegāde", "Piegāde")
    assert Template(name="own", text={"lv": "Labdien"}).label("lv") == "own"
