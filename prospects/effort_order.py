"""The effort order of D1.1: major account, minor account, low rival loyalty, high rival loyalty.

A major account is one of tier A; a closed account is none. Where the loyalty is not known, the effort stands
between the two. Within a class the better qualified comes first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, IntegerField, Q, Value, When

from accounts.choices import Tier
from crm.customers.choices import Loyalty
from prospects.choices import EffortOrder

if TYPE_CHECKING:
    from accounts.models import Account

_BY_LOYALTY = {Loyalty.LOW: EffortOrder.LOW_LOYALTY, Loyalty.HIGH: EffortOrder.HIGH_LOYALTY}
_BUYS = Q(customer__account__isnull=False, customer__account__closed_on=None)
# The same in SQL, for rows of prospects.
EFFORT_ORDER = Case(
    When(_BUYS & Q(customer__account__tier=Tier.A), then=Value(EffortOrder.MAJOR_ACCOUNT)),
    When(_BUYS, then=Value(EffortOrder.MINOR_ACCOUNT)),
    *(When(customer__incumbent_loyalty=loyalty, then=Value(place)) for loyalty, place in _BY_LOYALTY.items()),
    default=Value(EffortOrder.NOT_KNOWN),
    output_field=IntegerField(),
)


def effort_order(account: Account | None, loyalty: str) -> EffortOrder:
    """Return where an effort stands: of the customer's account, None without one, and rival loyalty."""
    if account is not None and account.closed_on is None:
        return EffortOrder.MAJOR_ACCOUNT if account.tier == Tier.A else EffortOrder.MINOR_ACCOUNT
    return _BY_LOYALTY.get(Loyalty(loyalty), EffortOrder.NOT_KNOWN) if loyalty else EffortOrder.NOT_KNOWN


def precedence(order: EffortOrder, score: int) -> int:
    """Return how early an effort comes, 0 to 100: a fifth for each class, the *score* (0 to 100) within it.

    >>> precedence(EffortOrder.LOW_LOYALTY, 40), precedence(EffortOrder.HIGH_LOYALTY, 70)
    (48, 14)
    """
    classes = len(EffortOrder)
    return ((classes - order) * 100 + score) // classes
