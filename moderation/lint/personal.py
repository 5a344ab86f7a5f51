"""Personal data of the customer in a public reply; what is the company's own is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from moderation import masking
from moderation.lint.finding import Found
from moderation.lint.reading import Reading

_NOTE = r"(?:[\s:№#.,–—-]{1,4}|(?:с |под |за |із |з |ar |with |the )?(?:номером|номер|numuru|numurs|number|nr|no|nо)\b){0,4}"
_ID = re.compile(rf"{_NOTE}((?:[A-Za-zА-Яа-я]{{1,4}}[-–/]?)?[0-9][0-9A-Za-z/–-]{{3,24}})", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_MONEY = re.compile(
    r"[\s.,0-9]{0,5}\s?(?:[€$£₽₴%]|(?:eur|eiro|euro|руб|р\.|грн|гривен|гривн|uah|usd|rub|gbp|pound|баллов|балів|punkt)\w*)", re.I
)
_INSURANCE = re.compile(r"(?<!\w)[A-Z]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D](?!\w)")
_TOLL_FREE = re.compile(r"(?:8|38|\+?38)?0?800[0-9]{6,7}|3718000[0-9]{4}|8000[0-9]{4}|0800[0-9]{6,7}")
_DIGITS = re.compile(r"[^0-9]")
_TELLING = 8  # the last digits by which a telephone number is known, with or without its country
_NAMES = {
    mark: mark.strip("[]") for mark in (masking.E_MAIL, masking.PHONE, masking.CARD, masking.IBAN, masking.CODE, masking.PASSPORT)
}


def personal_data(reply: Reading) -> Iterator[Found]:
    """Find telephone, mail, card, account, order and passport numbers and personal codes that are not the company's (D6)."""
    seen: list[tuple[int, int]] = []
    for start, end, mark in masking.found(reply.text):
        seen.append((start, end))
        said = reply.text[start:end]
        if mark in (masking.PHONE, masking.E_MAIL) and (_own(reply, said) or _is_ours(reply, start)):
            continue
        yield Found("personal_data", start, end, _NAMES[mark])
    for found in _INSURANCE.finditer(reply.text):
        if not any(start < found.end() and found.start() < end for start, end in seen):
            yield Found("personal_data", *found.span(), "personal code")
    yield from _orders(reply, seen)


def _own(reply: Reading, said: str) -> bool:
    """Say whether the company's contacts name it; a mailbox of one of the company's hosts is its own too."""
    if "@" in said:
        host = said.rpartition("@")[2].lower()
        return any(said.lower() in known.lower() or _host(known) == host for known in reply.about.contacts)
    digits = _DIGITS.sub("", said)
    if _TOLL_FREE.fullmatch(digits):
        return True
    return any(digits[-_TELLING:] in _DIGITS.sub("", known) for known in reply.about.contacts)


def _host(known: str) -> str:
    bare = re.sub(r"^\w{1,8}://(?:www\.)?", "", known.strip().lower()).rpartition("@")[2]
    return bare.partition("/")[0]


def _is_ours(reply: Reading, place: int) -> bool:
    """Say whether the words before a number in its sentence tell that it is the company's; the nearest ones decide."""
    start = reply.sentence(place).start
    before = reply.plain[max(start, place - 200) : place]
    ours, theirs = _last(reply.words.ours, before), _last(reply.words.theirs, before)
    return ours > theirs


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((found.end() for found in pattern.finditer(text)), default=-1)


def _orders(reply: Reading, seen: list[tuple[int, int]]) -> Iterator[Found]:
    for word in reply.words.order.finditer(reply.plain):
        found = _ID.match(reply.plain, word.end())
        if found is None or sum(sign.isdigit() for sign in found[1]) < 4:
            continue
        start, end = found.span(1)
        known = any(first < end and start < last for first, last in seen)
        if not known and not _YEAR.fullmatch(found[1]) and not _MONEY.match(reply.plain, end):
            yield Found("personal_data", start, end, "order")
