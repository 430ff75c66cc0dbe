"""Dates, numbers and sums as the person writes them: in their language and their time zone.

Lists call these for every cell, so patterns come from Babel (CLDR) once per language and the rest is
plain string work. Every function returns NOTHING, a dash, for None.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time, format_timedelta
from babel.numbers import format_currency, get_currency_precision
from babel.units import format_unit
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, to_locale

NOTHING = "–"
_CLOCKS = {"ko": "aaaa h:mm"}  # 오전 9:00; CLDR's short one says AM, which no Korean page does
Number = int | float | Decimal


@lru_cache(maxsize=64)
def locale_of(language: str | None) -> Locale:
    """Return the CLDR locale of a Django language code; English when there is none."""
    try:
        return Locale.parse(to_locale(language or "en"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def _locale() -> Locale:
    return locale_of(get_language())


@dataclass(frozen=True, slots=True)
class _Marks:
    """What stands between the digits of a language, and around the sums of a currency."""

    group: str
    decimal: str
    before: str = ""
    after: str = ""
    digits: int = 2

    def write(self, value: Number, digits: int) -> str:
        text = f"{value:,.{digits}f}"
        if self.group != "," or self.decimal != ".":
            text = text.replace(",", "\0").replace(".", self.decimal).replace("\0", self.group)
        return text


@lru_cache(maxsize=64)
def _number_marks(locale: Locale) -> _Marks:
    symbols = locale.number_symbols.get("latn", locale.number_symbols)
    return _Marks(group=symbols["group"], decimal=symbols["decimal"])


@lru_cache(maxsize=512)
def _money_marks(locale: Locale, currency: str) -> _Marks:
    """Take the pattern of a sum apart once, so that sums need no formatting by pattern."""
    marks = _number_marks(locale)
    digits = get_currency_precision(currency)
    before, _, rest = format_currency(1, currency, locale=locale).partition("1")
    after = rest[len(marks.decimal) + digits :] if digits else rest
    if before[-1:].isalpha():
        before += "\N{NO-BREAK SPACE}"  # CHF 5.00: letters need air, signs do not
    return _Marks(marks.group, marks.decimal, before, after, digits)


def number(value: Number | None, digits: int | None = None) -> str:
    """Write a number with *digits* decimals (None: those it has, at most four; none for whole ones)."""
    if value is None:
        return NOTHING
    if digits is None:
        digits = 0 if isinstance(value, int) else _digits_of(value)
    return _number_marks(_locale()).write(value, digits)


def _digits_of(value: float | Decimal) -> int:
    rounded = round(Decimal(str(value)), 4).normalize()
    exponent = rounded.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def money(value: Number | None, currency: str = "", digits: int | None = None) -> str:
    """Write a sum: with the sign of *currency* (ISO 4217), or bare with two decimals without one."""
    if value is None:
        return NOTHING
    locale = _locale()
    marks = _money_marks(locale, currency) if currency else _number_marks(locale)
    digits = marks.digits if digits is None else digits
    value = _rounded(value, digits)
    sign = "-" if value < 0 else ""
    return f"{sign}{marks.before}{marks.write(abs(value), digits)}{marks.after}"


def _rounded(value: Number, digits: int) -> Decimal:
    """Round half to even, as the books do; minus zero is zero."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN) + 0


def percent(share: Number | None, digits: int = 1) -> str:
    """Write a share of 1 as a percentage: 0.8 is 80.0%."""
    if share is None:
        return NOTHING
    return f"{_number_marks(_locale()).write(share * 100, digits)}%"


def day(value: dt.date | dt.datetime | None) -> str:
    """Write a date; of a moment, the date in the person's time zone."""
    if value is None:
        return NOTHING
    if isinstance(value, dt.datetime):
        value = _local(value).date()
    return _day(value, get_language())


@lru_cache(maxsize=4096)
def _day(value: dt.date, language: str | None) -> str:
    return format_date(value, "medium", locale_of(language))


