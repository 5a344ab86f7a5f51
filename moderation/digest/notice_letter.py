"""Notices to one person as one letter, with all their cases, in the language of its reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from babel.dates import format_datetime, get_timezone

from moderation.digest.render import Letter, fill, line
from moderation.notices import FRAME, Words, sentence
from moderation.plain import one_line

if TYPE_CHECKING:
    from moderation.store.notices import NoticeRecord

LINES, NAMED = 50, 8  # notices of a letter that are written out; cases that its subject names


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a letter is for: how they are called, and the language and zone in which they read."""

    login: str
    name: str
    language: str
    timezone: str


def notice_letter(
    notices: Sequence[NoticeRecord],
    reader: Reader,
    *,
    names: Mapping[str, str],
    words: Words,
    now: datetime,
    queue: str | None = None,
) -> Letter:
    """Render a letter. It holds nothing that a customer wrote; `queue` is the address of our own queue, for links."""

    def told(name: str, /, **places: object) -> str:
        said = words.pgettext("notice letter", FRAME[name])
        return said % places if places else said

    zone = get_timezone(reader.timezone)

    def due(record: NoticeRecord) -> str:
        if record.next_due is None:
            return ""
        moment = format_datetime(record.next_due, "EEE d MMM HH:mm", tzinfo=zone, locale=reader.language)
        return told("due" if record.next_due > now else "was due", moment=moment)

    rows = [
        {
            "case": record.case_id,
            "what": one_line(sentence(record.event, record.login, names, words), 200),
            "facts": [words.pgettext("severity", str(record.severity)), line(record.site, 40), line(record.brand, 40)],
            "due": due(record),
            "link": f"{queue.rstrip('/')}/cases/{record.case_id}" if queue else "",
        }
        for record in notices[:LINES]
    ]
    subject = one_line(_subject(rows, told), 200)
    view = {
        "subject": subject,
        "language": reader.language,
        "told": told,
        "rows": rows,
        "rest": len(notices) - len(rows),
        "name": one_line(reader.name, 80),
        "zone": reader.timezone,
        "all": f"{queue.rstrip('/')}/notices" if queue else "",
    }
    return Letter(subject, fill("notices.html", view), fill("notices.txt", view))


def _subject(rows: Sequence[Mapping[str, object]], told: Callable[..., str]) -> str:
    numbers = list(dict.fromkeys(row["case"] for row in rows))
    if len(rows) == 1:
        return told("one", n=numbers[0], what=rows[0]["what"])
    if len(numbers) == 1:
        return told("several", numbers=numbers[0])
    more = f" {told('more')}" if len(numbers) > NAMED else ""
    return told("several", numbers=", ".join(map(str, numbers[:NAMED]))) + more
