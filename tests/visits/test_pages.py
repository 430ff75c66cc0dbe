"""My week, Today and the pages of one visit."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crm.jobs.models import Job
from crm.jobs.services import run_due
from crm.people.models import User
from tests.cast import SEES_OWNERS_RECORDS, Cast
from tests.factories.customers import ContactFactory
from tests.factories.people import LeaveFactory
from tests.factories.prospects import ProspectFactory
from tests.factories.visits import LeftOutFactory, VisitFactory, VisitPlanFactory
from tests.visits.conftest import BERN, MONDAY, account_of
from visits.choices import PlanState, VisitState
from visits.models import Visit, VisitPlan
from visits.services.planning import plan_week

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Monday, 9:00 in London."""
    monkeypatch.setattr(timezone, "now", lambda: NINE)


@pytest.fixture
def owner(cast: Cast) -> User:
    cast.owner.base_latitude, cast.owner.base_longitude = BERN
    cast.owner.save()
    return cast.owner


def visit_of(owner: User, **fields: Any) -> Visit:
    account = account_of(owner)
    return VisitFactory(customer=account.customer, rep=owner, **{"tier": account.tier} | fields)


def page(client: Client, user: User, name: str, *args: object, **query: object) -> Any:
    client.force_login(user)
    return client.get(reverse(f"visits:{name}", args=args), query)


def press(client: Client, user: User, name: str, *args: object, **data: object) -> Any:
    client.force_login(user)
    return client.post(reverse(f"visits:{name}", args=args), data)


def toasts(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


# Who sees whose week -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["week", "today"])
def test_whose_records_one_sees_ones_week_one_sees(client: Client, cast: Cast, name: str) -> None:
    seen = {
        who
        for who, person in cast.named().items()
        if page(client, person, name, rep=cast.owner.pk).status_code == 200
    }
    assert seen == SEES_OWNERS_RECORDS


@pytest.mark.parametrize("rep", ["x", "0", "999999", "-1"])
def test_nobody_is_a_404(client: Client, cast: Cast, rep: str) -> None:
    assert page(client, cast.admin, "week", rep=rep).status_code == 404


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("week", {"week": "2026-W99"}),
        ("week", {"week": "soon"}),
        ("week", {"week": "0001-W01"}),
        ("today", {"date": "2026-13-01"}),
        ("today", {"date": "0001-01-01"}),
        ("today", {"date": "9999-12-31"}),
    ],
)
def test_no_such_day_is_a_404(client: Client, cast: Cast, name: str, query: dict[str, str]) -> None:
    assert page(client, cast.owner, name, **query).status_code == 404


def test_a_leader_picks_one_of_their_people(client: Client, cast: Cast) -> None:
    html = page(client, cast.manager, "week").content.decode()
    assert cast.owner.name in html
    assert cast.mate.name in html
    assert cast.stranger.name not in html


def test_a_rep_picks_nobody(client: Client, cast: Cast) -> None:
    assert "rep-picker" not in page(client, cast.owner, "week").content.decode()


# My week ------------------------------------------------------------------------------------------


def test_the_week_shows_times_reasons_and_who_is_left_out(client: Client, owner: User) -> None:
    plan = VisitPlanFactory(rep=owner, planned_at=NINE, travel_by_day={"2026-11-23": 3900})
    visit = visit_of(
        owner,
        plan=plan,
        starts=time(9, 10),
        travel=600,
        reasons=[{"code": "cadence", "tier": "A", "every": 7, "last": "2026-11-14"}],
    )
    rival = account_of(owner).customer
    left = LeftOutFactory(
        plan=plan,
        customer=account_of(owner).customer,
        reason="lower_priority",
        detail={"others": [rival.pk], "tier": "B", "why": [{"code": "left_out", "weeks": 2}]},
    )
    html = page(client, owner, "week", week="2026-W48").content.decode()
    assert visit.customer.name.replace("&", "&amp;").replace("'", "&#x27;") in html
    assert "Tier A, last visit 9 days ago, due every 7 days" in html
    assert "10 min travel" in html
    assert "1 of 8 · 1 hr 5 min travel" in html
    assert f"worth as much or more: {rival.name}".replace("&", "&amp;").replace("'", "&#x27;") in html
    assert "did not fit 2 weeks in a row" in html
    assert left.customer.get_absolute_url() in html


