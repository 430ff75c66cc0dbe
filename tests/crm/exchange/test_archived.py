"""Archived cards in files: they leave with their day, come back unchanged, and come archived where new."""

import csv
import io
from datetime import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from crm.customers.models import Customer
from prospects.models import LedgerEntry, Prospect
from tests.factories.customers import CustomerFactory
from tests.factories.prospects import ProspectFactory

pytestmark = pytest.mark.django_db


def archived(number):
    at = timezone.make_aware(datetime(2026, 3, 1, 23, 30))
    return CustomerFactory(number=number, archived_at=at)


def test_they_leave_with_their_day_and_come_back_unchanged(load, counts, capsys, tmp_path):
    CustomerFactory(number="K1")
    before = ProspectFactory(customer=archived("K2"), given_up=True).customer.archived_at
    for kind, rows in (("customers", 2), ("prospects", 1)):
        call_command("export", kind)
        text = capsys.readouterr().out
        days = {row["number"]: row["archived_on"] for row in csv.DictReader(io.StringIO(text))}
        assert days["K2"] == "2026-03-01"
        result = load(kind, text)
        assert (counts(result), result["errors"]) == ((0, 0, rows, 0), [])
    assert Customer.objects.get(number="K2").archived_at == before


@pytest.mark.parametrize("kind", ["customers", "prospects"])
def test_a_new_one_comes_archived_with_its_efforts_and_is_no_name_of_the_list(load, counts, cast, kind):
    content = "number,name,phone,archived_on\nK1,Alba,1,2026-03-01\nK2,Bora,2,\n"
    assert counts(load(kind, content, f"--as={cast.owner.email}")) == (2, 0, 0, 0)
    days = {card.number: card.archived_at and card.archived_at.date() for card in Customer.objects.all()}
    assert days == {"K1": datetime(2026, 3, 1).date(), "K2": None}
    efforts = Prospect.objects.values_list("customer__number", flat=True)
    assert list(efforts) == (["K1", "K2"] if kind == "prospects" else [])
    names = LedgerEntry.objects.values_list("customer__number", flat=True)
    assert list(names) == (["K2"] if kind == "prospects" else [])
    assert counts(load(kind, content, f"--as={cast.owner.email}")) == (0, 0, 2, 0)


def test_a_file_archives_nobody_on_file(load, counts):
    CustomerFactory(number="K1", name="Alba")
    assert counts(load("customers", "number,name,archived_on\nK1,Alba,2026-03-01\n")) == (0, 0, 1, 0)
    assert not Customer.objects.get().is_archived


def test_nobody_is_archived_in_days_to_come(load):
    result = load("customers", "name,phone,archived_on\nAlba,1,2999-03-01\n")
    assert [(error["field"], error["row"]) for error in result["errors"]] == [("archived_on", 2)]
