"""Plan 100 counts names, not efforts: a customer with two lines is one name of the team's list."""

import pytest

from prospects.choices import LedgerKind, Newcomer
from prospects.models import LedgerEntry
from prospects.services import give_up, open_prospect, revive
from tests.factories.accounts import ProductFamilyFactory
from tests.factories.customers import CustomerFactory


@pytest.fixture
def pair(cast):
    """Two open efforts for one customer of the owner."""
    customer = CustomerFactory(number="K1", owner=cast.owner)
    lines = ProductFamilyFactory(name="Oils"), ProductFamilyFactory(name="Paints")
    return [open_prospect(customer=customer, by=cast.owner, facts={"line": line}) for line in lines]


def strike_off(prospect):
    return give_up(prospect=prospect, by=prospect.customer.owner, reason="price", note="far too dear")


def entries():
    return list(LedgerEntry.objects.order_by("pk").values_list("kind", "prospect", "change", "debt"))


def test_a_name_leaves_the_list_with_its_last_effort(pair):
    first, second = pair
    strike_off(first)
    assert entries() == [(LedgerKind.NEW_NAME, first.pk, 0, 0)]
    strike_off(second)
    assert entries()[1:] == [(LedgerKind.STRUCK_OFF, second.pk, 2, 2)]


def test_a_name_comes_back_with_its_first_effort(pair, cast):
    first, second = map(strike_off, pair)
    revive(prospect=first, by=cast.owner)
    revive(prospect=second, by=cast.owner)
    assert entries()[1:] == [
        (LedgerKind.STRUCK_OFF, second.pk, 2, 2),
        (LedgerKind.REVIVED, first.pk, -2, 0),
    ]


def test_an_effort_for_another_product_of_an_account_is_no_name(cast):
    customer = CustomerFactory(owner=cast.owner)
    facts = {"newcomer": Newcomer.OTHER_PRODUCT}
    one = strike_off(open_prospect(customer=customer, by=cast.owner, facts=facts))
    revive(prospect=one, by=cast.owner)
    assert entries() == []


def test_a_name_struck_off_in_another_team_is_not_owed_for_here(cast):
    one = strike_off(open_prospect(customer=CustomerFactory(owner=cast.owner), by=cast.owner, facts={}))
    one.customer.owner, one.customer.team = cast.stranger, cast.stranger.team
    one.customer.save()
    revive(prospect=one, by=cast.stranger)
    assert entries() == [(LedgerKind.NEW_NAME, one.pk, 0, 0), (LedgerKind.STRUCK_OFF, one.pk, 2, 2)]


def test_a_name_struck_off_and_opened_again_is_owed_for_once(cast):
    customer = CustomerFactory(owner=cast.owner)
    struck_off = strike_off(open_prospect(customer=customer, by=cast.owner, facts={}))
    again = open_prospect(customer=customer, by=cast.owner, facts={})
    strike_off(again)
    assert entries()[1:] == [
        (LedgerKind.STRUCK_OFF, struck_off.pk, 2, 2),
        (LedgerKind.REVIVED, again.pk, -2, 0),
        (LedgerKind.STRUCK_OFF, again.pk, 2, 2),
    ]


def test_another_product_does_not_bring_a_name_back(cast):
    customer = CustomerFactory(owner=cast.owner)
    strike_off(open_prospect(customer=customer, by=cast.owner, facts={}))
    open_prospect(customer=customer, by=cast.owner, facts={"newcomer": Newcomer.OTHER_PRODUCT})
    assert [kind for kind, *_rest in entries()] == [LedgerKind.NEW_NAME, LedgerKind.STRUCK_OFF]
