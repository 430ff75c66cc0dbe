"""For which effort a visit counts, and that the count follows an effort's days (D1.2, D1.3)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from crm.customers.models import Customer
from crm.exchange.kinds import kind_named
from crm.exchange.models import Import
from prospects.models import Prospect
from prospects.services import convert, give_up, open_prospect, revive, update_prospect
from tests.cast import Cast
from tests.crm.exchange.conftest import load, sheet
from tests.factories.accounts import ProductFamilyFactory
from tests.factories.customers import CustomerFactory
from tests.factories.prospects import ProspectFactory
from tests.factories.visits import VisitFactory
from visits.choices import VisitState
from visits.services.tallies import refresh_visits

__all__ = ["load", "sheet"]
pytestmark = pytest.mark.django_db


def days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


@pytest.fixture
def customer(cast: Cast) -> Customer:
    """Visited 30, 20 and 10 days ago."""
    card: Customer = CustomerFactory(number="K1", owner=cast.owner)
    for days in (30, 20, 10):
        VisitFactory(customer=card, rep=cast.owner, state=VisitState.DONE, date=days_ago(days))
    return card


def counts(prospect: Prospect) -> tuple[int, int]:
    prospect.refresh_from_db()
    return prospect.visits_made, prospect.visits_spent


def test_a_visit_after_giving_up_is_not_the_efforts_any_more(customer: Customer) -> None:
    ended = ProspectFactory(
        customer=customer, opened_on=days_ago(40), given_up=True, given_up_on=days_ago(20)
    )
    later = ProspectFactory(customer=customer, opened_on=days_ago(15))
    refresh_visits([customer.pk])
    assert (counts(ended), counts(later)) == ((2, 2), (1, 1))


def test_a_visit_while_two_lines_are_tried_is_spent_on_the_older(customer: Customer) -> None:
    younger = ProspectFactory(customer=customer, opened_on=days_ago(20), line=ProductFamilyFactory())
    older = ProspectFactory(customer=customer, opened_on=days_ago(25), line=ProductFamilyFactory())
    refresh_visits([customer.pk])
    assert (counts(older), counts(younger)) == ((2, 2), (2, 0))


def test_one_opened_on_an_earlier_day_has_the_visits_since(customer: Customer, cast: Cast) -> None:
    one = open_prospect(customer=customer, by=cast.owner, facts={"opened_on": days_ago(20)})
    assert counts(one) == (2, 2)
    update_prospect(prospect=one, by=cast.owner, facts={"opened_on": days_ago(30)})
    assert counts(one) == (3, 3)


def test_one_won_on_an_earlier_day_has_the_visits_until_then(customer: Customer, cast: Cast) -> None:
    one = open_prospect(customer=customer, by=cast.owner, facts={"opened_on": days_ago(30)})
    convert(prospect=one, by=cast.owner, on=days_ago(20))
    assert counts(one) == (2, 2)


def test_one_taken_up_again_has_the_visits_made_meanwhile(customer: Customer, cast: Cast) -> None:
    one = ProspectFactory(customer=customer, opened_on=days_ago(30), given_up=True, given_up_on=days_ago(20))
    revive(prospect=one, by=cast.owner)
    assert counts(one) == (3, 3)


def test_a_visit_counts_on_the_day_of_giving_up(customer: Customer, cast: Cast) -> None:
    one = open_prospect(customer=customer, by=cast.owner, facts={"opened_on": days_ago(30)})
    give_up(prospect=one, by=cast.owner, reason="price", note="far too dear")
    VisitFactory(customer=customer, rep=cast.owner, state=VisitState.DONE, date=days_ago(0))
    refresh_visits([customer.pk])
    assert counts(one) == (4, 4)


def test_a_file_counts_what_was_made_since_its_day_and_its_undo_counts_again(
    load: Any, customer: Customer
) -> None:
    family = ProductFamilyFactory(name="Oils")
    stored = ProspectFactory(customer=customer, line=family, opened_on=days_ago(10))
    refresh_visits([customer.pk])
    ProductFamilyFactory(name="Paints")
    load("prospects", f"number,line,opened_on\nK1,Oils,{days_ago(20)}\nK1,Paints,{days_ago(30)}\n")
    brought = Prospect.objects.exclude(pk=stored.pk).get()
    assert (counts(stored), counts(brought)) == ((2, 0), (3, 3))
    kind_named("prospects").undo(Import.objects.latest("pk").pk, None)
    assert counts(stored) == (1, 1)


def test_a_file_knows_the_visits_when_it_asks_whether_that_was_early(
    load: Any, customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prospects.exchange.states.early_visits", lambda: 2)
    ProductFamilyFactory(name="Oils")
    head = "number,line,opened_on,disposition,given_up_reason,given_up_on"
    load("prospects", f"{head}\nK1,,{days_ago(30)},given_up,price,{days_ago(20)}\n")
    load("prospects", f"{head}\nK1,Oils,{days_ago(19)},given_up,price,{days_ago(0)}\n")
    early = Prospect.objects.order_by("pk").values_list("visits_made", "given_up_early")
    assert list(early) == [(2, False), (1, True)]
