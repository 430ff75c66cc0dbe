"""What giving up and the pool say of visits ahead, before and after."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.history.models import Event
from prospects.models import Prospect
from tests.cast import Cast
from tests.factories.accounts import AccountFactory
from tests.factories.customers import CustomerFactory
from tests.factories.prospects import ProspectFactory
from tests.factories.visits import VisitFactory
from visits.choices import VisitState
from visits.models import Visit

pytestmark = pytest.mark.django_db
WARNING = "What was agreed is cancelled."


@pytest.fixture
def agreed(cast: Cast) -> Visit:
    prospect = ProspectFactory(customer=CustomerFactory(name="Alba Oil", owner=cast.owner, team=cast.harbour))
    day = timezone.localdate() + timedelta(days=2)
    reasons = [{"code": "appointment", "by": "Olga Owner"}]
    return VisitFactory(
        customer=prospect.customer, date=day, starts=time(14, 30), ends=time(15), fixed=True, reasons=reasons
    )


def page(client: Client, rep: object) -> str:
    client.force_login(rep)  # type: ignore[arg-type]
    return client.get(reverse("prospects:give-up", args=[Prospect.objects.get().pk])).content.decode()


def test_the_page_names_what_will_be_cancelled(client: Client, cast: Cast, agreed: Visit) -> None:
    text = page(client, cast.owner)
    assert WARNING in text
    assert "2:30" in text or "14:30" in text
    assert "visit by Olga Owner" in text


def test_nothing_is_cancelled_of_who_buys(client: Client, cast: Cast, agreed: Visit) -> None:
    AccountFactory(customer=agreed.customer)
    text = page(client, cast.owner)
    assert WARNING not in text
    assert "The visits stay in the plan" in text


def test_the_feed_says_why(client: Client, cast: Cast, agreed: Visit) -> None:
    client.force_login(cast.owner)
    url = reverse("prospects:give-up", args=[Prospect.objects.get().pk])
    client.post(url, {"reason": "no_need", "note": "They heat with gas."})
    agreed.refresh_from_db()
    assert agreed.state == VisitState.CANCELLED
    assert Event.objects.filter(verb="visit.cancelled").count() == 1
    feed = client.get(agreed.customer.get_absolute_url()).content.decode()
    assert "The prospect was given up." in feed


def test_a_former_rep_reads_no_address_on_a_visit_that_was_cancelled(
    client: Client, cast: Cast, agreed: Visit
) -> None:
    customer = agreed.customer
    agreed.state = VisitState.CANCELLED
    agreed.save()
    client.force_login(cast.owner)
    assert customer.street in client.get(agreed.get_absolute_url()).content.decode()
    customer.owner = cast.mate
    customer.save()
    text = client.get(agreed.get_absolute_url()).content.decode()
    assert [part for part in (customer.street, customer.phone) if part in text] == []


def test_no_day_of_return_for_who_has_a_visit_ahead(client: Client, cast: Cast, agreed: Visit) -> None:
    today = timezone.localdate()
    Prospect.objects.update(held_since=today - timedelta(days=58))
    assert list(Prospect.objects.returning(today)) == []
    Visit.objects.all().delete()
    assert list(Prospect.objects.returning(today)) == [Prospect.objects.get()]
