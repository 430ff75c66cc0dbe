"""ABC tiers (domain.md, D3.2): plain numbers in, tiers out, no database.

The rule. Accounts younger than ``new_days`` are *new*: without rank, outside every share. The others
with positive net sales are sorted by sales, largest first, then by account id. Of the sum of those
sales, an account is A while the share before it is below ``a_share`` percent, B while it is below
``b_share``, else C. Accounts with no or negative net sales are C without a rank and outside the sum:
counted in, they would push the curve past 100%.

Money is ``Decimal`` and every comparison exact: the share before an account is never rounded before
it is compared.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from itertools import accumulate, chain, count, repeat
from operator import itemgetter
from typing import NamedTuple

A, B, C, NEW = "A", "B", "C", "N"
RATED = (A, B, C)
# The usual shape of a market, in percent of the accounts.
REFERENCE_ACCOUNTS = {A: Decimal(20), B: Decimal(30), C: Decimal(50)}
_SHARE = Decimal("1e-8")
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)  # wide enough that sums and products stay exact
_SHOWN = Context(prec=18, rounding=ROUND_HALF_UP)  # enough for a share that is only shown, and quicker
_ACCOUNT, _SALES, _EARLIER = itemgetter(0), itemgetter(1), itemgetter(3)
_HUNDRED = Decimal(100)
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Rule:
    """What a run is made by: shares in percent, ages in days."""

    a_share: Decimal = Decimal(80)
    b_share: Decimal = Decimal(95)
    new_days: int = 90

    def is_new(self, opened_on: date, as_of: date) -> bool:
        """Say whether an account opened on *opened_on* is too young to be rated on *as_of*."""
        return (as_of - opened_on).days < self.new_days

    def reference_sales(self) -> dict[str, Decimal]:
        """Return the share of sales each tier is cut at, in percent: 80 / 15 / 5 by default."""
        return {A: self.a_share, B: self.b_share - self.a_share, C: _HUNDRED - self.b_share}


class Sales(NamedTuple):
    """Net sales of one account in the window, base currency; *new* accounts are not rated.

    ``before`` is the tier the account had until now, passed on to its standing.
    """

    account_id: int
    sales: Decimal
    new: bool = False
    before: str = ""


Entry = tuple[int, Decimal, bool, str]


class Standing(NamedTuple):
    """Where one account stands. ``share_before`` is 0 to 1, rounded to eight decimals for show."""

    account_id: int
    sales: Decimal
    rank: int | None
    share_before: Decimal | None
    tier: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """One tier of a ranking; shares in percent of ranked sales and of rated accounts."""

    tier: str
    accounts: int
    sales: Decimal
    sales_share: Decimal
    accounts_share: Decimal
    reference_sales: Decimal
    reference_accounts: Decimal


class Point(NamedTuple):
    """A point of the Pareto curve: after *rank* accounts, *share* (0 to 1) of the sales are reached."""

    rank: int
    account_id: int
    sales: Decimal
    share: Decimal
    tier: str


class Move(NamedTuple):
    """An account whose tier differs from the run before. ``steps`` > 0: so many tiers up."""

    account_id: int
    before: Standing
    after: Standing
    steps: int


def rank(sales: Iterable[Entry], rule: Rule) -> list[Standing]:
    """Return every account's standing: the ranked by rank, then the unranked and new by account id.

    *sales* are `Sales`, or bare tuples of the same shape: a company has a hundred thousand of them.
    """
    ranked: list[Entry] = []
    rest: list[Standing] = []
    for entry in sales:
        account_id, value, new, earlier = entry
        if new:
            rest.append(Standing(account_id, value, None, None, NEW, earlier))
        elif value > _ZERO:
            ranked.append(entry)
        else:
            rest.append(Standing(account_id, value, None, None, C, earlier))
    # Two stable sorts beat one by a key of two parts.
    ranked.sort(key=_ACCOUNT)
    ranked.sort(key=_SALES, reverse=True)
    rest.sort(key=_ACCOUNT)
    return _cut(ranked, rule) + rest


def _cut(ranked: Sequence[Entry], rule: Rule) -> list[Standing]:
    """Return the standings of accounts in the order of their rank; column by column, which is quickest."""
    sales = list(map(_SALES, ranked))
    with localcontext(_EXACT):
        before = list(accumulate(sales, initial=_ZERO))
        total = before.pop()
        # What lies before an account only grows: those that begin below a share are the first so many.
        a_ends = bisect_left(before, total * rule.a_share / _HUNDRED)
        b_ends = max(a_ends, bisect_left(before, total * rule.b_share / _HUNDRED))
    tiers = chain(repeat(A, a_ends), repeat(B, b_ends - a_ends), repeat(C))
    shares = map(_SHOWN.quantize, map(_SHOWN.divide, before, repeat(total)), repeat(_SHARE))
    columns = zip(map(_ACCOUNT, ranked), sales, count(1), shares, tiers, map(_EARLIER, ranked), strict=False)
    return list(map(Standing._make, columns))


def _share(part: Decimal, whole: Decimal) -> Decimal:
    """Return *part* of *whole*, 0 to 1, with the eight decimals that are stored and shown."""
    return _SHOWN.divide(part, whole).quantize(_SHARE)


def total_of(standings: Iterable[Standing]) -> Decimal:
    """Return the sales that shares are shares of: those of the ranked accounts."""
    with localcontext(_EXACT):
        return sum((standing.sales for standing in standings if standing.rank is not None), _ZERO)


def figures(standings: Iterable[Standing], rule: Rule) -> list[Figures]:
    """Return A, B and C beside the usual 20/30/50 of accounts and 80/15/5 of sales."""
    tally = Tally()
    for standing in standings:
        tally.add(standing)
    return tally.figures(rule)


class Tally:
    """What a ranking adds up to, its accounts coming one by one: by tier, in all, and how many are ``new``.

    The accounts of C include those without a rank; its sales, and the total, are those of ranked accounts.
    """

    def __init__(self) -> None:
        self.new = 0
        self._accounts, self._sales = dict.fromkeys(RATED, 0), dict.fromkeys(RATED, _ZERO)

    def add(self, standing: Standing) -> None:
        """Count the next account."""
        if standing.tier == NEW:
            self.new += 1
            return
        self._accounts[standing.tier] += 1
        if standing.rank is not None:
            self._sales[standing.tier] = _EXACT.add(self._sales[standing.tier], standing.sales)

    def counting(self, standings: Iterable[Standing]) -> Iterator[Standing]:
        """Pass *standings* on and count them as they go by."""
        for standing in standings:
            self.add(standing)
            yield standing

    @property
    def total(self) -> Decimal:
        with localcontext(_EXACT):
            return sum(self._sales.values(), _ZERO)

    def figures(self, rule: Rule) -> list[Figures]:
        """Return the three tiers beside the usual market."""
        return compare(self._accounts, self._sales, self.total, rule)


def compare(
    accounts: Mapping[str, int], sales: Mapping[str, Decimal], total: Decimal, rule: Rule
) -> list[Figures]:
    """Return the three tiers with their shares, from counts and sums by tier."""
    rated = sum(accounts.values())
    reference = rule.reference_sales()
    return [
        Figures(
            tier=tier,
            accounts=accounts[tier],
            sales=sales[tier],
            sales_share=percent(sales[tier], total),
            accounts_share=percent(Decimal(accounts[tier]), Decimal(rated)),
            reference_sales=reference[tier],
            reference_accounts=REFERENCE_ACCOUNTS[tier],
        )
        for tier in RATED
    ]


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """Return *part* of *whole* in percent with two decimals; 0 of nothing is 0."""
    if not whole:
        return Decimal("0.00")
    with localcontext(_EXACT):
        return (part * _HUNDRED / whole).quantize(Decimal("0.01"))


def curve(standings: Iterable[Standing], *, ranked: int, limit: int = 200) -> list[Point]:
    """Return the Pareto curve over the *ranked* accounts with a rank, which come in its order.

    It is thinned to about *limit* points. The first and last account of every tier always stay, so that the
    cuts are where they are. *standings* are read one by one: there may be more than the memory should hold.
    """
    step = -(-ranked // limit)
    kept: dict[int, tuple[Standing, Decimal]] = {}
    place, reached, last = 0, _ZERO, None
    for one in standings:
        if one.rank is None:
            continue
        begins = last is None or last.tier != one.tier
        if begins and last is not None:
            kept[place] = last, reached
        place += 1
        reached = _EXACT.add(reached, one.sales)
        if begins or (place - 1) % step == 0:
            kept[place] = one, reached
        last = one
    if last is not None:
        kept[place] = last, reached
    return [
        Point(place, one.account_id, one.sales, _share(until, reached), one.tier)
        for place, (one, until) in kept.items()
    ]


def movers(before: Mapping[int, Standing], after: Iterable[Standing]) -> list[Move]:
    """Return who changed tier between two runs, the largest change of sales first.

    An account that was new, or was not in the run before, did not move: it was rated for the first time.
    """
    moves: list[Move] = []
    for standing in after:
        earlier = before.get(standing.account_id)
        if earlier is None or earlier.tier == standing.tier:
            continue
        if NEW in (earlier.tier, standing.tier):
            continue
        steps = RATED.index(earlier.tier) - RATED.index(standing.tier)
        moves.append(Move(standing.account_id, earlier, standing, steps))
    moves.sort(key=lambda move: (-abs(move.after.sales - move.before.sales), move.account_id))
    return moves
