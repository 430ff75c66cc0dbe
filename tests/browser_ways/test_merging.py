"""Find a customer's two cards, make one of them, and two again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from crm.customers.models import Customer, Merge, NotDuplicate
from tests.factories.customers import ContactFactory, CustomerFactory

ADDRESS = {"street": "Hafenstr. 12", "city": "Bern", "phone": "+41 31 555 12 12"}


@pytest.fixture
def twins(cast, sign_in):
    """Two cards of one customer of the owner's, who is logged in."""
    kept = CustomerFactory(
        owner=cast.owner, team=cast.harbour, name="Alba Oil AG", number="K-1", website="https://alba.example",
        **ADDRESS,
    )  # fmt: skip
    gone = CustomerFactory(
        owner=cast.owner,
        team=cast.harbour,
        name="ALBA OIL",
        number="K-2",
        email="info@alba.example",
        **ADDRESS,
    )
    Customer.objects.filter(pk=gone.pk).update(phone="+41 31 555 12 13", completeness=0)
    ContactFactory(customer=gone, name="Eva Frey")
    sign_in(cast.owner)
    return kept, gone


def test_find_the_duplicates_merge_them_and_take_it_back(page, twins, visit, looks_right):
    kept, gone = twins
    visit(f"/customers/{kept.pk}/")
    page.get_by_label("More", exact=True).click()
    page.get_by_role("link", name="Find duplicates").click()
    expect(page.get_by_text("The names are the same", exact=False)).to_be_visible()
    looks_right()

    page.get_by_role("link", name="Merge with ALBA OIL").click()
    expect(page.get_by_role("heading", name="Merge two cards")).to_be_visible()
    expect(page.get_by_text("Brought over: 1 contact.")).to_be_visible()
    looks_right()
    page.get_by_role("group", name="phone").get_by_text("+41 31 555 12 13").click()
    page.get_by_text(re.compile("that only one of them says")).click()
    expect(page.get_by_role("group", name="web site")).to_be_visible()
    looks_right()
    page.get_by_role("button", name="Merge into K-1").click()

    expect(page).to_have_url(re.compile(f"/customers/{kept.pk}/$"))
    expect(page.get_by_text("K-2 is part of K-1 now", exact=False)).to_be_visible()
    stored = Customer.objects.get(pk=kept.pk)
    assert (stored.phone, stored.email) == ("+41 31 555 12 13", "info@alba.example")
    visit(f"/customers/{gone.pk}/")
    expect(page).to_have_url(re.compile(f"/customers/{kept.pk}/$"))

    page.get_by_label("More", exact=True).click()
    page.get_by_role("link", name="Undo the merge with K-2").click()
    looks_right()
    page.get_by_role("button", name="Undo the merge").click()
    expect(page.get_by_role("heading", name="ALBA OIL")).to_be_visible()
    assert Merge.objects.get().undone_at is not None
    visit("/customers/merges/")
    expect(page.get_by_text("Undone").last).to_be_visible()
    looks_right()


def test_scan_the_file_and_say_that_two_are_not_the_same(page, twins, visit, looks_right, work):
    visit("/customers/duplicates/")
    looks_right()
    page.get_by_role("button", name="Look for duplicates").click()
    work()
    expect(page).to_have_url(re.compile("/customers/duplicates/$"))
    expect(page.get_by_role("link", name="Alba Oil AG", exact=True)).to_be_visible()
    looks_right()
    page.get_by_role("button", name=re.compile("are not the same")).click()
    expect(page.get_by_text("No likely duplicates")).to_be_visible()
    assert NotDuplicate.objects.count() == 1
