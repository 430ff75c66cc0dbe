"""Somebody who is everything at a small firm: ticked by thumb, seen on the card."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.factories.customers import CustomerFactory


def test_roles_are_ticked_by_thumb_and_stand_on_the_card(page, cast, sign_in, visit, looks_right):
    alba = CustomerFactory(name="Alba Oil", owner=cast.owner)
    sign_in(cast.owner)
    visit(f"/customers/{alba.pk}/contacts/new/")
    page.get_by_role("textbox", name="Name").fill("Ann Frey")
    roles = page.get_by_role("group", name="Roles")
    roles.get_by_text("Principal").click()
    roles.get_by_text("Decision-maker").click()
    expect(roles.get_by_role("checkbox", checked=True)).to_have_count(2)
    looks_right()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Ann Frey")).to_be_visible()

    for tab in ("contacts", "overview"):
        visit(f"/customers/{alba.pk}/?tab={tab}")
        expect(page.locator("#card-body .tag")).to_have_text(["Principal", "Decision-maker"])
        looks_right()
