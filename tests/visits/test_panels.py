"""Visits on the home page, on the customer's card and on the feed; plans in the admin."""

from __future__ import annotations

import re
from datetime import time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm.timeline.feed_sources import feed_of
from tests.cast import Cast
from tests.factories.people import UserFactory
from tests.factories.visits import VisitFactory, VisitPlanFactory
from tests.visits.conftest import MONDAY, account_of
from visits.choices import VisitState
from visits.services.appointments import cancel_visit, make_appointment, move_visit
from visits.services.outcomes import complete_visit, miss_visit, reopen_visit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("services.appointments", "services.outcomes", "panels"):
        monkeypatch.setattr(f"visits.{module}.today_of", lambda _rep: MONDAY)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_args: MONDAY)


def panel(client: Client, user, key: str) -> str:
    client.force_login(user)
    return client.get(reverse("shell:panel", args=[key])).content.decode()


def test_a_reps_home_page_lists_the_visits_of_the_day(client: Client, cast: Cast) -> None:
    visit = VisitFactory(customer=account_of(cast.owner).customer, rep=cast.owner)
    client.force_login(cast.owner)
    assert visit.get_absolute_url() in client.get(reverse("shell:home")).content.decode()


def test_a_manager_without_visits_has_no_such_panel(client: Client, cast: Cast) -> None:
    client.force_login(cast.manager)
    assert "Today&#x27;s visits" not in client.get(reverse("shell:home")).content.decode()


def test_a_manager_sees_how_far_the_teams_plans_are(client: Client, cast: Cast) -> None:
    VisitPlanFactory(rep=cast.owner, week=MONDAY, planned_at="2026-11-20T18:00:00Z", state="confirmed")
    VisitFactory(customer=account_of(cast.owner).customer, rep=cast.owner, state=VisitState.MISSED)
    html = panel(client, cast.manager, "visits.plans")
    assert cast.owner.name in html
    assert cast.mate.name in html
    assert cast.stranger.name not in html
    assert "onfirmed" in html
    assert "ot planned" in html


def test_who_leads_several_teams_reads_whose_each_rep_is(client: Client, cast: Cast) -> None:
    UserFactory(name="Aaron Last", team=cast.other_manager.team)
    html = panel(client, cast.regional, "visits.plans")
    reps = re.findall(r"rep=\d+&amp;week=[^>]*>([^<]+)</a><small>([^<]+)</small>", html)
    assert reps == sorted(reps, key=lambda line: (line[1], line[0]))
    assert {team for _name, team in reps} == {"Harbour", "Hills"}
    assert "<small>" not in panel(client, cast.manager, "visits.plans")


def test_a_rep_has_no_panel_of_plans(client: Client, cast: Cast) -> None:
    client.force_login(cast.owner)
    assert client.get(reverse("shell:panel", args=["visits.plans"])).status_code == 404


def test_the_panels_queries_do_not_grow_with_reps(client: Client, cast: Cast) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("shell:panel", args=["visits.plans"]))
        return len(queries)

    VisitPlanFactory(rep=cast.owner, week=MONDAY)
    client.force_login(cast.manager)
    one = count()
    for _ in range(3):
        VisitPlanFactory(rep=UserFactory(team=cast.harbour), week=MONDAY)
    assert count() == one


def test_the_customers_card_has_a_tab_of_visits(client: Client, cast: Cast) -> None:
    customer = account_of(cast.owner).customer
    coming = VisitFactory(customer=customer, rep=cast.owner)
    over = VisitFactory(
        customer=customer, rep=cast.mate, state=VisitState.DONE, date=MONDAY - timedelta(days=9)
    )
    client.force_login(cast.owner)
    html = client.get(reverse("customers:card", args=[customer.pk]), {"tab": "visits"}).content.decode()
    assert coming.get_absolute_url() in html
    assert over.get_absolute_url() in html
    assert f"{reverse('visits:create')}?customer={customer.pk}" in html


def test_the_feed_tells_what_became_of_visits(cast: Cast) -> None:
    customer = account_of(cast.owner, customer__name="Alba").customer
    facts = {"customer": customer, "rep": cast.owner, "by": cast.manager}
    first = make_appointment(date=MONDAY, starts=time(10), **facts)
    complete_visit(visit=first, by=cast.owner)
    reopen_visit(visit=first, by=cast.owner)
    moved = move_visit(visit=first, date=MONDAY + timedelta(days=1), starts=time(11, 30), by=cast.owner)
    cancel_visit(visit=moved, by=cast.owner, reason="moved away")
    second = make_appointment(date=MONDAY, starts=time(15), **facts)
    miss_visit(visit=second, reason="absent", note="next week", by=cast.owner)
    items, _more = feed_of(customer, cast.owner)
    lines = [str(item.line).replace("\u202f", " ") for item in reversed(items)]
    assert lines == [
        "<strong>Max Manager</strong> made an appointment for Mon, Nov 23, 10:00 AM, visit by Olga Owner",
        "Olga Owner visited on Mon, Nov 23",
        "<strong>Olga Owner</strong> took back that the visit was done",
        "<strong>Olga Owner</strong> moved the visit of Mon, Nov 23, 10:00 AM to Tue, Nov 24, 11:30 AM",
        "<strong>Olga Owner</strong> cancelled the visit of Tue, Nov 24, 11:30 AM",
        "<strong>Max Manager</strong> made an appointment for Mon, Nov 23, 3:00 PM, visit by Olga Owner",
        "The visit of Olga Owner on Mon, Nov 23 was missed",
    ]
    assert [item.detail for item in items if item.detail] == ["Nobody there: next week", "moved away"]


@pytest.mark.parametrize("name", ["visitplan", "visit"])
def test_the_admin_looks_and_does_not_touch(client: Client, cast: Cast, name: str) -> None:
    plan = VisitPlanFactory(rep=cast.owner, week=MONDAY)
    visit = VisitFactory(customer=account_of(cast.owner).customer, rep=cast.owner, plan=plan)
    cast.admin.is_superuser = True
    cast.admin.save()
    client.force_login(cast.admin)
    pk = plan.pk if name == "visitplan" else visit.pk
    assert client.get(reverse(f"admin:visits_{name}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:visits_{name}_change", args=[pk])).status_code == 200
    assert client.get(reverse(f"admin:visits_{name}_add")).status_code == 403
    assert client.post(reverse(f"admin:visits_{name}_change", args=[pk]), {}).status_code == 403
    assert client.post(reverse(f"admin:visits_{name}_delete", args=[pk]), {"post": "yes"}).status_code == 403
