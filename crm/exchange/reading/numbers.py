"""Numbers as people write them: grouping and decimal marks, currency signs, brackets for minus."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from crm.exchange.reading.cells import Cell, Formula, SheetError, as_text, is_blank
from crm.exchange.reading.problems import CellProblem

PLAIN = re.compile(r"-?\d{1,15}(\.\d{1,15})?$")
CURRENCY = re.compile(
    r"^(?:[A-Z]{2,3}\s?)?[$€£¥₩₽₹฿₫元원]|[$€£¥₩₽₹฿₫元원]$|^[A-Z]{3}\s+|\s*[A-Z]{3}$|^(?:R\$|kr\.?|Fr\.?)\s*|\s*kr\.?$"
)
EXPONENT = re.compile(r"[+-]?\d+(\.\d+)?[eE][+-]?\d{1,2}$")
BODY = re.compile(r"[\d.,'’ \u00a0\u2009\u202f]+$")
SPACES = re.compile(r"[\s'’\u00a0\u2009\u202f]")
GROUPS = {
    ".": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?$|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d*)?$|\d*\.?\d*$"),
    ",": re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d*)?$|\d*,?\d*$"),
}
BLANK_SPACED = re.compile(r"\d{1,3}(?:[\s'’\u00a0\u2009\u202f]\d{3})*(?:[.,]\d*)?$")
MAX_DIGITS = 24
MAX_BEFORE_MARK = 15  # digits before the decimal mark; no column of any record holds more


@dataclass(frozen=True)
class MarkGuess:
    """The decimal mark of a column, `.` or `,`; `ambiguous` when 1,234 could be either."""

    mark: str
    ambiguous: bool = False


def parse_decimal(cell: Cell, mark: str = ".") -> Decimal | None:
    """The number a cell holds, None when blank; else CellProblem. `mark` is the decimal mark.

    A number beyond `MAX_BEFORE_MARK` is a CellProblem too, so that callers may round what they get.
    """
    if isinstance(cell, str) and PLAIN.match(cell) and mark == ".":
        return Decimal(cell)
    number = _parsed(cell, mark)
    if number and number.adjusted() >= MAX_BEFORE_MARK:
        raise CellProblem(_("%(value)s is too large.") % {"value": as_text(cell)[:60]})
    return number


def _parsed(cell: Cell, mark: str) -> Decimal | None:
    if is_blank(cell):
        return None
    if isinstance(cell, bool):
        return Decimal(int(cell))
    if isinstance(cell, (int, float)):
        return _from_binary(cell)
    if isinstance(cell, (Formula, SheetError)) or not isinstance(cell, str):
        raise _not_a_number(as_text(cell))
    sign, body = _sign_and_body(cell)
    if EXPONENT.match(body) and mark == ".":
        return sign * Decimal(body)
    if not BODY.match(body) or not any(letter.isdigit() for letter in body):
        raise _not_a_number(cell)
    return sign * _from_body(cell, body, mark)


def parse_integer(cell: Cell, mark: str = ".") -> int | None:
    """A whole number; 12.0 is one, 12.5 is a CellProblem."""
    number = parse_decimal(cell, mark)
    if number is None:
        return None
    if number != number.to_integral_value():
        raise CellProblem(_("“%(value)s” is not a whole number.") % {"value": as_text(cell)[:60]})
    return int(number)


class MarkVote:
    """Reads a column's cells one by one and knows at any time which decimal mark they use."""

    def __init__(self, *, delimiter: str = ",") -> None:
        self.votes = {".": 0, ",": 0}
        self.open = {".": 0, ",": 0}
        self._usual = "," if delimiter == ";" else "."

    def add(self, cell: Cell) -> None:
        if not isinstance(cell, str) or not ("," in cell or "." in cell):
            return
        __, body = _sign_and_body(cell)
        if not BODY.match(body):
            return
        body = SPACES.sub("", body)
        mark, sure = _mark_of(body)
        if mark:
            (self.votes if sure else self.open)[mark] += 1

    def guess(self) -> MarkGuess:
        if self.votes["."] or self.votes[","]:
            return MarkGuess("." if self.votes["."] >= self.votes[","] else ",")
        if not (self.open["."] or self.open[","]):
            return MarkGuess(".")
        # Only numbers such as 1,234 or 1.234: grouped or exact to three places, nobody can tell.
        return MarkGuess(self._usual, ambiguous=True)


def detect_decimal_mark(cells: Iterable[Cell], *, delimiter: str = ",") -> MarkGuess:
    """The decimal mark most of these cells use; files split by `;` mostly come from where it is a comma."""
    vote = MarkVote(delimiter=delimiter)
    for cell in cells:
        vote.add(cell)
    return vote.guess()


def _mark_of(body: str) -> tuple[str, bool]:
    """The decimal mark this number shows, and whether it leaves no doubt."""
    dots, commas = body.count("."), body.count(",")
    if dots and commas:
        return ("." if body.rfind(".") > body.rfind(",") else ","), True
    if dots > 1:
        return ",", True
    if commas > 1:
        return ".", True
    mark = "." if dots else "," if commas else ""
    if not mark:
        return "", False
    before, after = body.split(mark)
    if len(after) != 3 or len(before) > 3 or before in ("", "0"):
        return mark, True
    return mark, False


def _sign_and_body(text: str) -> tuple[int, str]:
    body = unicodedata.normalize("NFKC", text).strip().replace("−", "-")
    sign = 1
    if body.startswith("(") and body.endswith(")"):
        sign, body = -1, body[1:-1].strip()
    for __ in range(2):  # a sign may stand on either side of a currency: -€5, €-5, 5 €-
        if body.startswith(("-", "+")) and len(body) > 1:
            sign, body = (-sign if body[0] == "-" else sign), body[1:].strip()
        elif body.endswith("-"):
            sign, body = -sign, body[:-1].strip()
        body = CURRENCY.sub("", body).strip()
    return sign, body


def _from_body(text: str, body: str, mark: str) -> Decimal:
    if SPACES.search(body):
        if not BLANK_SPACED.match(body):
            raise _not_a_number(text)
        body = SPACES.sub("", body)
    if not GROUPS[mark].match(body):
        raise _not_a_number(text)
    plain = body.replace("," if mark == "." else ".", "").replace(",", ".")
    if len(plain) > MAX_DIGITS:
        raise CellProblem(_("The number has too many digits."))
    try:
        return Decimal(plain)
    except InvalidOperation:
        raise _not_a_number(text) from None


def _from_binary(number: float) -> Decimal:
    value = Decimal(repr(number))
    if not value.is_finite():
        raise _not_a_number(repr(number))
    return value


def _not_a_number(text: str) -> CellProblem:
    return CellProblem(_("“%(value)s” is not a number.") % {"value": text.strip()[:60]})
