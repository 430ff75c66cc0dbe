"""What each effort may call its own where several could: sales of the first year, and what touches cost.

So that a sum over efforts counts nothing twice (domain.md, D1.2). Whom efforts share with is not narrowed:
the sums of two spans of days, or of two lines, add up to that of both.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import (
    DateField,
    DecimalField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Sum,
)

from prospects.models import Prospect

if TYPE_CHECKING:
    from prospects.querysets import ProspectQuerySet

FIRST_YEAR = timedelta(days=365)
MONEY = DecimalField(max_digits=20, decimal_places=2)


def first_year_sales(rows: ProspectQuerySet) -> dict[int, Decimal]:
    """Return by method what *rows* have sold in the year after they were won, in the base currency.

    A line of an order belongs to the effort won for its product line, else to the one won for everything;
    of several whose first year it falls into, to the one won last.
    """
    # One walk along orders and lines: each further one would pair a line with every order of the account.
    sold = rows.won().alias(
        day=F("account__orders__date"),
        family=F("account__orders__lines__product__family"),
        net=F("account__orders__lines__net") * F("account__orders__rate"),
        after=_span(F("account__orders__date")),
    )
    sold = sold.filter(Q(line=None) | Q(line=F("family")), after__range=(timedelta(0), FIRST_YEAR))
    rivals = Prospect.objects.won().filter(account=OuterRef("account"), won_on__lte=OuterRef("day"))
    later = rivals.filter(
        Q(won_on__gt=OuterRef("won_on")) | Q(won_on=OuterRef("won_on"), pk__gt=OuterRef("pk"))
    )
    of_line = rivals.alias(after=_span(ExpressionWrapper(OuterRef("day"), DateField())))
    of_line = of_line.filter(line=OuterRef("family"), after__lte=FIRST_YEAR)
    sold = sold.exclude(Q(line=None) & (Exists(of_line) | Exists(later.filter(line=None))))
    sold = sold.exclude(Q(line__isnull=False) & Exists(later.filter(line=OuterRef("family"))))
    summed = sold.values("method").annotate(sum=Sum("net", output_field=MONEY))
    return dict(summed.values_list("method", "sum"))


def touch_costs(rows: ProspectQuerySet) -> dict[int, Decimal]:
    """Return by method what the touches while *rows* went on cost, in the base currency.

    As a visit, a touch made while several efforts went on is spent on the oldest.
    """
    touched = rows.alias(day=F("customer__touches__at__date"), cost=F("customer__touches__cost"))
    touched = touched.filter(_went_on(F("day")), cost__gt=0)
    others = Prospect.objects.filter(_went_on(OuterRef("day")), customer=OuterRef("customer"))
    opened_on = OuterRef("opened_on")
    older = others.filter(Q(opened_on__lt=opened_on) | Q(opened_on=opened_on, pk__lt=OuterRef("pk")))
    summed = touched.exclude(Exists(older)).values("method").annotate(sum=Sum("cost"))
    return dict(summed.values_list("method", "sum"))


def _span(until: Any) -> ExpressionWrapper:
    """The time from winning to the day *until*."""
    return ExpressionWrapper(until - F("won_on"), DurationField())


def _went_on(day: Any) -> Q:
    """As `Prospect.went_on`."""
    begun = Q(opened_on__lte=day)
    return begun & (Q(won_on=None) | Q(won_on__gte=day)) & (Q(given_up_on=None) | Q(given_up_on__gte=day))