def test_a_week_without_a_plan_says_what_to_do(client: Client, owner: User) -> None:
    assert "not planned yet" in page(client, owner, "week", week="2026-W50").content.decode()
    assert "was not planned" in page(client, owner, "week", week="2026-W40").content.decode()


def test_days_off_say_why(client: Client, owner: User) -> None:
    LeaveFactory(person=owner, starts_on=MONDAY, ends_on=MONDAY, kind="sick")
    visit_of(owner)
    assert "Sick leave" in page(client, owner, "week", week="2026-W48").content.decode()


def test_the_map_holds_a_line_a_day(client: Client, owner: User) -> None:
    visit_of(owner)
    visit_of(owner, date=MONDAY + timedelta(days=1))
    nowhere = visit_of(owner)
    nowhere.customer.latitude = None
    nowhere.customer.save()
    data = page(client, owner, "week", week="2026-W48").context["map_data"]
    assert [len(day["stops"]) for day in data["days"]] == [1, 1]
    assert data["base"]["lat"] == BERN[0]
    json.dumps(data)


@pytest.mark.parametrize("name", ["week", "today"])
def test_queries_do_not_grow_with_visits(client: Client, owner: User, name: str) -> None:
    plan = VisitPlanFactory(rep=owner, planned_at=NINE)

    client.force_login(owner)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(f"visits:{name}")).status_code == 200
        return len(queries)

    def add() -> None:
        visit = visit_of(owner, plan=plan)
        ContactFactory(customer=visit.customer)
        other = account_of(owner).customer
        LeftOutFactory(plan=plan, customer=other, detail={"others": [visit.customer_id, plan.pk]})

    add()
    count()  # the rules of the admin are remembered after the first page
    one = count()
    add()
    add()
    assert count() == one
    assert one <= 16


# Planning -----------------------------------------------------------------------------------------


def test_planning_is_queued_and_its_progress_shown(client: Client, owner: User) -> None:
    account_of(owner)
    response = press(client, owner, "plan", week="2026-W49", rep=owner.pk)
    job = Job.objects.get(kind="visits.plan")
    assert response.url == f"/week/?week=2026-W49&rep={owner.pk}&job={job.pk}"
    assert f"/jobs/{job.pk}/progress/" in client.get(response.url).content.decode()
    run_due()
    assert f"/jobs/{job.pk}/progress/" not in client.get(response.url).content.decode()
    assert VisitPlan.objects.get().visits.count() == 1


def test_a_week_that_is_over_is_not_planned(client: Client, owner: User) -> None:
    response = press(client, owner, "plan", week="2026-W47", rep=owner.pk)
    assert "is over" in toasts(response)[0]
    assert not Job.objects.exists()


def test_who_plans_for_whom(client: Client, cast: Cast) -> None:
    allowed = {
        who
        for who, person in cast.named().items()
        if press(client, person, "plan", rep=cast.owner.pk).status_code == 302
    }
    assert allowed == SEES_OWNERS_RECORDS


def test_confirming_the_week(client: Client, owner: User) -> None:
    account_of(owner)
    plan = plan_week(rep=owner, week=MONDAY + timedelta(days=7), by=owner)
    response = press(client, owner, "confirm", plan.pk)
    assert "Confirmed" in toasts(response)[0]
    plan.refresh_from_db()
    assert plan.state == PlanState.CONFIRMED


# Today --------------------------------------------------------------------------------------------


def test_today_is_the_reps_own_date(client: Client, owner: User) -> None:
    owner.time_zone = "Pacific/Auckland"
    owner.save()
    assert page(client, owner, "today").context["board"].date == MONDAY
    owner.time_zone = "Pacific/Honolulu"
    owner.save()
    assert page(client, owner, "today").context["board"].date == MONDAY - timedelta(days=1)


