"""The list of sites and the definitions: bundled and own ones, and every mistake with its line (A1)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from config.catalogue import Catalogue, Definition, Site, bundled_definitions, load_catalogue, load_definitions, load_sites
from config.errors import ConfigError, NotFound
from config.settings import Brand, Settings

SITE = "sites:\n  - name: a\n    url: https://a.example/\n    brand: Ozols\n"
OWN = "name: own\nmatch: {hosts: [a.example]}\nrecords: .review\nfields: {body: .text}\n"


def settings(folder: Path, sites: str = "", *brands: str, own: str | None = None) -> Settings:
    """Write a list of sites, and a definition of one's own, and give settings that name them."""
    (folder / "sites.yaml").write_text(sites, encoding="utf-8")
    if own is not None:
        (folder / "definitions").mkdir(exist_ok=True)
        (folder / "definitions" / "own.yaml").write_text(own, encoding="utf-8")
    found = tuple(Brand(name=name) for name in brands)
    return Settings(data=folder, sites=folder / "sites.yaml", brands=found, definitions=folder / "definitions" if own else None)


def test_it_works(tmp_path: Path) -> None:
    catalogue = load_catalogue(settings(tmp_path, SITE + "    every: 15m\n    company_authors: Ozols\n", "Ozols", own=OWN))
    (site,) = catalogue.sites
    assert site == Site(
        name="a", url="https://a.example/", brand="Ozols", every=timedelta(minutes=15), company_authors=("Ozols",)
    )
    assert catalogue.site("a") is site
    found = catalogue.definition_for(site)
    assert found is not None
    assert found.name == "own"
    assert set(catalogue.definitions) == {*bundled_definitions(), "own"}


@pytest.mark.parametrize("text", ["", "sites: []\n", "sites:\n", "# nothing yet\n"])
def test_a_list_may_be_empty(tmp_path: Path, text: str) -> None:
    assert load_catalogue(settings(tmp_path, text)).sites == ()


def test_a_list_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert load_sites(tmp_path / "none.yaml", {}) == ()


def test_an_unknown_site_is_told_with_the_nearest(tmp_path: Path) -> None:
    catalogue = load_catalogue(settings(tmp_path, SITE))
    with pytest.raises(NotFound, match=r'there is no site "aa"\. Near: a\. See the list: otklik sites'):
        catalogue.site("aa")


@pytest.mark.parametrize("name", sorted(bundled_definitions()))
def test_a_bundled_definition_says_where_it_comes_from_and_that_nobody_has_verified_it(name: str) -> None:
    definition = bundled_definitions()[name]
    assert definition.status == "from facts, unverified"
    assert definition.source
    assert definition.title


def test_the_bundled_engines_are_there() -> None:
    found = bundled_definitions()
    assert {"phpbb", "discourse", "discourse-json", "woocommerce"} <= set(found)
    assert {name: found[name].walk for name in ("phpbb", "discourse", "discourse-json", "woocommerce")} == {
        "phpbb": "thread", "discourse": "thread", "discourse-json": "api", "woocommerce": "listing"
    }  # fmt: skip


def test_a_definition_of_ones_own_overlays_the_bundled_one(tmp_path: Path) -> None:
    catalogue = load_catalogue(settings(tmp_path, "", own=OWN.replace("name: own", "name: phpbb")))
    assert catalogue.definitions["phpbb"].records == ".review"
    assert bundled_definitions()["phpbb"].records != ".review"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://a.example/x", "short"),
        ("https://www.a.example/", "short"),
        ("https://b.a.example/", "long"),
        ("https://A.EXAMPLE:8443/", "short"),
        ("https://ba.example/", None),
        ("https://a.example.org/", None),
        ("nonsense", None),
    ],
)
def test_a_definition_is_found_by_host_and_the_longest_wins(url: str, name: str | None) -> None:
    fields = {"records": "p", "fields": {"body": "q"}}
    short = Definition.model_validate({"name": "short", "match": {"hosts": "a.example"}, **fields})
    long = Definition.model_validate({"name": "long", "match": {"hosts": ["b.a.example"]}, **fields})
    found = Catalogue((), {"short": short, "long": long}).definition_at(url)
    assert (found.name if found else None) == name


