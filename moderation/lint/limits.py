"""What bounds a reply: the site's length, the replies before it, the person's budget, and the date of a promise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from moderation.lint.finding import Found
from moderation.lint.phrases import folded
from moderation.lint.reading import Reading

_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "₽": "RUB", "₴": "UAH"}
_NAMES = (
    ("EUR", "eur|eiro|euro|евро|євро"),
    ("RUB", "руб|р(?!\\w)|rub"),
    ("UAH", "грн|гривен|гривн|гривень|uah"),
    ("GBP", "gbp|pound|quid|фунт"),
    ("USD", "usd|dollar|доллар|долар"),
)
_FIGURE = r"([0-9]{1,3}(?:[ \u00a0'][0-9]{3}){1,3}(?:[.,][0-9]{1,2})?|[0-9]{1,9}(?:[.,][0-9]{1,2})?)(?![0-9])"
_AFTER = re.compile(rf"(?<![\w.,]){_FIGURE}[ \u00a0]?(?:([€$£₽₴])|({'|'.join(names for _, names in _NAMES)})\w*)", re.IGNORECASE)
_BEFORE = re.compile(rf"([€$£₽₴])[ \u00a0]?{_FIGURE}")
_NEAR = 45  # characters between an amount and the word that tells what it is
_TOKEN = re.compile(r"[^\W\d_]+")
_SAME_WORDS, _SAME_PLACES = 0.75, 0.4  # shares of words, and of pieces of three words, that two texts have in common


def length(reply: Reading) -> Iterator[Found]:
    """See that the site takes a reply of this length."""
    limit, size = reply.about.limit, len(reply.text)
    if limit is not None and size > limit:
        yield Found("length", limit, size, facts={"limit": limit, "length": size, "over": size - limit})


def repeated(reply: Reading) -> Iterator[Found]:
    """See that the site does not have nearly the same text already (B8)."""
    if any(_alike(reply.plain, folded(other)) for other in reply.about.recent):
        yield Found("repeated")


def _alike(one: str, other: str) -> bool:
    """Say whether two texts have most words in common, and many of them in the same places."""
    return (
        _shared(_pieces(one, 1), _pieces(other, 1)) >= _SAME_WORDS and _shared(_pieces(one, 3), _pieces(other, 3)) >= _SAME_PLACES
    )


@lru_cache(maxsize=64)
def _pieces(text: str, size: int) -> frozenset[tuple[str, ...]]:
    words = [word.lower() for word in _TOKEN.findall(text)]
    return frozenset(tuple(words[place : place + size]) for place in range(len(words) - size + 1))


def _shared(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    return len(one & other) / len(one | other) if one or other else 1.0


def budget(reply: Reading) -> Iterator[Found]:
    """See that what is offered over the customer's own money stays within what the person may give (B12)."""
    may = reply.about.budget
    if may is None:
        return
    for start, end in reply.spans(reply.words.endless):
        yield Found("budget", start, end, "open")
    gifts = reply.spans(reply.words.gift)
    for start, end, amount, currency in _amounts(reply.plain):
        if any(_near(reply, start, end, gift) for gift in gifts):
            yield from _over(start, end, amount, currency, may)


def _over(start: int, end: int, amount: int, currency: str, may: Mapping[str, int]) -> Iterator[Found]:
    given = {"given": _said(amount, currency)}
    if not may.get(currency):
        yield Found("budget", start, end, "none", given)
    elif amount > may[currency]:
        yield Found("budget", start, end, "more", {**given, "budget": _said(may[currency], currency)})


def _near(reply: Reading, start: int, end: int, gift: tuple[int, int]) -> bool:
    """Say whether an amount belongs to a gift: in its sentence, shortly after it or right before it."""
    if reply.number(start) != reply.number(gift[0]):
        return False
    return 0 <= start - gift[1] <= _NEAR or 0 <= gift[0] - end <= _NEAR // 3


def _amounts(text: str) -> Iterator[tuple[int, int, int, str]]:
    """Give the amounts of money of a text: place, hundredths, currency (ISO 4217)."""
    for found in _AFTER.finditer(text):
        named = next((code for code, names in _NAMES if found[3] and re.match(names, found[3], re.IGNORECASE)), "")
        yield found.start(), found.end(), _hundredths(found[1]), _SIGNS.get(found[2] or "", named)
    for found in _BEFORE.finditer(text):
        yield found.start(), found.end(), _hundredths(found[2]), _SIGNS[found[1]]


def _hundredths(said: str) -> int:
    whole, _, rest = re.sub(r"[ \u00a0']", "", said).replace(",", ".").partition(".")
    return int(whole) * 100 + int(rest.ljust(2, "0") or 0)


def _said(hundredths: int, currency: str) -> str:
    return f"{hundredths // 100}{f'.{hundredths % 100:02}' if hundredths % 100 else ''} {currency}"


def promise_without_date(reply: Reading) -> Iterator[Found]:
    """See that a promise has a date, in its own sentence or in one beside it (A7)."""
    dated = reply.numbers(reply.terms)
    vague = reply.numbers(reply.spans(reply.words.vague))
    perhaps = reply.numbers(reply.spans(reply.words.condition)) - vague
    # Who would decide after us is told in case it comes to that; it is no promise of ours.
    above = reply.numbers(reply.spans(reply.words.above))
    done: set[int] = set()
    for start, _ in reply.spans(reply.words.promise):
        number = reply.number(start)
        beside = {number} if number in vague else {number - 1, number, number + 1}
        if number in done or number in perhaps | above or dated & beside:
            continue
        done.add(number)
        sentence = reply.sentences[number]
        yield Found("promise_without_date", sentence.start, sentence.end)
