"""When the cadences ask for more than a week holds."""

from __future__ import annotations

from fractions import Fraction

import pytest

from crm.people.calendars import Hours
from crm.people.models import User
from prospects.choices import Disposition
from tests.factories.prospects import ProspectFactory
from tests.visits.conftest import Around
from visits.capacity import Load, overload, standing_load, travel_a_visit, visits_asked, visits_possible
from visits.policy import TierRule, VisitPolicy

POLICY = VisitPolicy({"A": TierRule(7, 60, 240), "B": TierRule(14, 45, 120), "C": TierRule(30, 30, 60)})
LEG = 20 * 60


def test_asked_is_visits_a_week() -> None:
    assert visits_asked([Load(10, 7, 60), Load(30, 30, 30)]) == Fraction(17)


def test_a_day_holds_what_fits_into_its_hours_and_no_more_than_it_may() -> None:
    long = [Load(10, 7, 60)]
    short = [Load(10, 7, 15)]
    assert visits_possible(long, hours=Hours(), per_day=8, leg=LEG) == 5 * 6
    assert visits_possible(short, hours=Hours(), per_day=8, leg=LEG) == 5 * 8
    assert visits_possible([], hours=Hours(), per_day=8, leg=LEG) == 5 * 8


def test_no_note_when_everything_fits() -> None:
    assert overload([Load(30, 7, 60)], hours=Hours(), policy=POLICY, leg=LEG) is None


def test_too_much_is_told_with_all_cadences_stretched_alike() -> None:
    note = overload([Load(45, 7, 60)], hours=Hours(), policy=POLICY, leg=LEG)
    assert note == {
        "code": "overload",
        "asked": 45,
        "possible": 30,
        "stretched": {"A": 11, "B": 21, "C": 45},
    }


def test_the_proposal_would_fit() -> None:
    loads = [Load(30, 7, 60), Load(60, 14, 45), Load(120, 30, 30)]
    note = overload(loads, hours=Hours(), policy=POLICY, leg=LEG)
    assert note is not None
    days = note["stretched"]
    stretched = [Load(30, days["A"], 60), Load(60, days["B"], 45), Load(120, days["C"], 30)]
    assert visits_asked(stretched) <= note["possible"]


def test_a_small_plan_says_nothing_about_travel() -> None:
    assert travel_a_visit(4 * 3600, 4) == LEG
    assert travel_a_visit(4 * 3600, 12) == 1200


@pytest.mark.django_db
def test_the_load_counts_open_accounts_by_their_own_settings(rep: User, around: Around) -> None:
    around(3, "A")
    around(2, "A", cadence_days=14)
    around(4, "C", visit_minutes=20)
    around(5, "B", closed_on="2026-01-01")
    loads = {(load.accounts, load.cadence, load.minutes) for load in standing_load(rep, POLICY)}
    assert loads == {(3, 7, 60), (2, 14, 60), (4, 30, 20)}


@pytest.mark.django_db
def test_the_load_counts_prospects_who_are_no_accounts(rep: User, around: Around) -> None:
    (account,) = around(1, "C")
    ProspectFactory(customer=account.customer)
    for _each in range(2):
        ProspectFactory(customer__owner=rep)
    ProspectFactory(customer__owner=rep, disposition=Disposition.KEEP_WARM)
    loads = standing_load(rep, POLICY)
    assert loads == [Load(1, 30, 30), Load(2, 14, 45, "continue"), Load(1, 60, 45, "keep_warm")]


def test_prospects_are_stretched_as_well() -> None:
    loads = [Load(45, 7, 60), Load(14, 14, 45, "continue")]
    note = overload(loads, hours=Hours(), policy=POLICY, leg=LEG)
    assert note is not None
    assert sorted(note["stretched"]) == ["A", "B", "C", "continue"]
