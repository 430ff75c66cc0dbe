"""Files that leave: only what the person may see, whole, harmless, and fit to come back."""

import csv
import io
import json

import openpyxl
import pytest
from constance.test import override_config
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.services.ranking import rank_accounts
from crm.customers.models import PrivateDetails, PrivateLook
from crm.customers.services.private import change_private
from crm.exchange.exporting import Format, export_fields, stream_text, workbook_file
from crm.exchange.kinds import KINDS, kind_named
from tests.cast import SEES_OWNERS_RECORDS
from tests.factories.accounts import OrderFactory
from tests.factories.customers import ContactFactory, CustomerFactory
from tests.factories.prospects import ProspectFactory
from tests.factories.timeline import TouchFactory
from tests.factories.visits import VisitFactory

# Kinds of which no row names a customer.
WITHOUT_CUSTOMERS = {"users", "products", "tiers", "methods", "methods-report"}


def export(kind, *options):
    out = io.StringIO()
    call_command("export", kind, *options, stdout=out)
    return out.getvalue()


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("kind", ["users", "customers", "contacts", "products", "orders", "order-lines"])
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_what_goes_out_comes_back_unchanged(load, counts, shop, tmp_path, kind, suffix):
    load("order-lines", "order,product,quantity,price,discount\nO1,P1,2.5,5,0.1\n")
    load("customers", 'number,name,phone,coordinates,contact\nK3,\'=Sum & Co,+49 30 1,"47.1, 7.2",@Ann\n')
    path = tmp_path / f"out.{suffix}"
    call_command("export", kind, "-o", str(path))

    result = load(kind, path)

    assert counts(result)[:2] == (0, 0)
    assert (result["unchanged"] > 0, result["refused"]) == (True, 0)


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
@pytest.mark.parametrize(
    "person", ["owner", "mate", "manager", "other_manager", "stranger", "regional", "admin"]
)
def test_nobody_exports_what_they_may_not_see(cast, kind, person):
    customer = CustomerFactory(number="SECRET", owner=cast.owner, team=cast.harbour)
    ContactFactory(customer=customer)
    OrderFactory(account__customer=customer, number="SECRET-1", rep=cast.owner)
    VisitFactory(customer=customer, rep=cast.owner)
    TouchFactory(customer=customer)
    ProspectFactory(customer=customer)
    found, by = kind_named(kind), cast.named()[person]
    if not found.may_export(by):
        return

    text = "".join(stream_text(found, by, export_fields(found, by), Format.CSV))

    assert ("SECRET" in text) == (person in SEES_OWNERS_RECORDS and kind not in WITHOUT_CUSTOMERS)


def test_formulas_are_defused_and_negative_numbers_stay(db, tmp_path):
    CustomerFactory(
        number="K1", name="=HYPERLINK(1)", city="@x", region="-1+1", latitude=-5.5, longitude=-6.25
    )

    row = rows(export("customers"))[0]

    assert (row["name"], row["city"], row["region"]) == ("'=HYPERLINK(1)", "'@x", "'-1+1")
    sheet = openpyxl.load_workbook(
        workbook_file(kind_named("customers"), None, export_fields(kind_named("customers"), None))
    )
    cells = [cell for line in sheet.active.iter_rows() for cell in line]
    assert "f" not in {cell.data_type for cell in cells}


def test_plain_negative_numbers_are_numbers(cast):
    OrderFactory(number="R1", net=-100)

    assert rows(export("order-lines"))[0]["quantity"] == "-1"


def test_json_is_exact(db):
    OrderFactory(number="O1", net=100)

    assert json.loads(export("orders", "--format", "json"))[0]["net"] == "100"


def test_an_empty_export_has_its_header(db):
    assert export("tiers").startswith("rank,customer,name,tier")
    assert json.loads(export("tiers", "--format", "json")) == []


