"""Products of interest when an import is taken back: no history knows them."""

import pytest

from crm.exchange.kinds import kind_named
from crm.exchange.models import Import
from prospects.services import update_prospect
from tests.factories.accounts import ProductFactory
from tests.factories.prospects import ProspectFactory

pytestmark = pytest.mark.django_db


def undo(by=None):
    kind_named("prospects").undo(Import.objects.latest("pk").pk, by)


@pytest.fixture
def oils():
    """Three products by number."""
    return {number: ProductFactory(number=number) for number in ("P1", "P2", "P3")}


def products_of(prospect):
    return sorted(prospect.products.values_list("number", flat=True))


@pytest.mark.every_database
@pytest.mark.parametrize("more", ["", ",hesitation", ",stage"])
def test_an_undo_gives_the_products_back(load, oils, more):
    one = ProspectFactory(customer__number="K1")
    one.products.set([oils["P1"], oils["P2"]])
    value = {"": "", ",hesitation": ",The tank is full", ",stage": ",likely"}[more]
    load("prospects", f"number,products{more}\nK1,P2;P3{value}\n")
    assert products_of(one) == ["P2", "P3"]
    undo()
    assert products_of(one) == ["P1", "P2"]


def test_products_that_a_person_has_chosen_since_stay(load, oils):
    one = ProspectFactory(customer__number="K1")
    one.products.set([oils["P1"]])
    load("prospects", "number,products\nK1,P2\n")
    update_prospect(prospect=one, by=None, facts={}, products=[oils["P3"]])
    undo()
    assert products_of(one) == ["P3"]


def test_products_gone_since_do_not_stand_in_the_way(load, oils):
    one = ProspectFactory(customer__number="K1")
    one.products.set([oils["P1"], oils["P3"]])
    load("prospects", "number,products\nK1,P2\n")
    oils["P1"].delete()
    undo()
    assert products_of(one) == ["P3"]
