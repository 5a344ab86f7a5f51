"""The words by which mentions are found, the same mentions in SQLite and PostgreSQL.

What a word is was decided before (moderation/folding.py); here words are opaque, compared byte by byte. In SQLite the texts are
not kept a second time: to take words away, exactly those that were put in must be named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, cast, column, func, literal, select, text
from sqlalchemy import table as lightweight
from sqlalchemy.dialects import postgresql

from moderation.folding import BY, finds, folded, is_beginning, stored
from moderation.masking import mask
from moderation.store.schema import mention
from moderation.store.tables.finding import NAME, finding

# One or more alternatives; of each, all the words must occur.
Question = tuple[tuple[str, ...], ...]
PREFIXES = (3, 4)  # lengths of beginnings that have lists of their own: too many words begin so to name them
FORMS = 128  # words with the same longer beginning that are named one by one, which takes no list to be made for the question
RARE = 5_000  # mentions: of so many, PostgreSQL finds the newest sooner by reading backwards
OFF = 20  # times that PostgreSQL may expect too much before it is not believed
BATCH = 1000  # mentions that are filled in at once
VOCABULARY = f"{NAME}_words"
LAST_LETTER = "\U0010ffff"

_fts = lightweight(NAME, column("rowid"), column(NAME))
_known = lightweight(VOCABULARY, column("term"))


def create(tx: Connection) -> None:
    """Create the table."""
    if tx.dialect.name == "postgresql":
        finding.create(tx)
        return
    # ascii takes every letter beyond ASCII as it is: words were folded before, and FTS5 must not fold them by rules of its own.
    lengths = " ".join(map(str, PREFIXES))
    options = f"content='', tokenize='ascii', detail=none, columnsize=0, prefix='{lengths}'"
    tx.execute(text(f"CREATE VIRTUAL TABLE {NAME} USING fts5(words, {options})"))
    tx.execute(text(f"CREATE VIRTUAL TABLE {VOCABULARY} USING fts5vocab({NAME}, 'row')"))


def fill(tx: Connection) -> None:
    """Put every mention that there is into the empty table."""
    columns = (mention.c.id, mention.c.headline, mention.c.body, mention.c.author)
    after = 0
    while rows := tx.execute(select(*columns).where(mention.c.id > after).order_by(mention.c.id).limit(BATCH)).all():
        add(tx, [(row.id, stored(row.headline, row.body, row.author)) for row in rows])
        after = rows[-1].id


def add(tx: Connection, rows: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Put the words of mentions in that have none yet."""
    if tx.dialect.name == "postgresql":
        values = [{"key": key, "given": list(words)} for key, words in rows]
        if values:
            tx.execute(_ADD, values)
        return
    lines = [(key, " ".join(words)) for key, words in rows]
    if lines:
        tx.exec_driver_sql("INSERT INTO finding(rowid, words) VALUES (?, ?)", lines)


_ADD = (
    postgresql.insert(finding)
    .values(
        mention_id=bindparam("key"), words=func.array_to_tsvector(bindparam("given", type_=postgresql.ARRAY(postgresql.TEXT)))
    )
    .on_conflict_do_nothing()
)


def remove(tx: Connection, key: int, words: Sequence[str]) -> None:
    """Take the words of a mention away; they must be those that were put in."""
    if tx.dialect.name == "postgresql":
        tx.execute(finding.delete().where(finding.c.mention_id == key))
    else:
        line = (key, " ".join(words))
        tx.exec_driver_sql("INSERT INTO finding(finding, rowid, words) VALUES ('delete', ?, ?)", line)


def matching(tx: Connection, question: Question) -> Select[Any]:
    """Give the query of the ids of mentions that a question finds; several queries of one transaction may be made of it."""
    if tx.dialect.name == "postgresql":
        return select(finding.c.mention_id).where(finding.c.words.op("@@")(_vector_query(question)))
    return select(_fts.c.rowid).where(_fts.c[NAME].op("MATCH")(_match(tx, question)))


