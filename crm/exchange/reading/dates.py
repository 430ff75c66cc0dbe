"""Dates as people write them, and in which order a column of them puts day, month and year."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from crm.exchange.reading.cells import Cell, Formula, SheetError, is_blank
from crm.exchange.reading.problems import CellProblem


class DateOrder(StrEnum):
    YMD = "ymd"
    DMY = "dmy"
    MDY = "mdy"


EXAMPLES = {DateOrder.YMD: "1996-07-31", DateOrder.DMY: "31.07.1996", DateOrder.MDY: "07/31/1996"}
FIRST_YEAR, LAST_YEAR = 1850, 2200
CENTURY_PIVOT = 69  # 69–99 are 19xx, 00–68 are 20xx, as everywhere since POSIX

TIME = re.compile(
    r"[T\s]+(\d{1,2}):(\d{2})(:\d{2}(?:[.,]\d+)?)?\s*([AaPp]\.?[Mm]\.?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$"
)
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})$")
THREE = re.compile(r"(\d{1,4})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{1,4})\.?$")
SHORT_FIRST = re.compile(r"\s*\d{1,2}\s*[-/. ]")
CJK = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일号號]?$")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})$")
DAY_NAME_YEAR = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-\s./]*([^\W\d_]{3,10})\.?[-\s./,]*(\d{2}|\d{4})$")
NAME_DAY_YEAR = re.compile(r"([^\W\d_]{3,10})\.?\s*(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$")

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
MONTH_NAMES = {name: number for number, name in enumerate(_MONTHS.split(), start=1)}
MONTH_NAMES |= {
    "mär": 3,
    "mrz": 3,
    "mai": 5,
    "okt": 10,
    "dez": 12,
    "janv": 1,
    "fév": 2,
    "févr": 2,
    "mars": 3,
    "avr": 4,
    "avril": 4,
    "juin": 6,
    "juil": 7,
    "août": 8,
    "déc": 12,
    "ene": 1,
    "abr": 4,
    "ago": 8,
    "dic": 12,
    "fev": 2,
    "set": 9,
    "out": 10,
}


@dataclass(frozen=True)
class DateGuess:
    """The order of a column's dates; `ambiguous` when another order would read them as other days."""

    order: DateOrder
    ambiguous: bool = False
    seen: int = 0


def parse_date(cell: Cell, order: DateOrder = DateOrder.YMD) -> dt.date | None:
    """The day a cell holds (a time of day is dropped), None when blank; else CellProblem."""
    if isinstance(cell, dt.datetime):
        return _within(cell.date())
    if isinstance(cell, dt.date):
        return _within(cell)
    if is_blank(cell):
        return None
    if isinstance(cell, (Formula, SheetError, bool)):
        raise CellProblem(_("“%(value)s” is not a date.") % {"value": cell})
    text = _tidy(str(cell))
    day = _parse_text(text, order)
    if day is None:
        raise CellProblem(
            _("“%(value)s” is not a date. Write it like %(example)s.")
            % {"value": text[:60], "example": EXAMPLES[order]}
        )
    return _within(day)


def possible_orders(cell: Cell) -> dict[DateOrder, dt.date]:
    """Which day each order makes of this text; empty for blanks and for what is no date in any order."""
    if not isinstance(cell, str) or is_blank(cell):
        return {}
    text = _tidy(cell)
    days = {order: _parse_text(text, order) for order in DateOrder}
    return {order: day for order, day in days.items() if day is not None}


class DateOrderVote:
    """Reads a column's cells one by one and knows at any time what their order is."""

    def __init__(self) -> None:
        self.votes = dict.fromkeys(DateOrder, 0)
        self.seen = 0
        self._short_years_first = 0
        self._differ: set[frozenset[DateOrder]] = set()

    def add(self, cell: Cell) -> None:
        days = possible_orders(cell)
        if not days:
            return
        self.seen += 1
        for order in days:
            self.votes[order] += 1
        if DateOrder.YMD in days and SHORT_FIRST.match(str(cell)):
            self._short_years_first += 1
        orders = list(days)
        for index, one in enumerate(orders):
            for other in orders[index + 1 :]:
                if days[one] != days[other]:
                    self._differ.add(frozenset((one, other)))

    def guess(self) -> DateGuess:
        # Of equals, day first: it is how most of the world writes, and it is shown as a question.
        preference = [DateOrder.YMD, DateOrder.DMY, DateOrder.MDY]
        otherwise = max(self.votes[DateOrder.DMY], self.votes[DateOrder.MDY])
        if self._short_years_first and otherwise >= self.votes[DateOrder.YMD]:
            # 13.01.26 has the year first only where nothing else fits: hardly anybody writes so.
            preference.remove(DateOrder.YMD)
        best = max(preference, key=lambda order: self.votes[order])
        rivals = [
            order for order in preference if order is not best and self.votes[order] == self.votes[best]
        ]
        ambiguous = any(frozenset((best, rival)) in self._differ for rival in rivals)
        return DateGuess(best, ambiguous=ambiguous, seen=self.seen)


def detect_date_order(cells: Iterable[Cell]) -> DateGuess:
    """The order in which most of these cells are dates."""
    vote = DateOrderVote()
    for cell in cells:
        vote.add(cell)
    return vote.guess()


def _tidy(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _within(day: dt.date) -> dt.date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise CellProblem(
            _("The year %(year)s is out of range (%(first)s–%(last)s).")
            % {"year": day.year, "first": FIRST_YEAR, "last": LAST_YEAR}
        )
    return day


def _parse_text(text: str, order: DateOrder) -> dt.date | None:
    if match := TIME.search(text):
        if int(match[1]) > 24 or int(match[2]) > 59:
            return None
        text = text[: match.start()].rstrip(" ,")
    if match := ISO.match(text) or CJK.match(text) or COMPACT.match(text):
        return _day(*match.groups())
    if match := THREE.match(text):
        return _in_order(match.groups(), order)
    if match := DAY_NAME_YEAR.match(text):
        return _day(match[3], _month(match[2]), match[1])
    if match := NAME_DAY_YEAR.match(text):
        return _day(match[3], _month(match[1]), match[2])
    return None


def _in_order(parts: tuple[str, ...], order: DateOrder) -> dt.date | None:
    first, second, third = parts
    if len(first) >= 3:  # a year in front leaves no doubt
        return _day(first, second, third)
    if len(third) == 3:
        return None
    if order is DateOrder.YMD:
        return _day(first, second, third) if len(third) <= 2 and len(first) == 2 else None
    if len(third) == 1:
        return None
    return _day(third, second, first) if order is DateOrder.DMY else _day(third, first, second)


def _month(name: str) -> str | None:
    lower = name.casefold()
    number = MONTH_NAMES.get(lower) or MONTH_NAMES.get(lower[:4]) or MONTH_NAMES.get(lower[:3])
    return str(number) if number else None


def _day(year: str, month: str | None, day: str) -> dt.date | None:
    if month is None or len(year) == 3 or len(day) > 2:
        return None
    number = int(year)
    if len(year) <= 2:
        number += 1900 if number >= CENTURY_PIVOT else 2000
    try:
        return dt.date(number, int(month), int(day))
    except ValueError:
        return None
