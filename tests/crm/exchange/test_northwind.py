"""A trading firm's export as it is: the public sample, loaded with nothing but options."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.db.models import Sum

from accounts.models import Account, Order, OrderLine, Product
from crm.customers.models import Contact, Customer
from crm.people.choices import Role
from crm.people.models import User

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "data" / "northwind"
EMAIL = "email={first_name}.{last_name}@northwind.example"
FILES = [
    ("users", "employees.csv", [EMAIL], 9),
    ("customers", "customers.csv", [], 91),
    ("products", "products.csv", ["family=category_id"], 77),
    ("orders", "orders.csv", [], 830),
    ("order-lines", "order_details.csv", [], 2155),
]
pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the public sample data are not beside the project"
)


def test_the_whole_firm_comes_in_and_a_second_time_nothing_changes(load, counts):
    for kind, name, maps, rows in FILES:
        assert counts(load(kind, FOLDER / name, maps=maps)) == (rows, 0, 0, 0)
    assert counts(load("customers", FOLDER / "coordinates.csv")) == (0, 91, 0, 0)

    for kind, name, maps, rows in FILES:
        assert counts(load(kind, FOLDER / name, maps=maps)) == (0, 0, rows, 0)

    total = Order.objects.aggregate(total=Sum("net_base"))["total"]
    assert abs(total - Decimal("1265793.04")) < Decimal("0.05")
    quick = Order.objects.filter(account__customer__number="QUICK").aggregate(total=Sum("net_base"))["total"]
    assert abs(quick - Decimal("110277.31")) < Decimal("0.05")
    assert (OrderLine.objects.count(), Account.objects.count(), Product.objects.count()) == (2155, 89, 77)


def test_people_and_customers_are_what_the_files_say(load):
    for kind, name, maps, _rows in FILES[:4]:
        load(kind, FOLDER / name, maps=maps)
    load("customers", FOLDER / "coordinates.csv")

    nancy = User.objects.get(number="1")
    assert (nancy.name, nancy.email, nancy.role) == (
        "Nancy Davolio",
        "nancy.davolio@northwind.example",
        Role.REP,
    )
    assert nancy.manager.name == "Andrew Fuller"
    assert not nancy.has_usable_password()
    berlin = Customer.objects.get(number="ALFKI")
    assert (berlin.name, berlin.postcode, berlin.point) == (
        "Alfreds Futterkiste",
        "12209",
        (52.52437, 13.41053),
    )
    contact = Contact.objects.get(customer=berlin)
    assert (contact.name, contact.roles, contact.title) == (
        "Maria Anders",
        ("handling",),
        "Sales Representative",
    )
    assert Customer.objects.get(number="BERGS").city == "Luleå"
    assert Customer.objects.exclude(owner=None).count() == 89
