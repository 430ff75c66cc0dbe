"""The spouse's name is a private detail: moved by the migration, asked for and loaded as the others are."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from crm.customers.encryption import decrypt
from crm.customers.models import Customer, PrivateDetails
from tests.factories.customers import IndividualFactory
from tests.migrations import apps_at

BEFORE, AFTER = ("customers", "0010_catalogue_history"), ("customers", "0011_private_spouse")


@pytest.mark.usefixtures("leaves")
def test_names_move_encrypted_to_the_private_details_and_back():
    old = apps_at(BEFORE).get_model("customers", "Customer").objects
    ann = old.create(kind="individual", number="K1", name="Ann", spouse_name="Bo Li")
    old.create(kind="individual", number="K2", name="Cem")

    details = apps_at(AFTER).get_model("customers", "PrivateDetails").objects
    assert [(one.customer_id, one.spouse_name) for one in details.all()] == [(ann.pk, "Bo Li")]
    with connection.cursor() as cursor:
        cursor.execute("SELECT spouse_name FROM customers_privatedetails")
        stored = cursor.fetchone()[0]
    # The blank counts: two letters alone turn up in a token's Base64 by chance.
    assert "Bo Li" not in stored
    assert decrypt(stored) == "Bo Li"

    cards = apps_at(BEFORE).get_model("customers", "Customer").objects
    assert list(cards.order_by("number").values_list("spouse_name", flat=True)) == ["Bo Li", ""]


def test_the_card_of_an_individual_asks_for_it_privately(cast, as_, private_on):
    customer = IndividualFactory(owner=cast.owner)
    page = as_(cast.owner).post(f"/customers/{customer.pk}/private/").content.decode()
    assert 'name="spouse_name"' in page
    assert 'name="spouse_name"' not in as_(cast.owner).get(f"/customers/{customer.pk}/edit/").content.decode()
    assert "spouse_name" not in {field.name for field in Customer._meta.get_fields()}


def test_a_file_may_hold_it_as_the_other_private_details(db, tmp_path, private_on):
    file = tmp_path / "customers.csv"
    file.write_text("number,name,kind,city,spouse\nK1,Ann,individual,Bern,Bo Li\n")
    call_command("load", "customers", str(file))
    assert PrivateDetails.objects.get().spouse_name == "Bo Li"
