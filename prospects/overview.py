"""The first tab of a prospect's card: how well it qualifies, what is expected, where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.utils.translation import gettext as _

from crm.customers.models import Customer
from crm.shell.formats import money, number
from prospects.choices import Answer
from prospects.memberships import campaigns_of
from prospects.policy import ageing_days, early_visits
from prospects.services.qualifying import score_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from crm.people.models import User
    from prospects.models import Prospect
    from prospects.scoring import Part


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part of the qualification as the card explains it: what is known, and the points it earns."""

    label: str
    known: str
    earned: str
    most: str
    value: float
    full: float


def overview(request: HttpRequest, prospect: Prospect) -> dict[str, Any]:
    """The effort explained."""
    customer = prospect.customer
    score = score_of(prospect)
    return {
        "prospect": prospect,
        "customer": customer,
        "points": score.points,
        "parts": [_line(prospect, part) for part in score.parts],
        "introducer": _introducer(request, customer),
        "products": list(prospect.products.all()),
        "least_visits": early_visits(),
        "ageing_days": ageing_days(),
        "currency": settings.BASE_CURRENCY,
        "campaigns": campaigns_of(prospect, cast("User", request.user)),
        "may_add": prospect.is_open,
    }


def _line(prospect: Prospect, part: Part) -> PartLine:
    return PartLine(
        label=_label(part.code),
        known=_known(prospect, part.code),
        earned=number(part.earned.quantize(Decimal("0.1")).normalize()),
        most=number(part.most.quantize(Decimal("0.1")).normalize()),
        # The bar's figures are for eyes only.
        value=float(part.earned),
        full=float(part.most) or 1.0,
    )


def _label(code: str) -> str:
    return {
        "need": _("Need"),
        "budget": _("Budget"),
        "authority": _("Authority"),
        "timing": _("Timing"),
        "loyalty": _("Rival's hold"),
        "volume": _("Volume"),
    }[code]


def _known(prospect: Prospect, code: str) -> str:
    """Return what is known about a part, in words."""
    if code == "loyalty":
        return prospect.customer.get_incumbent_loyalty_display() or str(Answer.UNKNOWN.label)
    if code == "volume":
        if prospect.expected_value is None:
            return str(Answer.UNKNOWN.label)
        return money(prospect.expected_value, settings.BASE_CURRENCY, 0)
    return str(Answer(getattr(prospect, code)).label)


def _introducer(request: HttpRequest, customer: Customer) -> Customer | None:
    """Return who introduced the customer, if the person may see them."""
    if customer.introducer_id is None:
        return None
    seen = Customer.objects.visible_to(cast("User", request.user))
    return seen.filter(pk=customer.introducer_id).only("name").first()
