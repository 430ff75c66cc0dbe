"""Bring the ledger of Plan 100 in order after an import was taken back."""

from __future__ import annotations

from collections.abc import Sequence

from crm.customers.models import Customer
from crm.exchange.refreshing import last_two
from crm.people.models import Team
from prospects.choices import Disposition, LedgerKind
from prospects.models import Prospect
from prospects.querysets import ProspectQuerySet
from prospects.services.ledger import back_on_the_list, enter_many, off_the_list, replay


def undo_ledger(prospects: ProspectQuerySet, cards: Sequence[int]) -> None:
    """Enter what the undo did to *prospects*, and work out the debts that names which are gone had paid.

    *cards* are the primary keys of all cards the import wrote, those deleted by now among them.
    """
    kinds = {key: _kind(*pair) for key, pair in _dispositions(prospects).items()}
    rows = list(prospects.select_related("customer").order_by("pk"))
    struck_off = off_the_list([row for row in rows if kinds.get(row.pk) == LedgerKind.STRUCK_OFF])
    revived = back_on_the_list([row for row in rows if kinds.get(row.pk) == LedgerKind.REVIVED])
    enter_many([(row, kinds[row.pk]) for row in rows if row.pk in struck_off | revived])
    history = Customer.history.model.objects.filter(id__in=cards)
    teams = set(history.order_by().values_list("team_id", flat=True).distinct())
    replay(Team.objects.filter(pk__in=teams - {None}).values_list("pk", flat=True))


def customers_of(prospects: Sequence[int]) -> set[int]:
    """Return the customers of prospects by primary key, those deleted by now among them."""
    history = Prospect.history.model.objects.filter(id__in=prospects)
    return set(history.order_by().values_list("customer_id", flat=True).distinct())


def _dispositions(prospects: ProspectQuerySet) -> dict[int, tuple[str, str]]:
    """Return each prospect's disposition as the undo has left it, and as it found it."""
    keys = list(prospects.values_list("pk", flat=True))
    return {
        key: (now[0], before[0]) for key, (now, before) in last_two(Prospect, keys, ["disposition"]).items()
    }


def _kind(now: str, before: str) -> str:
    """Return what setting a prospect back means for its team: it is struck off again, or no longer."""
    if now == before:
        return ""
    if now == Disposition.GIVEN_UP:
        return LedgerKind.STRUCK_OFF
    return LedgerKind.REVIVED if before == Disposition.GIVEN_UP else ""
