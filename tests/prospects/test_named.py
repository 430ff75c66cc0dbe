"""Stage and colour, with a word, wherever a prospect is named, and an account's tier (domain.md, D1.3)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.customers.models import DuplicatePair
from prospects.choices import LedgerKind, Stage
from prospects.models import Prospect
from prospects.services.ledger import enter
from tests.cast import Cast
from tests.factories.accounts import AccountFactory
from tests.factories.customers import ContactFactory, CustomerFactory
from tests.factories.prospects import ProspectFactory, StepFactory
from tests.factories.timeline import TouchFactory
from tests.factories.visits import LeftOutFactory, VisitFactory, VisitPlanFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def alba(cast: Cast) -> Prospect:
    """A prospect of the owner at a yellow step, who buys something else already, as an A account."""
    customer = CustomerFactory(name="Alba Oil", owner=cast.owner)
    AccountFactory(customer=customer, tier="A", computed_tier="A")
    step = StepFactory(stage=Stage.LIKELY, name="Sample out")
    return ProspectFactory(customer=customer, stage=Stage.LIKELY, step=step)


def shown(client: Client, address: str, **params: Any) -> str:
    """Return the part of the page around the prospect's name, up to the end of its row."""
    page = client.get(address, params).content.decode()
    return " ".join(re.findall(r"Alba Oil.{0,700}", page, re.DOTALL))


STAGE_TAG, TIER_TAG = "tag--yellow", "tier--a"


def assert_marked(text: str) -> None:
    assert STAGE_TAG in text
    assert "Sample out" in text
    assert TIER_TAG in text


@pytest.mark.parametrize("name", ["visits:today", "visits:week", "shell:home"])
def test_visits_are_marked(client: Client, cast: Cast, alba: Prospect, name: str) -> None:
    VisitFactory(customer=alba.customer, rep=cast.owner, date=TODAY())
    client.force_login(cast.owner)
    assert_marked(shown(client, reverse(name), week=TODAY().isoformat(), date=TODAY().isoformat()))


def test_the_visit_page_is_marked(client: Client, cast: Cast, alba: Prospect) -> None:
    visit = VisitFactory(customer=alba.customer, rep=cast.owner, date=TODAY())
    client.force_login(cast.owner)
    page = client.get(visit.get_absolute_url()).content.decode()
    assert_marked(page[page.index("<h1>") : page.index("</h1>")])


def test_who_is_left_out_is_marked(client: Client, cast: Cast, alba: Prospect) -> None:
    monday = TODAY() - timedelta(days=TODAY().weekday())
    plan = VisitPlanFactory(rep=cast.owner, week=monday, planned_at=timezone.now())
    LeftOutFactory(plan=plan, customer=alba.customer)
    client.force_login(cast.owner)
    assert_marked(shown(client, reverse("visits:week"), week=monday.isoformat()))


def test_touches_and_next_steps_are_marked(client: Client, cast: Cast, alba: Prospect) -> None:
    TouchFactory(customer=alba.customer, by=cast.owner, next_step="Ring again", next_step_on=TODAY())
    client.force_login(cast.owner)
    assert_marked(shown(client, reverse("timeline:touches")))
    assert_marked(shown(client, reverse("shell:home")))


def test_what_search_finds_is_marked(client: Client, cast: Cast, alba: Prospect) -> None:
    ContactFactory(customer=alba.customer, name="Alba Frey")
    client.force_login(cast.owner)
    for address in (reverse("shell:search"), reverse("shell:palette")):
        page = client.get(address, {"q": "alba"}).content.decode()
        # The prospect itself, its customer and the contact there.
        assert page.count(STAGE_TAG) == 3
        assert page.count(TIER_TAG) == 2


def test_the_ledger_and_who_was_given_up_early_are_marked(client: Client, cast: Cast, alba: Prospect) -> None:
    enter(prospect=alba, kind=LedgerKind.NEW_NAME)
    ProspectFactory(
        customer=CustomerFactory(name="Berg Gas", owner=cast.owner), given_up=True, given_up_early=True
    )
    client.force_login(cast.manager)
    page = shown(client, reverse("prospects:plan100"))
    assert STAGE_TAG in page
    page = client.get(reverse("prospects:plan100")).content.decode()
    assert re.search(r'Berg Gas <span class="tag tag--grey">Given up', page)
    home = client.get(f"{reverse('shell:home')}").content.decode()
    panels = home + "".join(
        client.get(url).content.decode() for url in re.findall(r'hx-get="(/[^"]*panel[^"]*)"', home)
    )
    assert re.search(r'Berg Gas <span class="tag tag--grey">Given up', panels)


def test_likely_duplicates_are_marked(client: Client, cast: Cast, alba: Prospect) -> None:
    other = CustomerFactory(owner=cast.owner)
    DuplicatePair.objects.create(a=alba.customer, b=other, score=90, reasons=[])
    client.force_login(cast.owner)
    assert_marked(shown(client, reverse("customers:duplicates")))


def test_who_returns_to_the_pool_is_marked(client: Client, cast: Cast) -> None:
    step = StepFactory(stage=Stage.LIKELY, name="Sample out")
    ProspectFactory(
        customer=CustomerFactory(name="Alba Oil", owner=cast.owner),
        stage=Stage.LIKELY,
        step=step,
        held_since=TODAY() - timedelta(days=55),
    )
    client.force_login(cast.owner)
    assert re.search(
        r'Alba Oil <span class="tag tag--yellow">Sample out',
        client.get(reverse("shell:home")).content.decode(),
    )
