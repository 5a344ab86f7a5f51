"""Whom a customer reaches: by brand and language, each field from the narrowest entry (A6, A7)."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.contacts import Contact, contact_for
from config.errors import ConfigError
from config.policy import Policy, load_policy
from config.settings import Settings


def policy(folder: Path, text: str) -> Policy:
    """Write a policy and read it."""
    (folder / "policy.yaml").write_text(text, encoding="utf-8")
    return load_policy(Settings(data=folder, policy=folder / "policy.yaml"))


def test_it_works(tmp_path: Path) -> None:
    found = policy(
        tmp_path,
        "contacts:\n"
        "  - {phone: '+371 60000000', higher: the head of service}\n"
        "  - {language: lv, higher: klientu aprūpes vadītāja}\n"
        "  - {brand: Ozols, email: help@ozols.example}\n",
    ).contacts
    assert contact_for(found, "Ozols", "lv") == Contact(
        phone="+371 60000000", email="help@ozols.example", higher="klientu aprūpes vadītāja"
    )
    assert contact_for(found, "Bērzs", "en") == Contact(phone="+371 60000000", higher="the head of service")


def test_the_brand_goes_before_the_language() -> None:
    contacts = [
        Contact(language="lv", phone="1"),
        Contact(brand="Ozols", phone="2"),
        Contact(brand="Ozols", language="lv", who="a"),
    ]
    assert contact_for(contacts, "Ozols", "lv") == Contact(who="a", phone="2")


def test_nobody_is_invented() -> None:
    assert contact_for([], "Ozols", "lv") is None
    assert contact_for([Contact(brand="Bērzs", phone="1")], "Ozols", "lv") is None


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("contacts:\n  - {brand: Ozols}\n", 2, "this entry says nothing. Write at least one of: who, phone"),
        ("contacts:\n  - {phone: '1'}\n  - {phone: '2'}\n", 3, "two entries are for every brand in every language. Join them"),
        ("contacts:\n  - {language: de, phone: '1'}\n", 2, '"de" is not accepted. Write one of: ru, uk, lv, en'),
        ("contacts:\n  - {page: acme.example}\n", 2, '"acme.example" is not an address'),
        ("contacts:\n  - {fone: '1'}\n", 2, '"fone" is not a key. Near: phone'),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, line: int, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        policy(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path / 'policy.yaml'}:{line}: contacts")
    assert told in str(caught.value)
