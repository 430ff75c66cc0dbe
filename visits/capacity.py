"""Do the cadences ask for more visits than a week holds? (domain.md, D4.1)

Compared is the standing load, week after week, with an ordinary week of the rep: not one short week.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from django.db.models import Count

from accounts.models import Account
from crm.people.calendars import Hours
from crm.people.models import User
from prospects.models import Prospect
from visits.cadence import seconds_of
from visits.needs import Reason
from visits.policy import VisitPolicy

USUAL_LEG = 20 * 60
"""Seconds of travel for one visit where no plan says it yet."""
FEWEST_VISITS = 5
"""A plan with fewer visits says nothing about the usual travel."""


@dataclass(frozen=True, slots=True)
class Load:
    """So many accounts, or prospects of a `disposition`, visited every `cadence` days for `minutes`."""

    accounts: int
    cadence: int
    minutes: int
    disposition: str = ""


def standing_load(rep: User, policy: VisitPolicy) -> list[Load]:
    """Return what the cadences of the rep's open accounts and live prospects ask for (2 queries)."""
    accounts = Account.objects.open().filter(customer__owner=rep).order_by()
    groups = accounts.values_list("tier", "cadence_days", "visit_minutes").annotate(Count("pk"))
    loads = []
    for tier, cadence, minutes, count in groups:
        rule = policy.rule_for(tier)
        loads.append(Load(count, cadence or rule.cadence, minutes or rule.minutes))
    return [*loads, *_prospects(rep, policy)]


def _prospects(rep: User, policy: VisitPolicy) -> Iterator[Load]:
    """What those ask for who are no accounts yet: a visit to an account serves both."""
    held = Prospect.objects.held().filter(customer__owner=rep, customer__account=None).order_by()
    groups = held.values_list("disposition").annotate(Count("customer", distinct=True))
    for disposition, count in groups:
        rule = policy.prospect_rule(disposition)
        yield Load(count, rule.cadence, rule.minutes, disposition)


def visits_asked(loads: Iterable[Load]) -> Fraction:
    """Return the visits a week that the cadences ask for."""
    return sum((Fraction(7 * load.accounts, load.cadence) for load in loads), Fraction(0))


def visits_possible(loads: Iterable[Load], *, hours: Hours, per_day: int, leg: int) -> int:
    """Return the visits an ordinary week holds, with *leg* seconds of travel for each."""
    asked = list(loads)
    weight = visits_asked(asked)
    if not weight:
        return per_day * len(hours.weekdays)
    minutes = sum(Fraction(7 * load.accounts, load.cadence) * load.minutes for load in asked) / weight
    shift = seconds_of(hours.ends) - seconds_of(hours.starts)
    if hours.rest is not None:
        shift -= seconds_of(hours.rest[1]) - seconds_of(hours.rest[0])
    in_a_day = int(Fraction(shift) / (60 * minutes + leg))
    return len(hours.weekdays) * max(0, min(per_day, in_a_day))


def overload(loads: Iterable[Load], *, hours: Hours, policy: VisitPolicy, leg: int) -> Reason | None:
    """Return the note on a load that an ordinary week cannot hold, with all cadences stretched alike."""
    asked = list(loads)
    wanted = visits_asked(asked)
    possible = visits_possible(asked, hours=hours, per_day=policy.per_day, leg=leg)
    if wanted <= possible or not possible:
        return None
    prospects = {load.disposition for load in asked if load.disposition}
    rules = {**policy.tiers, **{each: policy.prospect_rule(each) for each in sorted(prospects)}}
    stretched: Mapping[str, int] = {
        whom: ceil(rule.cadence * wanted / possible) for whom, rule in rules.items()
    }
    return {"code": "overload", "asked": ceil(wanted), "possible": possible, "stretched": dict(stretched)}


def travel_a_visit(travel: int, visits: int) -> int:
    """Return seconds of travel for one visit, from a plan with so much *travel* for so many *visits*."""
    return travel // visits if visits >= FEWEST_VISITS else USUAL_LEG