def test_the_next_visit_comes_first_and_what_is_over_last(client: Client, owner: User) -> None:
    done = visit_of(owner, starts=time(8), state=VisitState.DONE)
    late = visit_of(owner, starts=time(15), ends=time(16))
    soon = visit_of(owner, starts=time(10), ends=time(11))
    context = page(client, owner, "today").context
    assert [line.visit for line, _url in context["rows"]] == [soon, late]
    assert [line.number for line, _url in context["rows"]] == [2, 3]
    assert [line.visit for line in context["board"].closed_lines] == [done]


def test_a_weekend_shows_the_visits_of_monday(
    client: Client, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = visit_of(owner)
    visit_of(owner, date=MONDAY + timedelta(days=1))
    monkeypatch.setattr(timezone, "now", lambda: NINE - timedelta(days=2))
    for address in (reverse("visits:today"), reverse("shell:home")):
        client.force_login(owner)
        html = client.get(address).content.decode()
        assert "Sat, Nov 21" in html
        assert "Next: Mon, Nov 23" in html
        assert visit.get_absolute_url() in html
        assert f"{reverse('visits:today')}?date=2026-11-23" in html or "?date=2026-11-23&amp;rep=" in html


def test_nothing_ahead_leads_to_the_week(client: Client, owner: User) -> None:
    visit_of(owner, state=VisitState.DONE, date=MONDAY + timedelta(days=1))
    visit_of(owner, date=MONDAY + timedelta(days=20))
    html = page(client, owner, "today").content.decode()
    assert "No visits on Mon, Nov 23" in html
    assert "Next:" not in html
    assert "Open the week" in html


def test_call_and_navigate(client: Client, owner: User) -> None:
    visit = visit_of(owner)
    visit.customer.phone = ""
    visit.customer.save()
    ContactFactory(customer=visit.customer, phone="+41 31 123")
    html = page(client, owner, "today").content.decode()
    assert 'href="tel:+4131123"' in html
    assert 'href="https://www.openstreetmap.org/?mlat=' in html
    client.force_login(owner)
    apple = client.get(reverse("visits:today"), headers={"user-agent": "Mozilla/5.0 (iPhone)"})
    assert 'href="maps:?daddr=' in apple.content.decode()


def test_a_day_ahead_has_no_report_buttons(client: Client, owner: User) -> None:
    visit = visit_of(owner, date=MONDAY + timedelta(days=1))
    html = page(client, owner, "today", date="2026-11-24").content.decode()
    assert reverse("visits:done", args=[visit.pk]) not in html
    assert reverse("visits:card", args=[visit.pk]) in html


def test_an_empty_day_leads_to_the_week(client: Client, owner: User) -> None:
    html = page(client, owner, "today", date="2026-12-05").content.decode()
    assert "No visits on Sat, Dec 5" in html
    assert f"/week/?week=2026-W49&amp;rep={owner.pk}" in html


# One visit ----------------------------------------------------------------------------------------

ONE_VISIT = ["card", "move", "cancel", "missed"]
BUTTONS = ["done", "reopen"]


@pytest.mark.parametrize("name", ONE_VISIT + BUTTONS)
def test_a_visit_one_may_not_see_is_not_there(client: Client, cast: Cast, name: str) -> None:
    visit = visit_of(cast.owner)
    go = press if name in BUTTONS else page
    found = {
        who
        for who, person in cast.named().items()
        if go(client, person, name, visit.pk).status_code in (200, 302)
    }
    assert found == SEES_OWNERS_RECORDS
    assert go(client, cast.stranger, name, visit.pk).status_code == 404


def test_the_customers_owner_sees_a_colleagues_visit_but_does_not_report_it(
    client: Client, cast: Cast
) -> None:
    visit = visit_of(cast.owner, state=VisitState.PLANNED)
    Visit.objects.filter(pk=visit.pk).update(rep=cast.mate)
    assert page(client, cast.owner, "card", visit.pk).status_code == 200
    assert press(client, cast.owner, "done", visit.pk).status_code == 403
    assert page(client, cast.owner, "move", visit.pk).status_code == 403
    assert press(client, cast.mate, "done", visit.pk).status_code == 302


def test_done_goes_back_to_where_it_was_pressed(client: Client, owner: User) -> None:
    visit = visit_of(owner)
    response = press(client, owner, "done", visit.pk, next="/today/?date=2026-11-23")
    assert response.url == "/today/?date=2026-11-23"
    assert "visited" in toasts(response)[0]
    visit.refresh_from_db()
    assert visit.state == VisitState.DONE


def test_done_does_not_lead_to_strangers(client: Client, owner: User) -> None:
    visit = visit_of(owner)
    response = press(client, owner, "done", visit.pk, next="https://evil.example/")
    assert response.url == visit.get_absolute_url()


def test_a_refusal_is_a_toast(client: Client, owner: User) -> None:
    visit = visit_of(owner, date=MONDAY + timedelta(days=2))
    assert "ahead" in toasts(press(client, owner, "done", visit.pk))[0]


def test_missed_by_one_button_and_back(client: Client, owner: User) -> None:
    visit = visit_of(owner)
    press(client, owner, "missed", visit.pk, reason="absent")
    visit.refresh_from_db()
    assert (visit.state, visit.missed_reason) == ("missed", "absent")
    press(client, owner, "reopen", visit.pk)
    visit.refresh_from_db()
    assert visit.state == VisitState.PLANNED


def test_missed_without_a_reason_asks_for_it(client: Client, owner: User) -> None:
    visit = visit_of(owner)
    response = press(client, owner, "missed", visit.pk)
    assert response.status_code == 200
    assert response.context["form"].errors["reason"]


def test_moving(client: Client, owner: User) -> None:
    visit = visit_of(owner)
    response = press(client, owner, "move", visit.pk, date="2026-11-25", starts="14:30", minutes="30")
    assert response.status_code == 302
    visit.refresh_from_db()
    assert (visit.date.isoformat(), visit.starts, visit.fixed) == ("2026-11-25", time(14, 30), True)


def test_cancelling(client: Client, owner: User) -> None:
    visit = visit_of(owner)
    press(client, owner, "cancel", visit.pk, reason="closed for a week")
    visit.refresh_from_db()
    assert (visit.state, visit.note) == ("cancelled", "closed for a week")


def test_the_visits_page_tells_reasons_and_history(client: Client, owner: User) -> None:
    visit = visit_of(owner, reasons=[{"code": "never_visited", "tier": "A", "every": 7}])
    press(client, owner, "done", visit.pk)
    html = page(client, owner, "card", visit.pk).content.decode()
    assert "Tier A, never visited yet" in html
    assert owner.name in html
    assert visit.history.count() == 2


# A new appointment --------------------------------------------------------------------------------


def appointment(**fields: object) -> dict[str, object]:
    return {"date": "2026-11-26", "starts": "10:00", "occasion": "demonstration"} | fields


def test_an_appointment_from_the_customers_card(client: Client, owner: User) -> None:
    customer = account_of(owner).customer
    form = page(client, owner, "create", customer=customer.pk).context["form"]
    assert form.initial["customer"] == customer.number
    response = press(client, owner, "create", **appointment(customer=customer.number, rep=owner.pk))
    visit = Visit.objects.get()
    assert response.url == visit.get_absolute_url()
    assert (visit.occasion, visit.starts, visit.ends) == ("demonstration", time(10), time(11))


def test_a_customer_by_exact_name(client: Client, owner: User) -> None:
    customer = account_of(owner, customer__name="Alba Oil").customer
    press(client, owner, "create", **appointment(customer="alba oil", rep=owner.pk))
    assert Visit.objects.get().customer == customer


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"customer": "K-nobody"}, "customer"),
        ({"customer": ""}, "customer"),
        ({"date": "yesterday"}, "date"),
        ({"date": "2026-11-20"}, "date"),
        ({"starts": "25:00"}, "starts"),
        ({"minutes": "x"}, "minutes"),
        ({"minutes": "999999999999"}, "minutes"),
        ({"rep": "999999"}, "rep"),
        ({"occasion": "party"}, "occasion"),
    ],
)
def test_mistakes_are_shown_at_their_fields(
    client: Client, owner: User, fields: dict[str, str], wrong: str
) -> None:
    customer = account_of(owner).customer
    data = appointment(customer=customer.number, rep=owner.pk) | fields
    response = press(client, owner, "create", **data)
    assert response.status_code == 200
    assert wrong in response.context["form"].errors
    assert not Visit.objects.exists()


