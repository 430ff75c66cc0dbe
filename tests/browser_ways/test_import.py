"""A file of orders through the pages: columns, refused rows, progress, result, undo."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.models import Account, Order
from tests.factories.customers import CustomerFactory

ORDERS = """Beleg;Kunde;Datum;Memo
O1;K-1;2026-03-02;first
O2;K-2;2026-03-03;second
O3;K-9;2026-03-04;nobody's
"""


@pytest.fixture
def file(cast, tmp_path):
    for number in ("K-1", "K-2"):
        CustomerFactory(number=number, owner=cast.owner)
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS)
    return path


def test_orders_are_imported_and_taken_back(page, visit, sign_in, looks_right, work, cast, file):
    sign_in(cast.manager)
    visit("/imports/new/?kind=orders")
    looks_right()
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Look at the file").click()

    expect(page.get_by_role("heading", name="orders.csv")).to_be_visible()
    for column, field in (("Beleg", "number"), ("Kunde", "customer"), ("Datum", "date")):
        page.get_by_label(column, exact=True).select_option(field)
    looks_right()
    page.get_by_role("button", name="Check all rows").click()
    work()
    wrong = page.get_by_role("table", name="Refused rows").locator("tbody tr")
    expect(wrong).to_have_count(1)
    expect(wrong).to_contain_text("K-9")
    looks_right()
    assert not Order.objects.exists()

    page.get_by_role("button", name="Import the good rows only").click()
    page.get_by_role("button", name="Import the good rows", exact=True).click()
    work()
    expect(page.get_by_role("heading", name="Imported", exact=True)).to_be_visible()
    expect(page.locator(".stat", has_text="New")).to_contain_text("2")
    assert set(Order.objects.values_list("number", flat=True)) == {"O1", "O2"}

    page.get_by_role("button", name="Undo the import").click()
    looks_right()
    page.get_by_role("dialog").get_by_role("button", name="Undo the import").click()
    work()
    expect(page.get_by_role("heading", name="Undone", exact=True)).to_be_visible()
    assert not Order.objects.exists()
    assert not Account.objects.exists()
