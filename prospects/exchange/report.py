"""The report of the acquisition methods, for export only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.exchange.fields import Field
from crm.exchange.kinds import Kind
from prospects.choices import MethodGroup
from prospects.reports.methods import Chosen, Line, method_lines

if TYPE_CHECKING:
    from crm.people.models import User


class MethodReportKind(Kind):
    """What came of each method over the efforts the person may see; ``only`` may narrow them (`Chosen`)."""

    name = "methods-report"
    title = _("Report of the acquisition methods")
    order = 90
    importable = False

    def fields(self) -> Sequence[Field]:
        return _FIELDS

    def export(self, by: User | None, fields: Sequence[Field], only: Any = None) -> Iterator[list[Any]]:
        for line in method_lines(by, only or Chosen()):
            yield [value_of(line, field.name) for field in fields]


def value_of(line: Line, name: str) -> Any:
    """Return one figure of a line, rounded as a sheet shows it."""
    value = getattr(line, name)
    if name == "group":
        return str(MethodGroup(value).label)
    if name in _ROUNDED and value is not None:
        return round(value, _ROUNDED[name])
    return value


_ROUNDED = {"rate": 1, "mean_days": 1, "sales": 2, "cost": 2, "cost_per_win": 2}
_FIELDS = tuple(
    Field(name, label)
    for name, label in (
        ("code", _("code")),
        ("name", _("acquisition method")),
        ("group", _("group")),
        ("added", _("cards added")),
        ("visits", _("visits spent")),
        ("won", _("conversions")),
        ("rate", _("conversion rate (%)")),
        ("mean_days", _("days to convert")),
        ("sales", _("first-year sales")),
        ("cost", pgettext_lazy("touch", "cost")),
        ("cost_per_win", _("cost per won account")),
    )
)
