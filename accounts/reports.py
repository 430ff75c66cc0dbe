"""What a stored run says: its tiers, its curve, who moved and why (domain.md, D3.2).

Tiers, ranks and shares are always those of the whole company. Who does not see every account (D7.1) gets
counts, sums and curve over the accounts they see, and never the company's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import F, Max

from accounts import ranking, rules
from accounts.models import Account, Order, TierResult
from accounts.ranking import Figures, Move, Point, Rule, Standing

if TYPE_CHECKING:
    from accounts.models import TierRun
    from accounts.querysets import TierResultQuerySet
    from crm.people.models import User

_FIELDS = ("account_id", "sales", "rank", "share_before", "tier")


@dataclass(frozen=True, slots=True)
class Report:
    """A run as one person sees it: *company* says whether that is all of it."""

    company: bool
    figures: list[Figures]
    points: list[Point]
    total: Decimal
    new: int


def rule_of(run: TierRun) -> Rule:
    """Return the rule *run* was cut by."""
    return Rule(a_share=run.a_share, b_share=run.b_share, new_days=run.new_days)


def figures(run: TierRun) -> list[Figures]:
    """Return accounts, sales and shares of A, B and C over the whole company, beside 20/30/50."""
    accounts = {tier: int(run.summary[tier]["accounts"]) for tier in ranking.RATED}
    sales = {tier: Decimal(run.summary[tier]["sales"]) for tier in ranking.RATED}
    return ranking.compare(accounts, sales, run.total, rule_of(run))


def not_rated(run: TierRun) -> int:
    """Return how many accounts were too young to be rated."""
    return int(run.summary[ranking.NEW]["accounts"])


def stored_curve(standings: Sequence[Standing]) -> list[list[Any]]:
    """Return the company's curve as a run stores it: see `accounts.models.TierRun`."""
    return [
        [point.rank, point.account_id, str(point.sales), str(point.share), point.tier]
        for point in ranking.curve(standings, ranked=sum(one.rank is not None for one in standings))
    ]


def report_for(run: TierRun, user: User) -> Report:
    """Return *run* as *user* may see it."""
    if rules.sees_company(user):
        points = [
            Point(rank, account_id, Decimal(sales), Decimal(share), tier)
            for rank, account_id, sales, share, tier in run.curve
        ]
        return Report(True, figures(run), points, run.total, not_rated(run))
    return _gathered(TierResult.objects.visible_to(user).filter(run=run), rule_of(run))


def _gathered(results: TierResultQuerySet, rule: Rule) -> Report:
    """Return the report on *results*, read one by one: a manager's team may have tens of thousands."""
    tally = ranking.Tally()
    ranked = results.exclude(rank=None).count()
    points = ranking.curve(tally.counting(_standings(results)), ranked=ranked)
    return Report(False, tally.figures(rule), points, tally.total, tally.new)


def _standings(results: TierResultQuerySet) -> Iterator[Standing]:
    """Yield stored results as standings, the ranked by rank and the others after them."""
    ordered = results.order_by(F("rank").asc(nulls_last=True), "account_id").values_list(*_FIELDS)
    return (Standing(*row) for row in ordered.iterator(chunk_size=1_000))


def last_order_before(run: TierRun, user: User) -> date | None:
    """Return the day of the last order *user* sees where *run* found no sales because it is too long ago."""
    if run.days is None or run.total:
        return None
    orders = Order.objects.visible_to(user).filter(date__lte=run.as_of)
    last: date | None = orders.aggregate(last=Max("date"))["last"]
    return last if last is not None and last <= run.as_of - timedelta(days=run.days) else None


def movers(run: TierRun, user: User) -> list[Move]:
    """Return who of the accounts *user* sees changed tier since the run before, by change of sales."""
    if run.previous_id is None:
        return []
    results = TierResult.objects.visible_to(user).filter(run=run).exclude(previous__in=("", ranking.NEW))
    moved = list(_standings(results.exclude(previous=F("tier")).exclude(tier=ranking.NEW)))
    if not moved:
        return []
    # The run before is narrowed by the same question: a list of keys could be too long for the database.
    earlier = TierResult.objects.filter(
        run=run.previous_id, account__in=results.exclude(previous=F("tier")).values("account")
    )
    before = {row[0]: Standing(*row) for row in earlier.values_list(*_FIELDS).iterator(chunk_size=1_000)}
    return ranking.movers(before, moved)


def names(account_ids: Iterable[int]) -> dict[int, Account]:
    """Return the accounts of a few results, with their customers, by id."""
    rows = Account.objects.filter(pk__in=set(account_ids)).select_related("customer")
    return {account.pk: account for account in rows}
