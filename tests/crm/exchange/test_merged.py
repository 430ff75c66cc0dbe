"""Files that still use the number of a card that was merged with another."""

import csv
import io

import pytest
from django.core.management import call_command

from accounts.models import Order
from crm.customers.models import Customer
from crm.customers.services import merge_customers

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def merged(shop, cast):
    """K2 has become part of K1."""
    merge_customers(
        kept=Customer.objects.get(number="K1"), gone=Customer.objects.get(number="K2"), by=cast.admin
    )


def test_an_order_of_the_other_number_is_the_kept_customers(merged, load):
    load("orders", "number,customer,date\nO9,K2,2026-03-05\nO10,K1,2026-03-06\n")
    rows = Order.objects.filter(number__in=["O9", "O10"]).values_list("account__customer__number", flat=True)
    assert list(rows) == ["K1", "K1"]


def test_a_row_about_the_other_card_is_refused_and_names_the_kept_one(merged, load, counts):
    before = Customer.objects.get(number="K2").name
    result = load("customers", "number,name\nK2,Somebody new\n")
    assert counts(result)[3] == 1
    assert result["errors"][0]["field"] == "number"
    assert Customer.objects.get(number="K1").name in result["errors"][0]["message"]
    assert Customer.objects.get(number="K2").name == before


def test_the_other_card_stays_when_cards_leave(merged, capsys):
    call_command("export", "customers")
    numbers = [row["number"] for row in csv.DictReader(io.StringIO(capsys.readouterr().out))]
    assert numbers == list(Customer.objects.in_file().order_by("pk").values_list("number", flat=True))
    assert "K2" not in numbers
