"""Why each clock of a case is due when it is, worded for its page: the details behind "Why then?"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from babel.dates import format_date

from moderation.case import Act
from moderation.explaining import explain, market_words
from moderation.plain import one_line
from moderation.workhours import CLOSED, OUTSIDE

if TYPE_CHECKING:
    from moderation.explaining import Coming, Explained, Stop
    from moderation.queue import CaseView
    from moderation.rulebook import Rulebook
    from moderation.web.speech import Speech

MOST_DAYS = 60  # days of a clock that are written out
_HOLIDAY, _WAITING = "holiday: ", "waiting: "


@dataclass(frozen=True, slots=True)
class Reckoning:
    """One clock explained: sentences, and for each day what counted and what did not."""

    sentences: tuple[str, ...]
    days: tuple[tuple[str, str, str], ...]
    more: int


def reckonings(view: CaseView, book: Rulebook, say: Speech, names: Mapping[str, str]) -> tuple[Reckoning, ...]:
    """Word the explanation of every clock, in their order."""
    found = explain(view, book)
    market = market_words(found.market)
    _ = say.words.gettext
    whose = _("Terms of the market: %(market)s.") % {"market": one_line(market, 200)} if market else _("Terms for everybody.")
    return tuple(_reckoning(one, whose, say, names) for one in found.clocks)


def _reckoning(one: Explained, whose: str, say: Speech, names: Mapping[str, str]) -> Reckoning:
    days = tuple(
        (
            str(format_date(day.date, "EEE d MMM", locale=say.language)),
            say.hours(day.counted),
            ", ".join(f"{say.hours(length)} {_skipped(why, say)}" for why, length in day.skipped),
        )
        for day in one.days[:MOST_DAYS]
    )
    return Reckoning((whose, *_sentences(one, say, names)), days, max(0, len(one.days) - MOST_DAYS))


def _sentences(one: Explained, say: Speech, names: Mapping[str, str]) -> Iterator[str]:
    _ = say.words.gettext
    if one.promised_by:
        yield _("Promised by %(who)s.") % {"who": names.get(one.promised_by, one.promised_by)}
    yield from (_stop(stop, say, names) for stop in one.stops)
    if one.clock.planned is not None:
        yield _("It was due %(moment)s before it was moved.") % {"moment": say.moment(one.clock.planned)}
    for delay in one.delays:
        places = {"who": names.get(delay.by, delay.by), "until": say.moment(delay.until), "why": one_line(delay.why, 300)}
        yield _("%(who)s moved it to %(until)s: %(why)s") % places
    yield from (_coming(step, say, names) for step in one.coming)


def _stop(stop: Stop, say: Speech, names: Mapping[str, str]) -> str:
    _ = say.words.gettext
    who, why = names.get(stop.by, stop.by), one_line(stop.why, 300)
    places = {"who": who, "start": say.moment(stop.starts), "end": say.moment(stop.ends), "why": why}
    said = _("%(who)s stopped it from %(start)s to %(end)s: %(why)s") % places
    if not stop.early:
        return said
    limit = _("(it could have stood until %(limit)s)") % {"limit": say.moment(stop.limit)}
    return f"{said} {limit}"


def _coming(step: Coming, say: Speech, names: Mapping[str, str]) -> str:
    _ = say.words.gettext
    if step.act is Act.WARN:
        return _("It warns %(moment)s.") % {"moment": say.moment(step.at)}
    owners = ", ".join(_owner(owner, say, names) for owner in step.owners)
    return _("It goes to level %(level)d %(moment)s: %(owners)s.") % {
        "level": step.level,
        "moment": say.moment(step.at),
        "owners": owners,
    }


def _owner(owner: str, say: Speech, names: Mapping[str, str]) -> str:
    role = owner.removeprefix("role:")
    return say.label("role", role) if role != owner else names.get(owner, owner)


def _skipped(why: str, say: Speech) -> str:
    """Word why a time did not count; the names of holidays are those of their country."""
    _ = say.words.gettext
    if why.startswith(_HOLIDAY):
        return _("holiday: %(name)s") % {"name": one_line(why.removeprefix(_HOLIDAY), 120)}
    if why.startswith(_WAITING):
        return _("waiting")
    return {OUTSIDE: _("outside working hours"), CLOSED: _("closed by the policy")}.get(why, one_line(why, 120))
