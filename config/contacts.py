"""Whom a customer reaches and where to go higher, by brand and language (A6, A7, C1): the section `contacts` of the policy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from config.values import Address, Misplaced, Strict, listed

Spoken = Literal["ru", "uk", "lv", "en"]  # the languages in which customers are answered
SPOKEN: tuple[Spoken, ...] = ("ru", "uk", "lv", "en")
FIELDS = ("who", "phone", "email", "hours", "page", "higher", "rules_url")


class Contact(Strict):
    """How customers reach the company, for one brand and one language, or for all where these are left out.

    `who` is a person or department as a customer would ask for it; `higher` is where to go when the answer does not satisfy, a
    person by office or the authority that looks after consumers; `rules_url` is the page with the published rules.
    """

    brand: str | None = Field(default=None, min_length=1)
    language: Spoken | None = None
    who: str = ""
    phone: str = ""
    email: str = ""
    hours: str = ""
    page: Address | None = None
    higher: str = ""
    rules_url: Address | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not any(getattr(self, name) for name in FIELDS):
            raise ValueError(f"this entry says nothing. Write at least one of: {', '.join(FIELDS)}")
        return self


def distinct(contacts: Sequence[Contact]) -> tuple[Contact, ...]:
    """Check that no two entries are for the same brand and language; raises ValueError."""
    seen: set[tuple[str | None, str | None]] = set()
    for number, contact in enumerate(contacts):
        if (contact.brand, contact.language) in seen:
            told = f"two entries are for {contact.brand or 'every brand'} in {contact.language or 'every language'}. Join them"
            raise Misplaced(told, number)
        seen.add((contact.brand, contact.language))
    return tuple(contacts)


Contacts = Annotated[tuple[Contact, ...], BeforeValidator(listed)]


def contact_for(contacts: Sequence[Contact], brand: str, language: str) -> Contact | None:
    """Put the contact of a brand in a language together: each field from the entry that fits most narrowly; None for nothing."""
    fitting = [one for one in contacts if one.brand in (None, brand) and one.language in (None, language)]
    if not fitting:
        return None
    # An entry for this brand goes before one for all brands, whatever their languages: a number of another brand misleads.
    fitting.sort(key=lambda one: (one.brand is not None, one.language is not None))
    found: dict[str, object] = {}
    for one in fitting:
        found |= {name: value for name in FIELDS if (value := getattr(one, name))}
    return Contact.model_validate(found)
