"""Which groups of digits are a telephone number: international, and local as written in Russia, Ukraine, Latvia and Britain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

LONGEST = 15  # digits (ITU-T E.164)
GROUPS = 7  # no number is written in more pieces
FEWEST = 6  # digits, and only after a word that tells
_SHORTEST = 8  # digits after a +
_USUAL = 11  # digits: a number of an unknown country ends with the group that reaches them
_COUNTRIES = {"1": 11, "7": 11, "370": 11, "371": 11, "375": 12, "380": 12, "440": 13, "44": 12, "48": 11}  # 440: +44 (0)…
_ELSEWHERE = (
    "30",
    "33",
    "34",
    "358",
    "359",
    "36",
    "373",
    "374",
    "39",
    "40",
    "420",
    "421",
    "43",
    "45",
    "46",
    "47",
    "48",
    "49",
    "995",
)
_LATVIAN = {(8,), (2, 6), (6, 2), (2, 3, 3), (3, 3, 2), (3, 2, 3), (2, 2, 2, 2), (4, 4), (3, 5), (5, 3)}
_CITY = {(3, 2, 2), (3, 4)}  # 123-45-67, without a code: only with hyphens
_WITHOUT_EIGHT = {(3, 3, 2, 2), (3, 3, 4), (4, 2, 2, 2), (5, 3, 2), (3, 7)}  # (916) 123-45-67
_YEAR = re.compile(r"(?:19|20)\d\d")
_COMPACT_DATE = re.compile(
    r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])20[0-3]\d"
)


def international(groups: Sequence[str]) -> int:
    """Give how many of the groups after a + belong to a number, 0 for none; the length is exact where the country is known."""
    whole = _upto(groups, LONGEST)
    for count, digits in whole:
        if _of_known_country(digits):
            return count
    enough = [(count, digits) for count, digits in whole if len(digits) >= _SHORTEST]
    return next((count for count, digits in enough if len(digits) >= _USUAL), enough[-1][0] if enough else 0)


def local(groups: Sequence[str], separators: Sequence[str]) -> int:
    """Give how many of the groups are a number written without +, 0 for none; `separators` stand after each group."""
    whole = [(count, digits) for count, digits in _upto(groups, LONGEST) if len(digits) >= 7]
    return max((count for count, digits in whole if _is_local(digits, groups[:count], separators)), default=0)


def labelled(groups: Sequence[str]) -> int:
    """Give how many of the groups after "tel." are the number: all up to 12 digits, at least 6."""
    return max((count for count, digits in _upto(groups, 12) if len(digits) >= FEWEST), default=0)


def _upto(groups: Sequence[str], longest: int) -> list[tuple[int, str]]:
    found, digits = [], ""
    for count, group in enumerate(groups[:GROUPS], 1):
        if len(digits) + len(group) > longest:
            break
        digits += group
        found.append((count, digits))
    return found


def _is_local(digits: str, groups: Sequence[str], separators: Sequence[str]) -> bool:
    shape = tuple(len(group) for group in groups)
    between = "".join(separators[: len(groups) - 1])
    if shape in _CITY:
        return shape == (3, 2, 2) and set(between) == {"-"}
    if shape in _LATVIAN:
        return digits[0] in "26" and not _COMPACT_DATE.fullmatch(digits) and not _years(groups)
    if len(digits) == 10:
        return (digits[0] == "0" and digits[1] in "3456789") or (
            shape in _WITHOUT_EIGHT and digits[0] in "3489" and "-" in between
        )
    if len(digits) == 11:
        russian = digits[0] in "78" and digits[1] in "3489"
        british = digits[0] == "0" and digits[1] in "12378" and shape != (6, 5)  # that is a Latvian personal code
        return russian or british or digits.startswith(("371", "80"))
    return (digits.startswith("380") and len(digits) == 12) or _dialled(digits)


def _dialled(digits: str) -> bool:
    """Say whether the number is international with 00 in the place of +."""
    if not digits.startswith("00"):
        return False
    rest = digits[2:]
    return _of_known_country(rest) or (len(rest) >= 10 and rest.startswith(_ELSEWHERE))


def _of_known_country(digits: str) -> bool:
    return any(len(digits) == length and digits.startswith(country) for country, length in _COUNTRIES.items())


def _years(groups: Iterable[str]) -> bool:
    """Say whether all groups are years: 2023-2024."""
    return all(_YEAR.fullmatch(group) for group in groups)
