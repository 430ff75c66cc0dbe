"""The question that a prospect's card asks after enough visits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.customers.models import Customer
from prospects.choices import Disposition
from prospects.models import Prospect
from prospects.services import set_disposition
from tests.cast import Cast
from tests.factories.customers import CustomerFactory
from tests.factories.prospects import ProspectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
QUESTION = "Decide: continue, keep warm or give up?"


@pytest.fixture
def prospect(client: Client, cast: Cast) -> Prospect:
    client.force_login(cast.owner)
    customer = CustomerFactory(owner=cast.owner, last_visit_on=timezone.localdate())
    found: Prospect = ProspectFactory(customer=customer, visits_made=5)
    return found


def asked(client: Client, prospect: Prospect) -> bool:
    return QUESTION in client.get(prospect.get_absolute_url()).content.decode()


def test_asked_after_enough_visits_until_somebody_decides(
    client: Client, cast: Cast, prospect: Prospect
) -> None:
    page = client.get(prospect.get_absolute_url()).content.decode()
    assert QUESTION in page
    assert "5 visits were made." in page
    assert reverse("prospects:disposition", args=[prospect.pk]) in page
    set_disposition(prospect=prospect, disposition=Disposition.CONTINUE, by=cast.owner)
    assert not asked(client, prospect)
    Customer.objects.update(last_visit_on=timezone.localdate() + timedelta(days=1))
    assert asked(client, prospect)


@pytest.mark.parametrize("values", [{"visits_made": 4}, {"disposition": Disposition.KEEP_WARM}])
def test_not_asked_before_nor_of_who_is_kept_warm(
    client: Client, prospect: Prospect, values: dict[str, object]
) -> None:
    Prospect.objects.update(**values)
    assert not asked(client, prospect)
