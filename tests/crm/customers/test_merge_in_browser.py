"""The merge page in a browser: choices that belong together move together, and no further than wanted."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories.customers import CustomerFactory
from tests.factories.people import TerritoryFactory

pytestmark = pytest.mark.urls("crm.urls")


def test_the_territory_goes_with_the_owner_until_it_is_chosen_itself(page, sign_in, live_server, cast):
    kept, gone = (
        CustomerFactory(name="Alba Oil", owner=rep, territory=TerritoryFactory(rep=rep, team=rep.team))
        for rep in (cast.owner, cast.mate)
    )
    sign_in(cast.manager)
    page.goto(live_server.url + reverse("customers:merge", args=[kept.pk, gone.pk]))

    def choice(name: str, side: str):
        return page.locator(f"input[name={name}][value={side}]")

    expect(choice("territory", "kept")).to_be_checked()
    choice("owner", "gone").check()
    expect(choice("territory", "gone")).to_be_checked()
    choice("territory", "kept").check()
    choice("owner", "kept").check()
    choice("owner", "gone").check()
    expect(choice("territory", "kept")).to_be_checked()
