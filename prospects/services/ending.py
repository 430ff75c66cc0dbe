"""With the last effort to win a customer ends what was ahead for it (domain.md, D1.3)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from accounts.models import Account
from prospects.commitments import commitments
from prospects.models import Prospect
from prospects.models.prospect import OPEN

if TYPE_CHECKING:
    from crm.people.models import User


def end_commitments(customers: Collection[int], *, by: User | None) -> None:
    """Take out what was ahead with those of *customers* with whom nothing goes on; their cards are locked.

    Call it after the efforts that have ended are saved.
    """
    ended = sorted(set(customers) - going_on(customers))
    if not ended:
        return
    for commitment in commitments:
        commitment.end(ended, by)


def going_on(customers: Collection[int], *, without: Prospect | None = None) -> set[int]:
    """Return those of *customers* who buy or whom another effort than *without* is to win (2 queries)."""
    efforts = Prospect.objects.filter(OPEN, customer__in=customers)
    if without is not None:
        efforts = efforts.exclude(pk=without.pk)
    buying = Account.objects.filter(customer__in=customers, closed_on=None)
    return {
        *efforts.order_by().values_list("customer_id", flat=True),
        *buying.order_by().values_list("customer_id", flat=True),
    }