def test_no_appointment_with_somebody_elses_customer_or_for_somebody_else(client: Client, cast: Cast) -> None:
    customer = account_of(cast.owner).customer
    theirs = appointment(customer=customer.number, rep=cast.mate.pk)
    response = press(client, cast.mate, "create", **theirs)
    assert "customer" in response.context["form"].errors
    response = press(client, cast.owner, "create", **theirs)
    assert "rep" in response.context["form"].errors
    assert not Visit.objects.exists()


def test_a_wrong_address_fills_nothing_and_breaks_nothing(client: Client, cast: Cast) -> None:
    other = account_of(cast.stranger).customer
    for query in ({"customer": other.pk}, {"customer": "x"}, {"rep": "x"}, {"date": "x"}):
        response = page(client, cast.owner, "create", **query)
        assert response.status_code == 200
        assert other.name not in response.content.decode()


def test_a_made_visit_asks_how_to_go_on_with_the_prospect(client: Client, owner: User) -> None:
    prospect = ProspectFactory(customer__owner=owner, opened_on=MONDAY)
    visit = VisitFactory(customer=prospect.customer, rep=owner)
    assert page(client, owner, "card", visit.pk).context["efforts"] == []

    response = press(client, owner, "done", visit.pk)
    (toast,) = [str(message) for message in get_messages(response.wsgi_request)]
    assert toast == f'{visit.customer.name}: visited. <a href="{visit.get_absolute_url()}">How to go on?</a>'

    shown = page(client, owner, "card", visit.pk)
    assert shown.context["efforts"] == [prospect]
    text = shown.content.decode()
    assert "1 visit so far." in text
    assert reverse("prospects:give-up", args=[prospect.pk]) in text
    decide = {"disposition": "keep_warm", "next": visit.get_absolute_url()}
    answer = client.post(reverse("prospects:disposition", args=[prospect.pk]), decide)
    assert answer.headers["Location"] == visit.get_absolute_url()
    prospect.refresh_from_db()
    assert prospect.disposition == "keep_warm"


