"""Which ways of finding customers pay: the measures of domain.md, D1.2, method by method.

Counted are the efforts a person may see, by the day they were opened; not those left on merged cards. A
number of questions that does not grow with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, Sum

from prospects.choices import MethodGroup, Stage
from prospects.models import AcquisitionMethod, Prospect
from prospects.policy import visit_cost
from prospects.reports.shares import first_year_sales, touch_costs

if TYPE_CHECKING:
    from crm.people.models import Team, User
    from prospects.querysets import ProspectQuerySet

WON = Q(stage=Stage.WON)
NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which efforts are counted: opened in a span of days, of a team with those below it, of a rep."""

    since: date | None = None
    until: date | None = None
    team: Team | None = None
    rep: User | None = None

    def of(self, rows: ProspectQuerySet) -> ProspectQuerySet:
        """Return the efforts among *rows* that are counted."""
        if self.since:
            rows = rows.filter(opened_on__gte=self.since)
        if self.until:
            rows = rows.filter(opened_on__lte=self.until)
        if self.team:
            rows = rows.filter(customer__team__path__startswith=self.team.path)
        return rows.filter(customer__owner=self.rep) if self.rep else rows


@dataclass(frozen=True, slots=True)
class Line:
    """What came of one method, or of several together. Sums are in the base currency.

    ``days`` is how long all conversions took together; ``sales`` are those of each won account's first year;
    ``cost`` what touches and visits of all efforts cost, won or not.
    """

    code: str
    name: str
    group: str
    added: int = 0
    visits: int = 0
    won: int = 0
    days: int = 0
    sales: Decimal = NONE
    cost: Decimal = NONE

    @property
    def rate(self) -> Decimal | None:
        """The share of cards that were won, in percent; None without cards."""
        return Decimal(100 * self.won) / self.added if self.added else None

    @property
    def mean_days(self) -> Decimal | None:
        """The days from opening to winning, on average; None while nothing was won."""
        return Decimal(self.days) / self.won if self.won else None

    @property
    def cost_per_win(self) -> Decimal | None:
        """What one won account has cost; None while nothing was won."""
        return self.cost / self.won if self.won else None


def method_lines(viewer: User | None, chosen: Chosen) -> list[Line]:
    """Return a line for each method of the catalogue, in its order; *viewer* None is the operator."""
    rows = Prospect.objects.all() if viewer is None else Prospect.objects.visible_to(viewer)
    rows = chosen.of(rows.in_file()).order_by()
    counts, sales, touches = _counts(rows), first_year_sales(rows), touch_costs(rows)
    each_visit = visit_cost()
    lines = []
    for method in AcquisitionMethod.objects.all():
        found = counts.get(method.pk, {})
        visits = found.get("visits") or 0
        took = found.get("took") or timedelta(0)
        lines.append(
            Line(
                code=method.code,
                name=str(method),
                group=method.group,
                added=found.get("added", 0),
                visits=visits,
                won=found.get("won", 0),
                days=took.days,
                sales=sales.get(method.pk, NONE),
                cost=touches.get(method.pk, NONE) + visits * each_visit,
            )
        )
    return lines


def sum_of(lines: Iterable[Line], *, name: str, code: str = "", group: str = "") -> Line:
    """Return several lines as one."""
    all_lines = list(lines)
    return Line(
        code=code,
        name=name,
        group=group,
        added=sum(line.added for line in all_lines),
        visits=sum(line.visits for line in all_lines),
        won=sum(line.won for line in all_lines),
        days=sum(line.days for line in all_lines),
        sales=sum((line.sales for line in all_lines), NONE),
        cost=sum((line.cost for line in all_lines), NONE),
    )


def by_group(lines: Iterable[Line]) -> list[tuple[Line, list[Line]]]:
    """Return each group's sum with its methods, groups in the order of the catalogue, empty ones left out."""
    found: dict[str, list[Line]] = {group.value: [] for group in MethodGroup}
    for line in lines:
        found[line.group].append(line)
    return [
        (sum_of(some, name=str(MethodGroup(group).label), code=group, group=group), some)
        for group, some in found.items()
        if some
    ]


def _counts(rows: ProspectQuerySet) -> dict[int, Mapping[str, Any]]:
    took = ExpressionWrapper(F("won_on") - F("opened_on"), output_field=DurationField())
    counted = rows.values("method").annotate(
        added=Count("pk"),
        visits=Sum("visits_spent"),
        won=Count("pk", filter=WON),
        took=Sum(took, filter=WON),
    )
    return {row["method"]: row for row in counted}
