"""Where a rep's day starts, how quick the roads are, and where each customer is (domain.md, D4.1, D4.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from django.db.models import Avg, Q

from crm.customers.models import Customer
from crm.people.models import Territory, User
from visits.geography import centre_of, usual_leg
from visits.needs import Reason
from visits.planner import Place, TravelRule

Area: TypeAlias = tuple[str, str, str]
"""Which column, its value, and the country."""


@dataclass(frozen=True, slots=True)
class Atlas:
    """The places of one rep's week. `guessed` are the customers whose point is that of their area."""

    base: Place | None
    rule: TravelRule
    points: Mapping[int, Place]
    guessed: frozenset[int]
    notes: tuple[Reason, ...]

    def place_of(self, customer: Customer) -> Place | None:
        """Return where a customer is, or probably is; None when nobody knows."""
        return self.points.get(customer.pk)

    def is_approximate(self, customer: Customer) -> bool:
        """Whether ways to this customer are a guess."""
        return customer.pk in self.guessed or customer.pk not in self.points


def atlas_for(rep: User, customers: Iterable[Customer], rule: TravelRule) -> Atlas:
    """Return the places of *customers* and of the rep's base (at most 3 queries).

    A customer without coordinates is looked for in the middle of those known with the same postcode,
    or else in the same town.
    """
    everybody = {customer.pk: customer for customer in customers}
    known = {pk: place for pk, customer in everybody.items() if (place := _point(customer))}
    missing = [customer for pk, customer in everybody.items() if pk not in known]
    guesses = _guesses(missing)
    base, note = _base_of(rep, list(known.values()))
    rule = _rule_for(rep, rule)
    rule = replace(rule, unknown_seconds=usual_leg(base, list(known.values()), rule))
    return Atlas(
        base=base,
        rule=rule,
        points={**known, **guesses},
        guessed=frozenset(guesses),
        notes=(note,) if note else (),
    )


def _point(customer: Customer) -> Place | None:
    return Place(*customer.point) if customer.point else None


def _base_of(rep: User, known: Sequence[Place]) -> tuple[Place | None, Reason | None]:
    """The rep's own base, else the office, else the middle of their customers; with a note on a guess."""
    if rep.base_latitude is not None and rep.base_longitude is not None:
        return Place(rep.base_latitude, rep.base_longitude), None
    team = rep.team
    if team is not None and team.office_latitude is not None and team.office_longitude is not None:
        return Place(team.office_latitude, team.office_longitude), {"code": "base_office"}
    centre = centre_of(known)
    return centre, {"code": "base_centre" if centre else "base_unknown"}


def _rule_for(rep: User, rule: TravelRule) -> TravelRule:
    """The travel settings, with those of the rep's first territory that has its own."""
    own = Q(town_kmh__isnull=False) | Q(road_kmh__isnull=False) | Q(road_factor__isnull=False)
    territory = Territory.objects.filter(own, rep=rep).order_by("pk").first()
    if territory is None:
        return rule
    return replace(
        rule,
        slow_kmh=float(territory.town_kmh or rule.slow_kmh),
        fast_kmh=float(territory.road_kmh or rule.fast_kmh),
        detour=float(territory.road_factor or rule.detour),
    )


def _guesses(customers: Sequence[Customer]) -> dict[int, Place]:
    """The middle of the known customers with the same postcode, else of the same town."""
    if not customers:
        return {}
    middles = _middles("postcode", customers) | _middles("city", customers)
    found = {}
    for customer in customers:
        places = (middles.get(area) for area in _areas(customer))
        if place := next(filter(None, places), None):
            found[customer.pk] = place
    return found


def _areas(customer: Customer) -> tuple[Area, Area]:
    return (
        ("postcode", customer.postcode, customer.country),
        ("city", customer.city, customer.country),
    )


def _middles(column: str, customers: Sequence[Customer]) -> dict[Area, Place]:
    """The mean point of the known customers in each area that *customers* live in (1 query)."""
    wanted = {getattr(customer, column) for customer in customers} - {""}
    known = Customer.objects.filter(
        **{f"{column}__in": sorted(wanted)}, latitude__isnull=False, longitude__isnull=False
    )
    means = known.order_by().values_list(column, "country").annotate(Avg("latitude"), Avg("longitude"))
    # Rounded to about ten metres: a database may add up in another order, and a plan must not change by it.
    return {
        (column, value, country): Place(round(latitude, 4), round(longitude, 4))
        for value, country, latitude, longitude in means
    }
