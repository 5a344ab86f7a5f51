"""Amounts of money as people write them, in hundredths inside: never a binary fraction."""

from __future__ import annotations

import re

from config.errors import UsageError

MOST = 1_000_000_000  # hundredths: ten million
_AMOUNT = re.compile(r"(\d{1,9}(?:[ \u00a0\u202f]\d{3}){0,2})(?:[.,](\d{1,2}))?")


def hundredths(text: str, what: str = "amount") -> int:
    """Read an amount: 15, 15.5, 15,50 or 1 500,00. Raises UsageError for anything else, for nothing and for too much."""
    found = _AMOUNT.fullmatch(text.strip()) if text.isascii() or "\u00a0" in text or "\u202f" in text else None
    if found is None:
        raise UsageError(f'{what}: "{text[:40]}" is not an amount of money. Write it in digits, for example 15 or 15.50')
    amount = int(re.sub(r"\D", "", found[1])) * 100 + int((found[2] or "0").ljust(2, "0"))
    return checked(amount, what)


def checked(amount: int, what: str = "amount") -> int:
    """Give an amount in hundredths back. Raises UsageError for nothing, less than nothing, and too much."""
    if not 0 < amount <= MOST:
        raise UsageError(f"{what}: {written(amount)} cannot be given. Write more than 0 and at most {written(MOST)}")
    return amount


def written(amount: int) -> str:
    """Write an amount of hundredths: 15.00."""
    sign, whole = ("-" if amount < 0 else ""), abs(amount)
    return f"{sign}{whole // 100}.{whole % 100:02}"
