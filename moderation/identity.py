"""Who wrote it: names of authors in one form for both alphabets, and the numbers that give a customer away (E5, B2).

Everything here is coarse on purpose: what it finds is only proposed, and a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from unicodedata import combining, normalize

from moderation.masking import E_MAIL, PHONE, mask

ORDER, MAIL, TELEPHONE = "order", "email", "phone"
LONGEST_NAME = 200  # letters of a name that count
LONGEST_TEXT = 20_000  # letters of a text in which numbers are looked for
MOST = 12  # numbers of one text that count
NICK = 9  # letters from which on a single word is a name of its own, and not one of the common first names

_LETTERS = (
    "а=a б=b в=v г=h ґ=h д=d е=e ё=e є=e ж=z з=z и=i й=i і=i ї=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ў=u ф=f х=h ц=c ч=c ш=s "
    "щ=sc ъ= ы=i ь= э=e ю=iu я=ia"
)
_CYRILLIC = str.maketrans(dict(pair.split("=") for pair in _LETTERS.split()))
# How the same sounds are written in Latin letters: by passports of Ukraine and Russia, in Latvian, and by people at a keyboard.
_RULES = "[yj][eo]=e [yj]=i shch|sch=sc [kg]h=h sh=s ch|t[sz]=c zh=z ph=f x=ks ck|q=k ct=kt w=v g=h " + r"([^\W\d_])\1+=\1"
_LATIN = tuple((re.compile(rule.split("=")[0]), rule.split("=")[1]) for rule in _RULES.split())
_PARTS = re.compile(r"[^\W\d_]+|\d+")
_STROKE = re.compile("['’ʼ`]")
_UNKNOWN = (
    "аноним анонім анонимно анонимный гость гості гість гостя покупатель покупець клиент клієнт пользователь користувач автор "
    "имя без имени імені скрыт anonims anonīms anonīmi anonymous anonym anon guest user customer client buyer name viesis "
    "lietotājs pircējs klients google a an verified"
)
_NOBODY = frozenset(_UNKNOWN.split())


def folded(name: str | None) -> str:
    """Give a name in one form, words in order of the alphabet: no case, no marks, Cyrillic and Latin alike; "" for nobody's.

    Игорь Шевченко, SHEVCHENKO Igor and Ševčenko Igors are the same. Folding what is folded changes nothing.
    """
    if nameless(name):
        return ""
    parts = _PARTS.findall(_STROKE.sub("", _apart(normalize("NFKC", name or "")[:LONGEST_NAME])))
    return " ".join(sorted(filter(None, map(_word, parts))))


def _apart(name: str) -> str:
    """Write IvanPetrov as Ivan Petrov."""
    borders = zip(f" {name}", name, f"{name[1:]} ", strict=False)
    return "".join(f" {one}" if last.islower() and one.isupper() and after.islower() else one for last, one, after in borders)


def _word(word: str) -> str:
    # Until nothing changes any more: what one rule leaves may be what another one waits for.
    while (plain := _once(word)) != word:
        word = plain
    return word


def _once(word: str) -> str:
    plain = normalize("NFKC", word.casefold()).translate(_CYRILLIC)
    plain = "".join(letter for letter in normalize("NFKD", plain) if not combining(letter))
    for pattern, into in _LATIN:
        plain = pattern.sub(into, plain)
    # Latvian gives every man's name an ending: Ivans Petrovs. Short names keep theirs, or they would lose too much.
    return plain[:-1] if plain.endswith("s") and len(plain) > 4 else plain


def nameless(name: str | None) -> bool:
    """Say whether a post bears nobody's name: none at all, or a word for somebody unknown, with or without a number."""
    words = _PARTS.findall((name or "").casefold()[:LONGEST_NAME])
    return all(word.isdigit() or word in _NOBODY for word in words)


def distinctive(form: str) -> bool:
    """Say whether a folded name is rather one person's: of two words, with a number, or long. Ilze and Иван are not."""
    words = form.split()
    return len(words) > 1 or len(form) >= NICK


_LABEL = (
    r"(?:заказ\w{0,4}|замовлен\w{1,3}|pasūtījum\w{0,3}|pasutijum\w{0,3}|order|накладн\w{1,3}|ттн|ttn|трек\w{0,3}|track\w{0,4}"
    r"|посылк\w{1,3}|посилк\w{1,3}|sūtījum\w{1,2}|invoice|rēķin\w{1,2}|чек\w{0,2}|čeks?|receipt)"
)
_ORDER = re.compile(
    rf"(?<![^\W_]){_LABEL}(?:[\s:.,#№=-]{{1,3}}(?:номер\w{{0,3}}|number|numur\w{{1,2}}|nr|no|n|id|is))?[\s:.,#№=-]{{0,3}}"
    r"(?<![^\W_])([A-ZА-ЯІЇЄҐ]{0,4}[-/]?[0-9][0-9 /-]{2,18}[0-9])(?![^\W_])",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}|(?:19|20)\d{2}")
_MONEY = re.compile(
    r"[,.]?\d{0,2}\s?(?:[€$£₽₴]|(?:eur|eiro|руб|р\b|грн|гривен|uah|usd|rub|gbp|тыс|тис|дн|день|дня|ден|час|год))", re.I
)
_MARK = re.compile(r"(\[(?:e-mail|phone|card|IBAN|personal code|passport)\])")


def orders(text: str) -> tuple[str, ...]:
    """Give the numbers of orders, parcels and receipts that a text names, as they are written."""
    text = text[:LONGEST_TEXT]
    found = (
        match[1].strip(" /-")
        for match in _ORDER.finditer(text)
        if not _DATE.fullmatch(match[1]) and not _MONEY.match(text, match.end())
    )
    return tuple(dict.fromkeys(one for one in found if 4 <= len(plain(one)) <= 20))[:MOST]


def plain(number: str) -> str:
    """Give a number without what stands between its digits, letters capital."""
    return re.sub(r"[\W_]", "", number).upper()


def contacts(text: str) -> tuple[tuple[str, str], ...]:
    """Give the mail addresses and telephones that masking finds in a text, each as its kind and how it is written."""
    text = text[:LONGEST_TEXT]
    masked = mask(text)
    if masked == text:
        return ()
    found, done, mark = [], 0, ""
    for piece in (*filter(None, _MARK.split(masked)), "\0"):
        if _MARK.fullmatch(piece):
            mark = piece
            continue
        # What stands between two marks is unchanged, so the places of those pieces tell what the marks have replaced.
        place = len(text) if piece == "\0" else text.find(piece, done)
        if mark and place > done:
            found.append((mark, text[done:place].strip()))
        done, mark = max(done, place) + len(piece), ""
    kinds = {E_MAIL: MAIL, PHONE: TELEPHONE}
    return tuple((kinds[mark], value) for mark, value in found if mark in kinds and value)[:MOST]


def clues(text: str) -> dict[str, str]:
    """Give the digests of what only one customer would write, each with its kind: order number, mail address, telephone.

    A digest is all that leaves the text: it tells that two are the same, and not which one it is (decision 7).
    """
    return {digest(kind, value): kind for kind, value in _clues(text)}


def _clues(text: str) -> Iterator[tuple[str, str]]:
    yield from ((ORDER, plain(number)) for number in orders(text))
    for kind, value in contacts(text):
        # Of a telephone the last eight digits: the code of the country is written or left out.
        yield kind, plain(value)[-8:] if kind == TELEPHONE else value.casefold()


def digest(kind: str, value: str) -> str:
    """Give the digest of one value of a kind, 32 hexadecimal digits."""
    return sha256(f"{kind}:{value}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