def test_where_an_account_stands_in_the_company_is_for_who_sees_all_of_it(cast):
    for sales, person in ((500, cast.owner), (300, cast.stranger), (200, cast.owner)):
        OrderFactory(account__customer__owner=person, account__customer__team=person.team, net=sales)
    rank_accounts(all_orders=True)

    def columns(*who):
        found = rows(export("tiers", *who))
        return ",".join(found[0]), len(found)

    everything = "rank,customer,name,tier,previous,sales,share_before,as_of"
    assert columns() == (everything, 3)
    assert columns("--as", cast.admin.email) == (everything, 3)
    for person in (cast.owner, cast.manager):
        assert columns("--as", person.email) == ("customer,name,tier,previous,sales,as_of", 2)


def test_as_a_person(cast):
    CustomerFactory(number="K1", owner=cast.owner, team=cast.harbour)
    CustomerFactory(number="K2", owner=cast.stranger, team=cast.stranger.team)

    assert [row["number"] for row in rows(export("customers", "--as", cast.owner.email))] == ["K1"]
    with pytest.raises(CommandError, match="There is nobody with"):
        export("customers", "--as", "nobody@firm.example")


@override_config(CUSTOMERS_PRIVATE_FIELDS=True)
def test_private_fields_leave_only_when_asked_for_by_someone_allowed(cast):
    customer = CustomerFactory(number="K1", owner=cast.owner, team=cast.harbour)
    change_private(customer=customer, by=cast.owner, values={"tax_number": "DE99"})
    PrivateLook.objects.all().delete()

    assert "tax_number" not in rows(export("customers", "--as", cast.owner.email))[0]
    assert not PrivateLook.objects.exists()
    assert rows(export("customers", "--private", "--as", cast.admin.email))[0]["tax_number"] == ""
    assert rows(export("customers", "--private", "--as", cast.owner.email))[0]["tax_number"] == "DE99"
    look = PrivateLook.objects.get()
    assert (look.by, look.action) == (cast.owner, "exported")
    assert PrivateDetails.objects.count() == 1


@pytest.mark.parametrize("kind", ["customers", "contacts", "orders", "order-lines", "accounts", "visits"])
def test_the_queries_of_an_export_do_not_grow_with_its_rows(cast, kind):
    found = kind_named(kind)
    counted = []
    for _each in range(3):
        customer = CustomerFactory(owner=cast.owner, team=cast.harbour)
        ContactFactory(customer=customer)
        OrderFactory(account__customer=customer)
        VisitFactory(customer=customer, rep=cast.owner)
        with CaptureQueriesContext(connection) as queries:
            list(stream_text(found, cast.admin, export_fields(found, cast.admin), Format.CSV))
        counted.append(len(queries))

    assert counted[1] == counted[2]
    assert counted[2] <= 10


@override_config(CUSTOMERS_PRIVATE_FIELDS=True)
def test_private_fields_cost_no_query_a_row(cast):
    found = kind_named("customers")
    counted = []
    for _each in range(3):
        customer = CustomerFactory(owner=cast.owner, team=cast.harbour)
        change_private(customer=customer, by=cast.owner, values={"tax_number": "DE99"})
        with CaptureQueriesContext(connection) as queries:
            list(stream_text(found, cast.owner, export_fields(found, cast.owner, private=True), Format.CSV))
        counted.append(len(queries))

    assert counted[1] == counted[2]
    assert PrivateLook.objects.filter(action="exported").count() == 1 + 2 + 3


@pytest.mark.parametrize(("person", "sees"), [("owner", False), ("manager", True), ("admin", True)])
def test_what_products_cost_us_is_for_leaders(client, cast, shop, person, sees):
    user = cast.named()[person]
    client.force_login(user)
    page = b"".join(client.get("/exports/products/").streaming_content).decode("utf-8-sig")
    for text in (export("products", "--as", user.email), page):
        assert ("cost" in rows(text)[0]) is sees


def test_an_introducer_one_does_not_see_stays_unnamed(cast):
    hidden = CustomerFactory(number="HIDDEN", owner=cast.stranger)
    CustomerFactory(number="K1", owner=cast.owner, introducer=hidden)

    def introducer(person):
        (card,) = [row for row in rows(export("customers", "--as", person.email)) if row["number"] == "K1"]
        return card["introducer"]

    assert (introducer(cast.owner), introducer(cast.admin)) == ("", "HIDDEN")
