"""Where the day starts, where customers are, how quick the roads are."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.customers.models import Customer
from crm.people.models import User
from tests.factories.customers import CustomerFactory
from tests.factories.people import TeamFactory, TerritoryFactory, UserFactory
from tests.visits.conftest import BERN
from visits.geography import centre_of, leg, usual_leg
from visits.places import atlas_for
from visits.planner import Place, TravelRule

pytestmark = pytest.mark.django_db
RULE = TravelRule()
NOWHERE = {"latitude": None, "longitude": None}


def at(north: float, east: float) -> Customer:
    return CustomerFactory(latitude=north, longitude=east)


def codes(rep: User, customers: list[Customer]) -> list[str]:
    return [note["code"] for note in atlas_for(rep, customers, RULE).notes]


def test_the_day_starts_at_the_reps_own_base(rep: User) -> None:
    atlas = atlas_for(rep, [at(50, 8)], RULE)
    assert atlas.base == Place(*BERN)
    assert atlas.notes == ()


def test_else_at_the_office(cast) -> None:
    office = TeamFactory(office_latitude=47.0, office_longitude=8.0)
    rep = UserFactory(team=office)
    assert atlas_for(rep, [], RULE).base == Place(47.0, 8.0)
    assert codes(rep, []) == ["base_office"]


def test_else_in_the_middle_of_most_customers_not_in_the_sea() -> None:
    rep = UserFactory()
    near = [at(51.5 + 0.01 * n, -0.1) for n in range(5)]
    atlas = atlas_for(rep, [*near, at(40.7, -74.0)], RULE)
    assert atlas.base == Place(51.52, -0.1)
    assert [note["code"] for note in atlas.notes] == ["base_centre"]


def test_without_anything_known_it_is_said() -> None:
    rep = UserFactory()
    assert atlas_for(rep, [CustomerFactory(**NOWHERE)], RULE).base is None
    assert codes(rep, []) == ["base_unknown"]


def test_a_customer_without_coordinates_is_looked_for_by_postcode_then_by_town(rep: User) -> None:
    CustomerFactory(postcode="3011", city="Bern", country="CH", latitude=46.0, longitude=7.0)
    CustomerFactory(postcode="3011", city="Bern", country="CH", latitude=46.2, longitude=7.2)
    CustomerFactory(postcode="3012", city="Bern", country="CH", latitude=47.0, longitude=8.0)
    CustomerFactory(postcode="3011", city="Bern", country="US", latitude=10.0, longitude=10.0)
    same_code = CustomerFactory(postcode="3011", city="Bern", country="CH", **NOWHERE)
    same_town = CustomerFactory(postcode="9999", city="Bern", country="CH", **NOWHERE)
    nowhere = CustomerFactory(postcode="", city="", country="CH", **NOWHERE)
    atlas = atlas_for(rep, [same_code, same_town, nowhere], RULE)
    assert atlas.place_of(same_code) == Place(46.1, 7.1)
    assert atlas.place_of(same_town) == Place(46.4, 7.4)
    assert atlas.place_of(nowhere) is None
    assert all(atlas.is_approximate(customer) for customer in (same_code, same_town, nowhere))


def test_a_territory_has_its_own_speeds(rep: User) -> None:
    TerritoryFactory(rep=rep)
    TerritoryFactory(rep=rep, town_kmh=15, road_factor="1.60")
    rule = atlas_for(rep, [], RULE).rule
    assert (rule.slow_kmh, rule.fast_kmh, rule.detour) == (15.0, RULE.fast_kmh, 1.6)


def test_the_way_to_nowhere_is_the_third_quartile_of_the_known_ways() -> None:
    base = Place(*BERN)
    points = [Place(BERN[0] + 0.1 * n, BERN[1]) for n in range(1, 5)]
    assert usual_leg(base, points, RULE) == leg(base, points[2], RULE)
    assert usual_leg(base, points[:3], RULE) == RULE.unknown_seconds
    assert usual_leg(None, points, RULE) == RULE.unknown_seconds


def test_a_centre_is_one_of_the_points() -> None:
    points = [Place(0, 0), Place(0, 0.1), Place(0, 0.2), Place(50, 50)]
    assert centre_of(points) == Place(0, 0.1)
    assert centre_of([]) is None


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_customers(rep: User, count: int) -> None:
    customers = [CustomerFactory(postcode=f"3{n}", **NOWHERE) for n in range(count)]
    with CaptureQueriesContext(connection) as queries:
        atlas_for(rep, customers, RULE)
    assert len(queries) == 3
