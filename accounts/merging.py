"""What is special about accounts when two cards are merged (domain.md, D1.6).

A lone account goes to the kept card as it is. Of two, the kept card's stays and takes over orders,
overrides, what it lacks and those facts of the other that were chosen; the other is closed, with the results
that rankings found for it. Tier and sales add up to what is right until the next ranking.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Order, TierOverride
from accounts.services.accounts import FACTS, open_account
from accounts.services.locks import lock_ranking
from accounts.services.orders.sums import refresh_last_orders
from crm.customers.merging.moving import bring_rows
from crm.customers.merging.registry import (
    GONE,
    Facts,
    Lock,
    Moving,
    Refresh,
    Rule,
    Undoing,
    facts,
    locks,
    quiet,
    refreshes,
    rules,
    stay,
)
from crm.customers.merging.relations import Relation
from crm.customers.models import Customer
from crm.history.services import bulk_update_as
from crm.shell.formats import clock

RULE = "accounts.account.customer"
HOURS = ("visit_from", "visit_until")
# Hours of one account until those of the other are nobody's.
CHOICES = {"visit_hours" if name in HOURS else name: HOURS if name in HOURS else (name,) for name in FACTS}


def both_accounts(kept: Customer, gone: Customer) -> tuple[Account, Account] | None:
    """Return the accounts of both cards, where both trade."""
    rows = Account.objects.filter(customer__in=[kept, gone]).select_related("currency")
    accounts = {account.customer_id: account for account in rows}
    return (accounts[kept.pk], accounts[gone.pk]) if len(accounts) == 2 else None


def in_words(account: Account, name: str) -> object:
    """Return what an account says of one of `CHOICES`, None for nothing."""
    if name == "visit_hours":
        hours = [account.visit_from, account.visit_until]
        return " – ".join(map(clock, hours)) if any(hours) else None
    value = getattr(account, name)
    if name == "visit_weekdays":
        return ", ".join(str(WEEKDAYS_ABBR[int(digit)]) for digit in value) or None
    words = dict(Account._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
    return words.get(value, value) or None


def take_ranking(customers: Sequence[int]) -> None:
    """Take the turn of those who write many accounts: before any card or account is locked."""
    if Account.objects.filter(customer__in=customers).exists():
        lock_ranking()


def bring_account(moving: Moving, relation: Relation) -> None:
    """Give the kept card the account, or make one of the two that there are."""
    rows = Account.objects.filter(customer__in=[moving.kept, moving.gone])
    rows = rows.select_for_update(of=("self",), no_key=True).order_by("pk")
    accounts = {account.customer_id: account for account in rows}
    gone = accounts.get(moving.gone.pk)
    if gone is None:
        return
    if kept := accounts.get(moving.kept.pk):
        _unite(moving.of(kept, gone))
    else:
        moving.journal.move(relation, relation.rows(moving.gone), to=moving.kept)


def _unite(moving: Moving) -> None:
    kept: Account = moving.kept
    gone: Account = moving.gone
    _add_up(moving)
    bring_rows(moving)
    word = TierOverride.objects.filter(account=kept, ended_at=None, expires_on__gte=timezone.localdate())
    moving.journal.set(kept, tier=word.values_list("tier", flat=True).first() or kept.computed_tier)
    moving.journal.set(gone, closed_on=gone.closed_on or timezone.localdate(), sales=0)


def _add_up(moving: Moving) -> None:
    """Write what both are together: sales and the better tier count until the next ranking."""
    kept: Account = moving.kept
    gone: Account = moving.gone
    chosen = [key for key in CHOICES if moving.sides.get(CHOSEN.key_of(key)) == GONE]
    taken = [name for key in chosen for name in CHOICES[key]]
    closed = [day for day in (kept.closed_on, gone.closed_on) if day is not None]
    moving.journal.set(
        kept,
        **{name: getattr(gone, name) for name in taken},
        opened_on=min(kept.opened_on, gone.opened_on),
        closed_on=max(closed) if len(closed) == 2 else None,
        sales=kept.sales + gone.sales,
        computed_tier=min(kept.computed_tier, gone.computed_tier),
    )


def bring_overrides(moving: Moving, relation: Relation) -> None:
    """Bring what managers said; of two words in force the kept account's counts."""
    today = timezone.localdate()
    rows = TierOverride.objects.filter(account__in=[moving.kept, moving.gone], ended_at=None)
    # The kept account's last, so that it wins unless its last day is over.
    in_force = sorted(rows, key=lambda one: (one.expires_on >= today, one.account_id == moving.kept.pk))
    for override in in_force[:-1]:
        moving.journal.set(override, ended_at=timezone.now(), ended_by=moving.by)
    moving.journal.move(relation, relation.rows(moving.gone), to=moving.kept)


def part_orders(undoing: Undoing) -> None:
    """Leave orders taken since with the kept card when its account goes back; returns follow their sale."""
    accounts = {
        one.customer_id: one for one in Account.objects.filter(customer__in=[undoing.kept, undoing.gone])
    }
    gone = accounts.get(undoing.gone.pk)
    if gone is None:
        return
    since = Order.objects.filter(account=gone, created_at__gt=undoing.merge.at)
    since = since.exclude(returns__created_at__lte=undoing.merge.at)
    kept = accounts.get(undoing.kept.pk)
    if kept is None and (first := since.order_by("date").first()) is not None:
        kept = open_account(customer=undoing.kept, opened_on=first.date, by=undoing.by)
    if kept is not None:
        _hand(since, kept, undoing)
        strayed = Order.objects.filter(account=kept).filter(returns__account=gone)
        _hand(strayed, gone, undoing)


def _hand(orders: Iterable[Order], account: Account, undoing: Undoing) -> None:
    rows = list(orders)
    for order in rows:
        order.account = account
    bulk_update_as(rows, ["account"], by=undoing.by, reason=undoing.journal.reason)


def refresh_accounts(customers: Sequence[int]) -> None:
    """Work the day of the last order out again."""
    keys = list(Account.objects.filter(customer__in=customers).values_list("pk", flat=True))
    if keys:
        refresh_last_orders(keys)


CHOSEN = Facts(
    key="account",
    both=both_accounts,
    choices=CHOICES,
    words=in_words,
    labels={"visit_hours": _("visiting hours")},
)
facts.register(CHOSEN)
locks.register(Lock(key="accounts.ranking", take=take_ranking))
rules.register(
    Rule(key=RULE, bring=bring_account, order=50, after_undo=part_orders),
    Rule(key="accounts.tieroverride.account", bring=bring_overrides),
    # What a ranking found for an account is not rewritten (D3.2).
    Rule(key="accounts.tierresult.account", bring=stay),
)
refreshes.register(Refresh(key="accounts.last_orders", refresh=refresh_accounts))
quiet.add("accounts.tieroverride.account")