def _vector_query(question: Question) -> ColumnElement[Any]:
    return cast(literal(_tsquery(question), postgresql.TEXT), postgresql.TSQUERY)


def _tsquery(question: Question) -> str:
    # Words hold letters and digits only, so that the quotation marks around them cannot be closed from inside.
    return " | ".join(
        "(" + " & ".join(f"'{word}'" + (":*" if is_beginning(word) else "") for word in words) + ")" for words in question
    )


def _match(tx: Connection, question: Question) -> str:
    return " OR ".join("(" + " AND ".join(_forms(tx, word) for word in words) + ")" for words in question)


def _forms(tx: Connection, word: str) -> str:
    """Write one word as FTS5 finds it fastest: by a list that is kept of its beginning, else by every word that begins so.

    FTS5 would read the lists of all those words to their ends and make one of them; named one by one they are read as far as is
    needed.
    """
    if not is_beginning(word):
        return f'"{word}"'
    if len(word) in PREFIXES:
        return f'"{word}" *'
    begins = and_(_known.c.term >= word, _known.c.term < word + LAST_LETTER)
    forms = tx.execute(select(_known.c.term).where(begins).limit(FORMS + 1)).scalars().all()
    if not 0 < len(forms) <= FORMS:
        return f'"{word}" *'
    return "(" + " OR ".join(f'"{form}"' for form in forms) + ")"


def ids(tx: Connection, question: Question, *, limit: int, before: int | None = None) -> list[int]:
    """List the mentions that a question finds, newest first, from the one before the id `before`. Nothing asked finds nothing."""
    if not question:
        return []
    wanted = matching(tx, question)
    if tx.dialect.name == "postgresql":
        wanted = _told_how(tx, question, wanted)
    key = wanted.selected_columns[0]
    if before is not None:
        wanted = wanted.where(key < before)
    return list(tx.execute(wanted.order_by(key.desc()).limit(limit)).scalars())


def _told_how(tx: Connection, question: Question, wanted: Select[Any]) -> Select[Any]:
    """Let PostgreSQL read backwards for what many mentions hold, and use the index of words for what few do.

    By itself it reads the whole table backwards for a rare word, or sorts half of it for a common one.
    """
    if _expected(tx, question) < RARE:
        return select(wanted.offset(0).subquery().c.mention_id)
    return select(finding.c.mention_id).where(finding.c.words.op("@@")(_vector_query(question)).is_(True))


def found_in(question: Question, headline: str | None, body: str, author: str | None) -> bool:
    """Say of one mention whether a question finds it, by its text; the same as the index says, without asking it."""
    whole = folded("\n".join(map(mask, (headline or "", body, author or ""))))
    # Most texts are told by this: only what holds the letters of the words can hold the words.
    likely = [words for words in question if all(word.removeprefix(BY) in whole for word in words)]
    if not likely:
        return False
    known = stored(headline, body, author)
    return any(all(any(finds(word, other) for other in known) for word in words) for words in likely)


def few(tx: Connection, question: Question, most: int) -> list[int] | None:
    """List the mentions that a question finds, None where they are `most` or more."""
    if tx.dialect.name == "postgresql" and _expected(tx, question) > most * OFF:
        return None
    found = tx.execute(matching(tx, question).limit(most)).scalars().all()
    return list(found) if len(found) < most else None


def many(tx: Connection, question: Question, least: int) -> bool:
    """Say whether a question finds so many mentions; PostgreSQL says what it expects, for counting takes it too long."""
    if tx.dialect.name == "postgresql":
        return _expected(tx, question) >= least
    counted = select(func.count()).select_from(matching(tx, question).limit(least).subquery())
    return tx.execute(counted).scalar_one() >= least


def _expected(tx: Connection, question: Question) -> int:
    compiled = matching(tx, question).compile(dialect=tx.dialect)
    told = tx.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {compiled}", compiled.params).scalar_one()
    return int(told[0]["Plan"]["Plan Rows"])
