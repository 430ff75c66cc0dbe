"""Quota: the live list of each rep, their new cards, and Plan 100 of each team (domain.md, D1.3).

The sums of a team are everybody's in it; figures of single reps are for themselves and who leads them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone

from crm.people.choices import Role
from crm.people.models import Team, User
from prospects.choices import Disposition
from prospects.models import LedgerEntry, Prospect
from prospects.policy import QuotaPolicy, pool_rule
from prospects.querysets import OPEN

MONTHS_BEFORE = 12


@dataclass(frozen=True, slots=True)
class RepQuota:
    """One rep: ``live`` prospects, new cards by month (the present one last), what else happened to them.

    ``struck_off`` and of those ``early`` count the same months; ``returning`` goes to the pool within days.
    """

    rep: User
    new: tuple[int, ...]
    live: int
    struck_off: int
    early: int
    returning: int

    @property
    def new_now(self) -> int:
        return self.new[-1]

    @property
    def new_before(self) -> int:
        """The new cards of the twelve months before the present one."""
        return sum(self.new[:-1])


@dataclass(frozen=True, slots=True)
class TeamQuota:
    """Plan 100 of one team: names on its list, those of them in its pool, the debt of new names."""

    team: Team
    names: int
    pooled: int
    debt: int
    new: tuple[int, ...]
    reps: list[RepQuota] = field(default_factory=list)

    @property
    def new_now(self) -> int:
        return self.new[-1]

    def count(self, policy: QuotaPolicy, standing: str) -> int:
        """Return how many reps' live lists are ``short``, ``right`` or ``long``."""
        return sum(standing_of(rep.live, policy) == standing for rep in self.reps)


def standing_of(live: int, policy: QuotaPolicy) -> str:
    """Return whether a live list is ``short`` of its floor, ``long`` beyond its ceiling, or ``right``."""
    if live < policy.least:
        return "short"
    return "long" if live > policy.most else "right"


def teams_for(user: User) -> QuerySet[Team]:
    """Return the teams whose list *user* sees, with the ``debt`` of each: new names owed now (D1.3).

    Their own, and of those they lead the ones that sell.
    """
    reps = User.objects.active().filter(team=OuterRef("pk"), role=Role.REP)
    entries = LedgerEntry.objects.filter(team=OuterRef("pk"))
    selling = Q(Exists(reps)) | Q(Exists(entries)) | Q(pk=user.team_id, children=None)
    last = entries.order_by("-pk").values("debt")[:1]
    teams = Team.objects.visible_to(user).filter(selling)
    return teams.annotate(debt=Coalesce(Subquery(last), 0))


def reps_for(user: User, teams: Collection[Team]) -> list[User]:
    """Return whose figures *user* sees in these teams: their own, and those of whom they lead."""
    seen = User.objects.visible_to(user).active().filter(team__in=teams, role=Role.REP)
    return list(seen.order_by("name", "pk"))


def quotas(teams: Sequence[Team], reps: Sequence[User], *, today: date | None = None) -> list[TeamQuota]:
    """Return Plan 100 of *teams*, as `teams_for` gives them, with the figures of *reps*; three queries."""
    day = today or timezone.localdate()
    months = months_up_to(day)
    names, pooled = _names(teams)
    new_of_teams, new_of_reps = _new_cards(teams, months)
    by_team: dict[int, list[RepQuota]] = defaultdict(list)
    for quota in _of_reps(reps, new_of_reps, months, day):
        by_team[quota.rep.team_id or 0].append(quota)
    return [
        TeamQuota(
            team=team,
            names=names.get(team.pk, 0),
            pooled=pooled.get(team.pk, 0),
            debt=team.debt,  # type: ignore[attr-defined]
            new=_series(new_of_teams[team.pk], months),
            reps=by_team[team.pk],
        )
        for team in teams
    ]


def months_up_to(day: date) -> list[date]:
    """Return the first days of the twelve months before that of *day* and of its own, oldest first."""
    months = [day.replace(day=1)]
    for _ in range(MONTHS_BEFORE):
        months.insert(0, (months[0] - timedelta(days=1)).replace(day=1))
    return months


def _names(teams: Collection[Team]) -> tuple[Mapping[int, int], Mapping[int, int]]:
    """Return by team how many names (cards, whatever the lines) its list holds, and those in its pool."""
    rows = Prospect.objects.open().filter(customer__team__in=teams).order_by()
    counted = rows.values_list("customer__team").annotate(
        names=Count("customer", distinct=True),
        pooled=Count("customer", distinct=True, filter=Q(customer__owner=None)),
    )
    found = list(counted)
    return {team: names for team, names, _ in found}, {team: pooled for team, _, pooled in found}


_ByMonth = dict[int, dict[date, int]]


def _new_cards(teams: Collection[Team], months: Sequence[date]) -> tuple[_ByMonth, _ByMonth]:
    """Return the new names by month of opening, of each team and of who held them when they came."""
    rows = LedgerEntry.objects.new_cards(months[0]).filter(team__in=teams).order_by()
    of_teams: _ByMonth = defaultdict(lambda: defaultdict(int))
    of_reps: _ByMonth = defaultdict(lambda: defaultdict(int))
    counted = rows.values_list("team", "rep", TruncMonth("prospect__opened_on")).annotate(
        Count("prospect", distinct=True)
    )
    for team, rep, month, count in counted:
        of_teams[team][month] += count
        of_reps[rep or 0][month] += count
    return of_teams, of_reps


def _series(by_month: Mapping[date, int], months: Sequence[date]) -> tuple[int, ...]:
    return tuple(by_month.get(month, 0) for month in months)


def _of_reps(reps: Sequence[User], new: _ByMonth, months: Sequence[date], today: date) -> list[RepQuota]:
    soon = Prospect.objects.returning(warned_since(today)).values("pk")
    struck_off = Q(disposition=Disposition.GIVEN_UP, given_up_on__gte=months[0])
    counted = (
        Prospect.objects.filter(customer__owner__in=reps)
        .order_by()
        .values_list("customer__owner")
        .annotate(
            live=Count("pk", filter=OPEN),
            struck_off=Count("pk", filter=struck_off),
            early=Count("pk", filter=struck_off & Q(given_up_early=True)),
            returning=Count("pk", filter=Q(pk__in=soon)),
        )
    )
    figures = {owner: counts for owner, *counts in counted}
    return [RepQuota(rep, _series(new[rep.pk], months), *figures.get(rep.pk, (0, 0, 0, 0))) for rep in reps]


def warned_since(today: date) -> date:
    """Return the day: who is silent since then or longer returns to the pool within the days of warning."""
    rule = pool_rule()
    return today - timedelta(days=rule.silent_days - rule.warn_days)
