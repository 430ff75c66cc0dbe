"""Rank the accounts and keep what was found (domain.md, D3.2)."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import ranking, reports
from accounts.models import TierRun
from accounts.policy import tier_policy
from accounts.ranking import Entry, Rule, Standing
from accounts.services import tier_store
from accounts.services.locks import lock_ranking
from accounts.services.tier_events import record_tier_changes
from crm.shell.calendar import check_year
from crm.shell.errors import Refused

if TYPE_CHECKING:
    from crm.people.models import User

Report = Callable[[int, int, str], None]
_STEPS = 4
LONGEST_WINDOW = 36_500
"""Days of sales that may be asked for: a hundred years."""


@dataclass(frozen=True, slots=True)
class _Parameters:
    as_of: date
    days: int | None
    rule: Rule

    def fields(self) -> dict[str, Any]:
        """Return them by the names of TierRun's fields."""
        return {
            "as_of": self.as_of,
            "days": self.days,
            "a_share": self.rule.a_share,
            "b_share": self.rule.b_share,
            "new_days": self.rule.new_days,
        }


def rank_accounts(
    *,
    as_of: date | None = None,
    days: int | None = None,
    all_orders: bool = False,
    by: User | None = None,
    report: Report | None = None,
) -> TierRun:
    """Rank all accounts by their net sales of the *days* that end on *as_of* and return the stored run.

    *as_of* is today and *days* what the settings say when not given; *all_orders* ranks by everything
    ever sold. When the latest run of that day had the same parameters and found the same, it is returned
    and nothing is written. A run of a day before the run in force is kept as history and leaves the
    accounts as they are. *report* hears (step, steps, what is being done). Refused for a day to come.
    """
    parameters = _parameters(as_of, days, all_orders)
    report = report or (lambda done, total, note: None)
    with transaction.atomic(), _without_collector():
        lock_ranking()
        report(0, _STEPS, _("Adding up the orders"))
        in_force = TierRun.objects.in_force()
        previous = TierRun.objects.before(parameters.as_of)
        sales = tier_store.read(
            as_of=parameters.as_of,
            days=parameters.days,
            new_days=parameters.rule.new_days,
            previous=previous,
            previous_in_force=previous == in_force,
        )
        fingerprint = _fingerprint(parameters, sales)
        if previous and previous.as_of == parameters.as_of and previous.fingerprint == fingerprint:
            return previous
        report(1, _STEPS, _("Ranking the accounts"))
        standings = ranking.rank(sales, parameters.rule)
        report(2, _STEPS, _("Storing the run"))
        run = _store(parameters, standings, fingerprint, previous, by)
        if previous == in_force:
            report(3, _STEPS, _("Bringing the accounts up to date"))
            tier_store.renew_copies(run, today=timezone.localdate())
            record_tier_changes(run, standings, by=by)
        report(_STEPS, _STEPS, _("Done"))
    return run


def check_window(*, as_of: date | None, days: int | None) -> None:
    """Refuse a period that cannot be ranked by, naming the field."""
    if as_of is not None:
        check_year(as_of, field="as_of")
        if as_of > timezone.localdate():
            raise Refused(_("Accounts cannot be ranked for a day to come."), field="as_of", code="future")
    if days is not None and days < 1:
        raise Refused(_("Rank by at least one day of sales."), field="days", code="days")


def _parameters(as_of: date | None, days: int | None, all_orders: bool) -> _Parameters:
    check_window(as_of=as_of, days=days)
    as_of = as_of or timezone.localdate()
    policy = tier_policy()
    window = None if all_orders else min(days or policy.days, as_of.toordinal() - 1)
    return _Parameters(as_of, window, policy.rule)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep the garbage collector from looking through the tuples of every account, again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _fingerprint(parameters: _Parameters, sales: list[Entry]) -> str:
    """Digest all a ranking follows from: the parameters and each account's sales, not its tier before."""
    digest = hashlib.sha256(repr(sorted(parameters.fields().items())).encode())
    digest.update("".join(map("%s %s %s%.0s\n".__mod__, sales)).encode())
    return digest.hexdigest()


def _store(
    parameters: _Parameters,
    standings: list[Standing],
    fingerprint: str,
    previous: TierRun | None,
    by: User | None,
) -> TierRun:
    summary = _summary(standings)
    run = TierRun.objects.create(
        **parameters.fields(),
        total=sum((Decimal(summary[tier]["sales"]) for tier in ranking.RATED), Decimal(0)),
        summary=summary,
        curve=reports.stored_curve(standings),
        fingerprint=fingerprint,
        previous=previous,
        by=by,
    )
    tier_store.store(run, standings)
    return run


def _summary(standings: list[Standing]) -> dict[str, dict[str, Any]]:
    """Return accounts and sales by tier, new ones under N and those of C without a rank as well apart."""
    accounts: dict[str, int] = dict.fromkeys((*ranking.RATED, ranking.NEW, "unranked"), 0)
    sales: dict[str, Decimal] = dict.fromkeys(accounts, Decimal(0))
    for standing in standings:
        accounts[standing.tier] += 1
        if standing.rank is None and standing.tier != ranking.NEW:
            accounts["unranked"] += 1
            sales["unranked"] += standing.sales
        else:
            sales[standing.tier] += standing.sales
    return {key: {"accounts": accounts[key], "sales": f"{sales[key]:.4f}"} for key in accounts}
