"""How a page speaks: words, numbers and times in one language, in the zone of the settings, as of one moment."""

from __future__ import annotations

import gettext
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

from moderation.channels import channel_of
from moderation.plain import one_line
from moderation.web.labels import english
from moderation.web.reasons import CONTEXT, REASONS, pattern_of
from moderation.words import words

OWN_NAMES = {"en": "English", "ru": "Русский", "uk": "Українська", "lv": "Latviešu"}
_MACHINE = "machine:"


@dataclass(frozen=True, slots=True)
class Speech:
    """Everything that a template says in one language; `now` is the moment of the page."""

    language: str
    timezone: str
    now: datetime

    @property
    def words(self) -> gettext.NullTranslations:
        """Give the catalogue."""
        return words(self.language)

    def label(self, context: str, name: str) -> str:
        """Word a name of the machine: a status, a topic, an act; an unknown one is shown as data."""
        return one_line(self.words.pgettext(context, english(context, str(name))), 60)

    def site(self, name: str) -> str:
        """Name where a complaint was found: a watched site by its own name, what came by hand in words."""
        channel = channel_of(name)
        return name if channel is None else self.label("channel", channel)

    def reason(self, text: str) -> str:
        """Word a reason: one that otklik or the bundled policy gives in the page's language, any other as it was written."""
        pattern, number = pattern_of(text)
        if pattern not in REASONS:
            return text
        said = self.words.pgettext(CONTEXT, pattern)
        return said % {"n": number} if number else said

    def by(self, login: str, names: dict[str, str]) -> str:
        """Name who did something: a person by name where it is known, or the part of otklik that did it."""
        if login.startswith(_MACHINE):
            return self.label("machine", login.removeprefix(_MACHINE))
        return one_line(names.get(login) or login, 60)

    def local(self, moment: datetime) -> datetime:
        """Give a moment on the clock of the settings' zone."""
        return moment.astimezone(ZoneInfo(self.timezone))

    def moment(self, moment: datetime) -> str:
        """Write a moment in full with the label of its zone: "16 Nov 2026, 14:05 EET"."""
        local = self.local(moment)
        shown = format_datetime(local, "d MMM y, HH:mm", tzinfo=local.tzinfo, locale=self.language)
        return f"{shown} {local.tzname() or self.timezone}"

    def day(self, moment: datetime) -> str:
        """Write the day of a moment, with the year where it is not the present one."""
        local = self.local(moment).date()
        return str(format_date(local, "d MMM" if local.year == self.today.year else "d MMM y", locale=self.language))

    @property
    def today(self) -> date:
        """Give today's date in the zone of the settings."""
        return self.local(self.now).date()

    def ago(self, moment: datetime) -> str:
        """Say how long ago a moment was (or how far ahead it is), in one unit."""
        return str(format_timedelta(moment - self.now, add_direction=True, threshold=1, locale=self.language))

    def span(self, length: timedelta) -> str:
        """Write a length in its two largest units: "2 d 4 h", "3 h 20 min"."""
        minutes = max(1, round(length.total_seconds() / 60))
        days, rest = divmod(minutes, 24 * 60)
        hours, minutes = divmod(rest, 60)
        if days:
            minutes = 0
        counted = [(days, "duration-day"), (hours, "duration-hour"), (minutes, "duration-minute")]
        return self._units(counted)

    def hours(self, length: timedelta) -> str:
        """Write a working time in hours and minutes, never in days: a working day has no fixed length."""
        minutes = round(length.total_seconds() / 60)
        counted = [(minutes // 60, "duration-hour"), (minutes % 60, "duration-minute")]
        return self._units(counted)

    def _units(self, counted: Iterable[tuple[int, str]]) -> str:
        """Write counts with their units, each on one line with its number."""
        shown = (format_unit(count, unit, length="short", locale=self.language) for count, unit in counted if count)
        return " ".join(text.replace(" ", "\u00a0") for text in shown)

    def number(self, value: float) -> str:
        """Write a number."""
        return str(format_decimal(value, locale=self.language))

    def money(self, value: float) -> str:
        """Write an amount of money with two places, without its currency."""
        return str(format_decimal(value, "#,##0.00", locale=self.language))

    def percent(self, share: float) -> str:
        """Write a share of one as a percentage."""
        return str(format_percent(share, locale=self.language))

    def tongue(self, code: str | None) -> str:
        """Name a language in the page's language; nothing for one that is not known."""
        return "" if code is None else Locale.parse(self.language).languages.get(code, one_line(code, 12))
