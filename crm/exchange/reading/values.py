"""Yes and no, and points on the map, as people write them."""

import re
import unicodedata
from decimal import Decimal

from django.utils.translation import gettext as _

from crm.exchange.reading.cells import Cell, as_text, is_blank
from crm.exchange.reading.problems import CellProblem

YES = frozenset("yes y true t 1 x on ja oui sí si sim да 是 有 对 對 ✓ ✔ √ v 예 네 유 o".split())
NO = frozenset("no n false f 0 off nein non não nao нет 否 无 無 不 ✗ ✘ × 아니오 아니요 무".split())
POINT = re.compile(r"(?:SRID=4326;)?\s*POINT\s*Z?\s*\(\s*(\S+)\s+([^\s)]+)(?:\s+\S+)?\s*\)$", re.IGNORECASE)
PAIR = re.compile(
    r"[(\[]?\s*([+-]?\d{1,3}(?:\.\d+)?)\s*°?\s*[,;\s/]\s*([+-]?\d{1,3}(?:\.\d+)?)\s*°?\s*[)\]]?$"
)
DEGREE_PLACES = Decimal("0.000001")  # about 11 cm


def parse_boolean(cell: Cell) -> bool | None:
    """Yes or no in the languages we speak, None when blank; else CellProblem."""
    if isinstance(cell, bool):
        return cell
    if is_blank(cell):
        return None
    text = unicodedata.normalize("NFKC", as_text(cell)).casefold()
    if text in YES:
        return True
    if text in NO:
        return False
    raise CellProblem(_("“%(value)s” is neither yes nor no. Write yes or no.") % {"value": text[:60]})


def parse_point(cell: Cell) -> tuple[Decimal, Decimal] | None:
    """(latitude, longitude) from `lat, lon`, `(lat, lon)` or WKT `POINT (lon lat)`; None when blank."""
    if is_blank(cell):
        return None
    text = unicodedata.normalize("NFKC", as_text(cell))
    if match := POINT.match(text):
        longitude, latitude = match.groups()
    elif match := PAIR.match(text):
        latitude, longitude = match.groups()
    else:
        raise CellProblem(
            _("“%(value)s” is not a position. Write latitude and longitude like 34.0537, -118.2428.")
            % {"value": text[:60]}
        )
    return parse_degrees(latitude, 90), parse_degrees(longitude, 180)


def parse_degrees(text: str, limit: int) -> Decimal:
    """Decimal degrees between -limit and limit, to six places."""
    try:
        degrees = Decimal(text)
    except ArithmeticError:
        raise CellProblem(_("“%(value)s” is not a number of degrees.") % {"value": text[:60]}) from None
    if not degrees.is_finite() or abs(degrees) > limit:
        raise CellProblem(
            _("%(value)s degrees is out of range (-%(limit)s to %(limit)s).")
            % {"value": text[:60], "limit": limit}
        )
    return degrees.quantize(DEGREE_PLACES)