@pytest.mark.parametrize("closed", [{"given_up": True}, {"won": True}])
def test_what_is_decided_is_not_asked_again(client: Client, owner: User, closed: dict[str, bool]) -> None:
    prospect = ProspectFactory(customer__owner=owner, **closed)
    visit = VisitFactory(customer=prospect.customer, rep=owner, state=VisitState.DONE)
    assert page(client, owner, "card", visit.pk).context["efforts"] == []


def test_a_visit_is_planned_from_the_prospects_card(client: Client, owner: User) -> None:
    prospect = ProspectFactory(customer__owner=owner)
    form = page(client, owner, "create", customer=prospect.customer_id).context["form"]
    assert form.initial["customer"] == prospect.customer.number
    data = {
        "customer": prospect.customer.number,
        "rep": owner.pk,
        "date": MONDAY.isoformat(),
        "starts": "11:00",
        "occasion": "routine",
    }
    press(client, owner, "create", **data)
    visit = Visit.objects.get()
    assert (visit.customer, visit.starts, visit.ends) == (prospect.customer, time(11), time(11, 45))


@pytest.mark.parametrize("key", ["9" * 5000, "9" * 19, "x", "-1", "٣"])
def test_a_key_that_is_none_is_nobodys(client: Client, cast: Cast, key: str) -> None:
    assert press(client, cast.manager, "plan", rep=key, week="2026-W48").status_code == 404
