"""The public holidays of a country, year by year, under the names that its people give them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType


@lru_cache(maxsize=256)
def holidays_of(country: str, year: int) -> Mapping[date, str]:
    """Give the free days of a country (ISO 3166, two capital letters) in a year, days in lieu included, each with its name."""
    from holidays import country_holidays

    own = country_holidays(country).default_language  # otherwise the names follow the locale of the machine
    found = country_holidays(country, years=year, expand=False, language=own)
    return MappingProxyType({day: str(name) for day, name in found.items() if day.year == year})


def holiday(country: str | None, day: date) -> str | None:
    """Give the name of the holiday that a day is, None for an ordinary day and where no country is given."""
    return None if country is None else holidays_of(country, day.year).get(day)
