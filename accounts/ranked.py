"""What the ranking in force found for an account, for the head of its card and for its first tab."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery

from accounts.models import TierResult, TierRun
from crm.shell.prepared import Prepared

if TYPE_CHECKING:
    from accounts.models import Account


@dataclass(frozen=True, slots=True)
class Ranked:
    """The day of the ranking, the account's net sales in it, and its rank (None: without positive sales)."""

    on: date
    sales: Decimal
    rank: int | None


_results = TierResult.objects.filter(run=OuterRef("pk"))
_in_force = Prepared(
    lambda account: (
        TierRun.objects.order_by("-as_of", "-id")
        .annotate(
            sales=Subquery(_results.filter(account=account).values("sales")[:1]),
            rank=Subquery(_results.filter(account=account).values("rank")[:1]),
        )
        .values_list("as_of", "sales", "rank")[:1]
    )
)


def ranked(account: Account) -> Ranked | None:
    """Return how *account* stands in the ranking in force; None where it was not ranked.

    So it is before the first ranking, and of who came after the last one. Asked once for each object.
    """
    if "_ranked" not in account.__dict__:
        row = _in_force.first(account.pk)
        account.__dict__["_ranked"] = Ranked(*row) if row and row[1] is not None else None
    found: Ranked | None = account.__dict__["_ranked"]
    return found
