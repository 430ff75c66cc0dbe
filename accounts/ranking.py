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

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from operator import itemgetter
from typing import NamedTuple

A, B, C, NEW = "A", "B", "C", "N"
RATED = (A, B, C)
# The usual shape of a market, in percent of the accounts.
REFERENCE_ACCOUNTS = {A: Decimal(20), B: Decimal(30), C: Decimal(50)}
_SHARE = Decimal("1e-8")
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)  # wide enough that sums and products stay exact
_SHOWN = Context(prec=18, rounding=ROUND_HALF_UP)  # enough for a share that is only shown, and quicker
_ACCOUNT, _SALES = itemgetter(0), itemgetter(1)
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
    standings: list[Standing] = []
    divide, standing = _SHOWN.divide, Standing._make
    with localcontext(_EXACT):
        total = sum(map(_SALES, ranked), _ZERO)
        a_until, b_until = total * rule.a_share / _HUNDRED, total * rule.b_share / _HUNDRED
        before = _ZERO
        for place, (account_id, value, _new, earlier) in enumerate(ranked, start=1):
            tier = A if before < a_until else B if before < b_until else C
            share = divide(before, total).quantize(_SHARE)
            standings.append(standing((account_id, value, place, share, tier, earlier)))
            before += value
    return standings


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


def curve(standings: Sequence[Standing], *, limit: int = 200) -> list[Point]:
    """Return the Pareto curve over the ranked accounts, thinned to about *limit* points."""
    ranked = [standing for standing in standings if standing.rank is not None]
    drawn = Curve(len(ranked), limit=limit)
    for standing in ranked:
        drawn.add(standing)
    return drawn.points()


class Curve:
    """A Pareto curve of *count* accounts that come one by one in the order of their rank.

    It is thinned to about *limit* points. The first and last account of every tier always stay, so that the
    cuts are where they are.
    """

    def __init__(self, count: int, *, limit: int = 200) -> None:
        self._step = -(-count // limit)
        self._place = 0
        self._reached = _ZERO
        self._last: Standing | None = None
        self._kept: list[tuple[int, Standing, Decimal]] = []

    def add(self, standing: Standing) -> None:
        """Put the next account on the curve."""
        begins = self._last is None or self._last.tier != standing.tier
        if begins:
            self._keep_last()
        self._reached = _EXACT.add(self._reached, standing.sales)
        self._last = standing
        self._place += 1
        if begins or (self._place - 1) % self._step == 0:
            self._keep_last()

    def points(self) -> list[Point]:
        """Return the points, each with its share of what all accounts reach together."""
        self._keep_last()
        return [
            Point(place, one.account_id, one.sales, _share(reached, self._reached), one.tier)
            for place, one, reached in self._kept
        ]

    def _keep_last(self) -> None:
        if self._last is not None and (not self._kept or self._kept[-1][0] != self._place):
            self._kept.append((self._place, self._last, self._reached))


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
