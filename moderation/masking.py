"""Personal data that people write about themselves, replaced by marks wherever text is shown (decision 7).

Order numbers, prices and dates stay: a case cannot be worked without them. What has no check digits is masked only where its form
or a word before it tells what it is. Every pattern is bounded or possessive, so that the time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from moderation import phones

E_MAIL, PHONE, CARD, IBAN, CODE, PASSPORT = "[e-mail]", "[phone]", "[card]", "[IBAN]", "[personal code]", "[passport]"

_AT = r"(?:@|[ \t]?[\[(]\s?(?:at|эт|ет|собака|собачка)\s?[\])][ \t]?| собака )"
_AT_HOST = re.compile(rf"{_AT}[\w-]++(?:\.[\w-]++)++", re.IGNORECASE)
_NOT_LOCAL = re.compile(r"[^\w.+-]")
_IBAN = re.compile(r"(?<![^\W_])(?=([A-Za-z]{2}[0-9]{2}(?:[ \u00a0-]?[A-Za-z0-9]){11,30}))")
_NUMBER_WORD = r"(?:[\s:.,№#-]{1,4}(?:серия|серии|серії|серія|сер|номер|number|numurs|no|nr|n)?){0,3}[\s:.№#-]{0,3}"
_LABELLED = (
    (
        PASSPORT,
        re.compile(
            rf"(?<![^\W_])(?:паспорт\w{{0,3}}|pase\w{{0,2}}|pasi|pases|passport){_NUMBER_WORD}"
            r"((?:[A-ZА-ЯІЇЄҐ]{2}[\s№-]{0,3}[0-9]{6,7}|[0-9]{2}[ -]?[0-9]{2}[\s№,N-]{0,3}(?:номер )?[0-9]{6}"
            r"|[0-9]{9}))(?![^\W_])",
            re.IGNORECASE,
        ),
    ),
    (
        CODE,
        re.compile(
            r"(?<![^\W_])(?:іпн|рнокпп|ідентифікаційн\w{1,3}|инн|идентификационн\w{2,3}|снилс"
            rf"|personas kod\w{{1,3}}|pers\. ?kods|p\. ?k\.|national insurance|NINO)(?: (?:код|номер)\w{{0,2}})?{_NUMBER_WORD}"
            r"([0-9]{10}|[0-9]{12}|[0-9]{6}[ -]?[0-9]{5}|[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{2}"
            r"|[A-Z]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D])(?![^\W_])",
            re.IGNORECASE,
        ),
    ),
)

_DIGITS = re.compile("[0-9]+")
_GLUE = frozenset(" \u00a0\u202f\t-.()\u2010\u2011\u2012\u2013")
_PHONE_WORD = re.compile(
    r"(?<![^\W_])(?<!\[)(?:тел|тлф|телефон\w{0,4}|моб|мобильн\w{2,3}|мобільн\w{2,3}|phone|mobile|tel|telefon\w{1,3}|tālr|tālrun\w{1,3}|mob"
    r"|звонит\w{1,3}|позвонит\w{1,3}|дзвон\w{1,5}|call|ring|zvan\w{2,4}|viber|вайбер|whatsapp|ватсап|telegram|телеграм)"
    r"(?:\W{1,3}(?:номер\w{0,3}|number|numur\w{1,2}|nr|no|me|мне|мені|на|по|to|on|is))?[\s:.,№#=(+-]{0,4}\Z",
    re.IGNORECASE,
)
_ORDER_WORD = re.compile(
    r"(?:(?<![^\W_])(?:заказ\w{0,4}|замовлен\w{1,3}|pasūtījum\w{0,3}|order|invoice|чек\w{0,2}|ček\w{0,2}|receipt|накладн\w{1,3}"
    r"|артикул\w{0,2}|арт|sku|сч[её]т\w{0,2}|рахун\w{1,4}|rēķin\w{1,2}|трек\w{0,3}|track\w{0,4}|договор\w{0,2}|догов[іо]р\w{0,2}"
    r"|līgum\w{1,2}|contract|заявк\w{1,2}|обращени\w{1,2}|звернен\w{1,2}|ticket|case|ref|reference|imei|s/?n|ттн|ttn|код|kods|code"
    r"|посылк\w{1,3}|посилк\w{1,3}|parcel|paciņ\w{1,2}|отправлени\w{1,2}|відправлен\w{1,2}|sūtījum\w{1,2}|id)"
    r"(?:\W{1,3}(?:номер\w{0,3}|number|numur\w{1,2}|nr|no|n|код|code|id|is))?[\s:.,№#=-]{0,4}|[№#]\s?|(?<!\w)(?:nr|no)\.?\s?)\Z",
    re.IGNORECASE,
)
_MONEY_BEFORE = re.compile(r"[€$£₽₴]\s?\Z")
_MONEY_AFTER = re.compile(
    r"\s?(?:[€$£₽₴]|(?:eur\w{0,2}|eiro|руб\w{0,4}|р|грн|гривен\w?|гривн\w{1,2}|uah|usd|rub|gbp|шт|тыс|тис)(?![^\W_]))", re.I
)
_PLUS = re.compile(r"(?<![^\W\d_])\+[ (]?\Z")
_CARDS = {(4, 4, 4, 4), (4, 6, 5), *((4, 4, 4, 4, rest) for rest in (2, 3)), *((length,) for length in (15, 16, 18, 19))}
_SPACED = frozenset((" ", "-", "\u00a0"))
_FILLERS = " \t\u00a0:.,=(+-"
_BEFORE = 56  # characters that the words before a number may take


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    mark: str


def mask(text: str) -> str:
    """Give the text with e-mail addresses, telephone, card and account numbers and personal codes replaced by marks.

    Masking what is masked changes nothing.
    """
    if any(sign in text for sign in "@([") or "собака" in text.lower():
        text = _replaced(text, _e_mails(text))
    if not _DIGITS.search(text):
        return text
    # In this order: an account number holds groups that look like a telephone, a labelled code ones that look like a card.
    text = _replaced(text, _ibans(text))
    for mark, pattern in _LABELLED:
        text = _replaced(text, _labelled(mark, pattern, text))
    return _replaced(text, _numbered(text))


def found(text: str) -> tuple[tuple[int, int, str], ...]:
    """Give the places that `mask` would replace, in order: start, end, mark."""
    kept: list[_Span] = []
    stages: list[Callable[[str], Iterator[_Span]]] = [
        _e_mails,
        _ibans,
        *(partial(_labelled, mark, pattern) for mark, pattern in _LABELLED),
        _numbered,
    ]
    for stage in stages if "@" in text or "собака" in text.lower() or "(" in text or "[" in text else stages[1:]:
        spans = list(stage(text))
        kept += spans
        text = _blanked(text, spans)
    return tuple((span.start, span.end, span.mark) for span in sorted(kept, key=lambda span: span.start))


def _labelled(mark: str, pattern: re.Pattern[str], text: str) -> Iterator[_Span]:
    return (_Span(found.start(1), found.end(1), mark) for found in pattern.finditer(text))


def _numbered(text: str) -> Iterator[_Span]:
    return (span for chain in _chains(text) for span in _numbers(text, chain))


def _blanked(text: str, spans: Iterable[_Span]) -> str:
    """Take places out without moving the others; the sign glues no digits."""
    parts: list[str] = []
    done = 0
    for span in spans:
        parts += text[done : span.start], "·" * (span.end - span.start)
        done = span.end
    return "".join((*parts, text[done:]))


def _replaced(text: str, spans: Iterable[_Span]) -> str:
    parts, done = [], 0
    for span in spans:
        parts.append(text[done : span.start])
        parts.append(span.mark)
        done = span.end
    return "".join((*parts, text[done:])) if parts else text


def _e_mails(text: str) -> Iterator[_Span]:
    """Find an @ and its host, then go back over the part before it; this way no letter is looked at twice."""
    done = 0
    for found in _AT_HOST.finditer(text):
        start = found.start()
        while start > done and not _NOT_LOCAL.match(text, start - 1):
            start -= 1
        if start < found.start():
            yield _Span(start, found.end(), E_MAIL)
        done = found.end()


def _ibans(text: str) -> Iterator[_Span]:
    done = 0
    for found in _IBAN.finditer(text):
        start, candidate = found.start(1), found[1]
        if start < done:
            continue
        for length in range(len(candidate), 14, -1):
            after = text[start + length : start + length + 1]
            if not after.isalnum() and _is_iban(candidate[:length]):
                done = start + length
                yield _Span(start, done, IBAN)
                break


def _is_iban(text: str) -> bool:
    """Check the remainder of ISO 13616: 97 into the number leaves 1."""
    plain = re.sub(r"[ \u00a0-]", "", text).upper()
    if not 15 <= len(plain) <= 34 or not plain.isascii() or text[-1] in " \u00a0-":
        return False
    return int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1


def _chains(text: str) -> Iterator[list[re.Match[str]]]:
    """Give runs of digit groups with nothing but a few separators between them."""
    chain: list[re.Match[str]] = []
    for group in _DIGITS.finditer(text):
        if chain and not _glued(text[chain[-1].end() : group.start()]):
            yield chain
            chain = []
        chain.append(group)
    if chain:
        yield chain


def _glued(between: str) -> bool:
    return 0 < len(between) <= 3 and _GLUE.issuperset(between)


def _numbers(text: str, chain: list[re.Match[str]]) -> Iterator[_Span]:
    place, masked = 0, True
    while place < len(chain):
        count, mark = _number(text, chain[place : place + phones.GROUPS + 1], glued=not masked)
        if mark:
            yield _span(text, chain[place], chain[place + count - 1], mark)
        place += count
        masked = bool(mark)


def _span(text: str, first: re.Match[str], last: re.Match[str], mark: str) -> _Span:
    """Take in the plus and the bracket that belong to the number."""
    start = first.start()
    inside = text[start : last.end()]
    opened = inside.count(")") > inside.count("(")
    if opened and text[start - 1 : start] == "(":
        start, opened = start - 1, False
    if plus := _PLUS.search(text, max(0, start - 2), start):
        start = plus.start()
    return _Span(start - 1 if opened and text[start - 1 : start] == "(" else start, last.end(), mark)


def _number(text: str, window: list[re.Match[str]], *, glued: bool) -> tuple[int, str]:
    """Say how many groups to step over, and with which mark they are replaced, "" for none.

    `glued` says that the group before was left as it is: a number does not begin after its hyphen or dot.
    """
    groups = [group[0] for group in window]
    if sum(map(len, groups)) < phones.FEWEST:
        return len(groups), ""
    separators = [text[one.end() : two.start()] for one, two in pairwise(window)]
    start = window[0].start()
    before = text[max(0, start - _BEFORE) : start]
    if not _follows(_PHONE_WORD, before):
        if date := _date(groups, separators):
            return date, ""
        if not _border(before, glued=glued):
            return 1, ""
    for rule in (_card, _code, _phone):
        count, mark = rule(groups, separators, before)
        if count and not text[window[count - 1].end() : window[count - 1].end() + 1].isalpha():
            # A price with its thousands apart is written like a Latvian telephone number.
            if mark == PHONE and (_MONEY_BEFORE.search(before) or _MONEY_AFTER.match(text, window[count - 1].end())):
                break
            return count, mark
    return 1, ""


def _follows(words: re.Pattern[str], before: str) -> bool:
    """Say whether the number stands right after one of the words; after a digit it cannot, which saves the search."""
    return not before.rstrip(_FILLERS)[-1:].isdigit() and words.search(before) is not None


def _date(groups: list[str], separators: list[str]) -> int:
    """Give 3 when a date begins here, written with dots or hyphens, so that its digits join no number."""
    if len(groups) < 3 or separators[0] != separators[1] or separators[0] not in (".", "-"):
        return 0
    parts = groups[:3] if len(groups[0]) == 4 else groups[2::-1]
    year, month, day = parts
    fits = len(year) in (2, 4) and len(month) <= 2 and len(day) <= 2 and 1 <= int(month) <= 12 and 1 <= int(day) <= 31
    return 3 if fits and (len(year) == 2 or year[:2] in ("19", "20")) else 0


def _border(before: str, *, glued: bool) -> bool:
    """Say whether a number may begin here: not inside a word, an address or a longer number."""
    last = before[-1:]
    if last.isalnum() or last in ("_", "=") or (glued and last in ("-", ".")):
        return False
    attached = before[-2:-1]
    return not (last == "/" and not attached.isdigit() and not attached.isspace()) and not (last == "-" and attached.isalpha())


def _card(groups: list[str], separators: list[str], before: str) -> tuple[int, str]:
    shapes = tuple(len(group) for group in groups)
    for count in (5, 4, 3, 1):
        fits = len(shapes) >= count and shapes[:count] in _CARDS and _SPACED.issuperset(separators[: count - 1])
        if fits and _luhn("".join(groups[:count])):
            return (0, "") if count == 1 and _follows(_ORDER_WORD, before) else (count, CARD)
    return 0, ""


def _luhn(digits: str) -> bool:
    """Check the last digit of a card number (ISO/IEC 7812)."""
    doubled = "0246813579"
    total = sum(int(doubled[int(digit)] if place % 2 else digit) for place, digit in enumerate(reversed(digits)))
    # Only what payment cards begin with: of other long numbers (parcels, receipts) every tenth would pass the check.
    return digits[0] in "23456" and total % 10 == 0


def _code(groups: list[str], separators: list[str], before: str) -> tuple[int, str]:
    """Find a Latvian personal code (ddmmyy-nnnnn, since 2017 32nnnn-nnnnn) or a Russian SNILS (nnn-nnn-nnn nn)."""
    shape = tuple(len(group) for group in groups[:4])
    if shape == (3, 3, 3, 2) and separators[:2] == ["-", "-"] and separators[2] in (" ", "-"):
        return 4, CODE
    if shape[:2] != (6, 5) or separators[0] != "-" or _follows(_ORDER_WORD, before):
        return 0, ""
    first = groups[0]
    dated = 1 <= int(first[:2]) <= 31 and 1 <= int(first[2:4]) <= 12
    return (2, CODE) if dated or first.startswith("32") else (0, "")


def _phone(groups: list[str], separators: list[str], before: str) -> tuple[int, str]:
    if _PLUS.search(before):
        return phones.international(groups), PHONE
    count = phones.local(groups, separators)
    if _follows(_PHONE_WORD, before):
        return count or phones.labelled(groups), PHONE
    return (0, "") if count == 1 and _follows(_ORDER_WORD, before) else (count, PHONE)
