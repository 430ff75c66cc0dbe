"""What else belongs to an import that is taken back: the ledger of Plan 100, and lists of products."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from accounts.models import Product
from crm.customers.models import Customer
from crm.exchange.refreshing import last_two
from crm.history.models import Event
from crm.people.models import Team
from prospects.choices import Disposition, LedgerKind
from prospects.models import Prospect
from prospects.querysets import ProspectQuerySet
from prospects.services.ending import end_commitments
from prospects.services.ledger import back_on_the_list, enter_many, off_the_list, replay

if TYPE_CHECKING:
    from crm.people.models import User

BATCH = 500
_through: Any = Prospect.products.through


def undo_ledger(prospects: ProspectQuerySet, cards: Sequence[int], *, by: User | None) -> None:
    """Enter what the undo did to *prospects*, and work out the debts that names which are gone had paid.

    *cards* are the primary keys of all cards the import wrote, those deleted by now among them.
    """
    kinds = {key: _kind(*pair) for key, pair in _dispositions(prospects).items()}
    rows = list(prospects.select_related("customer").order_by("pk"))
    given_up = [row for row in rows if kinds.get(row.pk) == LedgerKind.STRUCK_OFF]
    end_commitments([row.customer_id for row in given_up], by=by)
    struck_off = off_the_list(given_up)
    revived = back_on_the_list([row for row in rows if kinds.get(row.pk) == LedgerKind.REVIVED])
    enter_many([(row, kinds[row.pk]) for row in rows if row.pk in struck_off | revived])
    history = Customer.history.model.objects.filter(id__in=cards)
    teams = set(history.order_by().values_list("team_id", flat=True).distinct())
    replay(Team.objects.filter(pk__in=teams - {None}).values_list("pk", flat=True))


def restore_products(import_id: int) -> None:
    """Give efforts the products back that they had before the import.

    No history knows them, the import's lines on the feed do. A list that a person has changed since stays.
    """
    before, after = _lists_of_products(import_id)
    keys = sorted(before)
    for start in range(0, len(keys), BATCH):
        some = keys[start : start + BATCH]
        now: dict[int, set[int]] = {key: set() for key in some}
        rows = _through.objects.filter(prospect__in=some)
        for prospect, product in rows.values_list("prospect", "product"):
            now[prospect].add(product)
        untouched = [key for key in some if now[key] == after[key]]
        _through.objects.filter(prospect__in=untouched).delete()
        wanted = [(key, product) for key in untouched for product in sorted(before[key])]
        there = set(
            Product.objects.filter(pk__in={product for _key, product in wanted}).values_list("pk", flat=True)
        )
        _through.objects.bulk_create(
            [_through(prospect_id=key, product_id=product) for key, product in wanted if product in there]
        )


def _lists_of_products(import_id: int) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """Return each effort's products before the import's first row about it, and after the last."""
    before: dict[int, set[int]] = {}
    after: dict[int, set[int]] = {}
    told = Event.objects.filter(job_id=import_id, verb="prospect.changed", data__has_key="products")
    for data in told.order_by("pk").values_list("data", flat=True).iterator():
        before.setdefault(data["prospect"], set(data["products"]["before"]))
        after[data["prospect"]] = set(data["products"]["after"])
    return before, after


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