def weekday(value: dt.date | None) -> str:
    """Write a date with its weekday: Mon, Nov 23; with its year when that is not this one."""
    if value is None:
        return NOTHING
    return _weekday(value, get_language(), "MMMEd" if value.year == timezone.localdate().year else "yMMMEd")


@lru_cache(maxsize=512)
def _weekday(value: dt.date, language: str | None, skeleton: str) -> str:
    return format_skeleton(skeleton, value, locale=locale_of(language))


def month(value: dt.date | None) -> str:
    """Write the month of a date with its year: Nov 2026."""
    return NOTHING if value is None else format_skeleton("yMMM", value, locale=_locale())


def clock(value: dt.time | dt.datetime | None) -> str:
    """Write a time of day, of a moment that in the person's time zone."""
    if value is None:
        return NOTHING
    if isinstance(value, dt.datetime):
        value = _local(value).time()
    return _clock(value.replace(second=0, microsecond=0, tzinfo=None), get_language())


@lru_cache(maxsize=2048)
def _clock(value: dt.time, language: str | None) -> str:
    return format_time(value, _CLOCKS.get(language or "", "short"), locale=locale_of(language))


def moment(value: dt.datetime | None) -> str:
    """Write date and time in the person's time zone."""
    if value is None:
        return NOTHING
    local = _local(value)
    language = get_language()
    return f"{_day(local.date(), language)} {_clock(local.time().replace(second=0, microsecond=0), language)}"


def _local(value: dt.datetime) -> dt.datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def ago(value: dt.date | dt.datetime | None, now: dt.datetime | None = None) -> str:
    """Write how far a day or moment lies from *now*: 3 days ago, in 2 weeks, today."""
    if value is None:
        return NOTHING
    now = now or timezone.now()
    if not isinstance(value, dt.datetime):
        days = (value - _local(now).date()).days
        return gettext("today") if days == 0 else _ago(days * 86400, get_language())
    seconds = int((value - now).total_seconds())
    return gettext("just now") if abs(seconds) < 60 else _ago(seconds, get_language())


@lru_cache(maxsize=1024)
def _ago(seconds: int, language: str | None) -> str:
    delta = dt.timedelta(seconds=seconds)
    return format_timedelta(delta, add_direction=True, threshold=1.2, locale=locale_of(language))


def distance(kilometres: Number | None) -> str:
    """Write a distance given in km: in metres below one, with a decimal below ten."""
    if kilometres is None:
        return NOTHING
    if kilometres < 1:
        return _unit(str(round(kilometres * 1000, -1)), "length-meter", get_language())
    return _unit(f"{kilometres:.{1 if kilometres < 10 else 0}f}", "length-kilometer", get_language())


def duration(minutes: Number | None) -> str:
    """Write a length of time given in minutes: 2 hr 10 min."""
    if minutes is None:
        return NOTHING
    hours, rest = divmod(round(minutes), 60)
    language = get_language()
    parts = [_unit(str(hours), "duration-hour", language)] if hours else []
    if rest or not hours:
        parts.append(_unit(str(rest), "duration-minute", language))
    return " ".join(parts)


@lru_cache(maxsize=2048)
def _unit(value: str, unit: str, language: str | None) -> str:
    return str(format_unit(Decimal(value), unit, length="short", locale=locale_of(language)))


def cell(value: Any) -> SafeString:
    """Return a value as a table cell or a fact shows it: by its type, escaped unless marked safe."""
    if isinstance(value, str):
        return conditional_escape(value) if value else mark_safe(NOTHING)
    if value is None:
        return mark_safe(NOTHING)
    if isinstance(value, bool):
        return conditional_escape(gettext("yes") if value else gettext("no"))
    if isinstance(value, (int, float, Decimal)):
        return conditional_escape(number(value))
    if isinstance(value, dt.datetime):
        return conditional_escape(moment(value))
    if isinstance(value, dt.date):
        return conditional_escape(day(value))
    if isinstance(value, dt.time):
        return conditional_escape(clock(value))
    return conditional_escape(value)