def test_a_site_may_name_its_definition(tmp_path: Path) -> None:
    catalogue = load_catalogue(settings(tmp_path, SITE + "    definition: phpbb\n"))
    found = catalogue.definition_for(catalogue.sites[0])
    assert found is bundled_definitions()["phpbb"]


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        (SITE + "    every: 6 hours\n", 5, 'sites.every: "6 hours" is not a duration. Write a number and m, h or d'),
        (SITE + "    every: 6\n", 5, "sites.every: 6 is not a duration."),
        (SITE + "    evry: 6h\n", 5, 'sites: "evry" is not a key. Near: every.'),
        (SITE + "    country: no\n", 5, 'sites.country: "no" is not a country. Write its two capital letters, for example LV.'),
        (SITE + "    timezone: Riga\n", 5, 'sites.timezone: "Riga" is not a time zone.'),
        (SITE + "    languages: [lv, Latvian]\n", 5, 'sites.languages: "Latvian" is not a language.'),
        (SITE + "    definition: phpb\n", 5, 'sites.definition: "phpb" is not in the catalogue. Near: phpbb.'),
        (SITE + "    retired: perhaps\n", 5, 'sites.retired: "perhaps" is neither true nor false.'),
        (SITE.replace("Ozols", "Egle"), 4, 'sites.brand: "Egle" is not one of the brands of otklik.yaml. Known: Ozols, Bērzs.'),
        (SITE.replace("Ozols", "Ozol"), 4, 'sites.brand: "Ozol" is not one of the brands of otklik.yaml. Near: Ozols.'),
        (SITE.replace("Ozols", "''"), 4, "sites.brand: is empty."),
        (SITE.replace("https://a.example/", "a.example"), 3, 'sites.url: "a.example" is not an address.'),
        (SITE.replace("name: a", "name: A b"), 2, 'sites.name: "A b" is not a name. Write small Latin letters'),
        (SITE + SITE.removeprefix("sites:\n"), 5, 'sites.name: "a" stands in line 2 already. Give each site a name of its own.'),
        ("sites:\n  - name: a\n", 2, "sites.url: is missing. (1 more place is wrong)"),
        ("sites: none\n", 1, 'sites: "none" is not a list.'),
        ("site: []\n", 1, '"site" is not a key. Near: sites. Known: sites.'),
    ],
)  # fmt: skip
def test_a_mistake_in_the_list_is_told_with_its_line(tmp_path: Path, text: str, line: int, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_catalogue(settings(tmp_path, text, "Ozols", "Bērzs"))
    assert str(caught.value).startswith(f"{tmp_path}/sites.yaml:{line}: {told}")


def test_without_brands_in_the_settings_any_brand_will_do(tmp_path: Path) -> None:
    assert load_catalogue(settings(tmp_path, SITE)).sites[0].brand == "Ozols"


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        (OWN.replace(".review", "div["), 3, 'records: "div[" is not a CSS selector.'),
        (OWN + "feilds: {}\n", 5, '"feilds" is not a key. Near: fields, detail.'),
        (OWN + "next: {template: '?p={n}', css: a}\n", 5, "next: next needs one of: css"),
        (OWN + "encoding: cp9999\n", 5, 'encoding: "cp9999" is not an encoding.'),
        (OWN.replace("{body: .text}", "{author: b}"), 4, "fields: a record needs body, parts or headline"),
        (OWN.replace("{body: .text}", "{body: {css: .text, regex: '('}}"), 4, 'fields.body.regex: "(" is not a regular'),
        (OWN.replace("{body: .text}", "{body: {path: a.b}}"), 4, "fields: in HTML a field is named by CSS"),
        (OWN + "kind: reveiws\n", 5, 'kind: "reveiws" is not accepted. Write one of: reviews, forum, feed, api.'),
        ("name: own\n", 1, "a definition of kind reviews needs records and fields."),
        (OWN + "markers: {captcha: 'div['}\n", 5, 'markers: "div[" is not a CSS selector.'),
    ],
)  # fmt: skip
def test_a_mistake_in_a_definition_is_told_with_its_line(tmp_path: Path, text: str, line: int, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_catalogue(settings(tmp_path, "", own=text))
    assert str(caught.value).startswith(f"{tmp_path}/definitions/own.yaml:{line}: {told}")


def test_two_definitions_of_one_name_are_refused(tmp_path: Path) -> None:
    for file in ("a.yaml", "b.yaml"):
        (tmp_path / file).write_text(OWN)
    with pytest.raises(ConfigError, match=r'b\.yaml:1: name: "own" is the name of another file of this folder already'):
        load_definitions(tmp_path)


def test_a_folder_of_definitions_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such folder of definitions"):
        load_definitions(tmp_path / "none")
