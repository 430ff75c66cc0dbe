"""Visits and plans in the API."""

from datetime import timedelta

import pytest

from crm.jobs.services import run_due
from tests.api import program_of, wrong
from tests.factories.accounts import AccountFactory
from tests.factories.customers import CustomerFactory
from tests.factories.visits import LeftOutFactory, VisitFactory, VisitPlanFactory
from visits.boards.week import LEFT_OUT_SHOWN
from visits.choices import VisitState
from visits.clock import iso_week, monday_of, next_week, today_of
from visits.models import Visit, VisitPlan

VISITS, PLANS = "/api/v1/visits/", "/api/v1/visit-plans/"


@pytest.fixture
def owner(cast):
    return program_of(cast.owner)


@pytest.fixture
def alba(cast):
    customer = CustomerFactory(name="Alba Oil", owner=cast.owner, team=cast.harbour)
    return AccountFactory(customer=customer, tier="A").customer


@pytest.fixture
def today(cast):
    return today_of(cast.owner)


@pytest.fixture
def planned(alba, cast, today):
    return VisitFactory(customer=alba, rep=cast.owner, date=today)


def post(client, visit, action, **values):
    return client.post(f"{VISITS}{visit.pk}/{action}/", values, format="json")


def appointment(customer, day, **more):
    return {"customer": customer.pk, "date": day.isoformat(), "starts": "10:00", **more}


def test_an_appointment_is_made_as_long_as_the_tier_asks(owner, alba, cast, today):
    made = owner.post(VISITS, appointment(alba, today, occasion="survey"), format="json")
    found = made.json()
    assert (made.status_code, found["rep"], found["fixed"]) == (201, cast.owner.pk, True)
    assert (found["starts"], found["ends"], found["customer_name"]) == ("10:00:00", "11:00:00", "Alba Oil")
    assert found["why"] == ["appointment made by Olga Owner"]
    assert found["reasons"] == ["appointment"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"date": "2020-01-06"}, "date"),
        ({"date": "9999-12-31"}, "date"),
        ({"starts": "25:00"}, "starts"),
        ({"starts": "23:50"}, "starts"),
        ({"minutes": 1}, "minutes"),
        ({"customer": 0}, "customer"),
        ({"occasion": "party"}, "occasion"),
    ],
)
def test_what_is_wrong_with_an_appointment_is_named(owner, alba, today, change, field):
    assert field in wrong(owner.post(VISITS, appointment(alba, today) | change, format="json"))
    assert not Visit.objects.exists()


def test_two_appointments_at_once_are_refused(owner, alba, cast, today):
    other = CustomerFactory(owner=cast.owner)
    owner.post(VISITS, appointment(alba, today), format="json")
    assert wrong(owner.post(VISITS, appointment(other, today), format="json")) == {"starts": "clash"}


def test_a_leader_makes_appointments_for_their_people_a_mate_does_not(alba, cast, today):
    sent = appointment(alba, today, rep=cast.owner.pk)
    assert program_of(cast.manager).post(VISITS, sent, format="json").status_code == 201
    found = wrong(program_of(cast.mate).post(VISITS, sent, format="json"))
    assert found == {"customer": "does_not_exist", "rep": "does_not_exist"}


def test_a_visit_is_moved_done_reopened_missed_and_cancelled(owner, planned, today):
    tomorrow = (today + timedelta(days=1)).isoformat()
    moved = post(owner, planned, "move", date=tomorrow, starts="14:00").json()
    assert (moved["date"], moved["starts"], moved["fixed"]) == (tomorrow, "14:00:00", True)
    assert wrong(post(owner, planned, "done")) == {None: "ahead"}
    post(owner, planned, "move", date=today.isoformat(), starts="14:00")
    assert post(owner, planned, "done").json()["state"] == "done"
    assert post(owner, planned, "reopen").json()["state"] == "planned"
    assert post(owner, planned, "missed", reason="absent").json()["missed_reason"] == "absent"
    post(owner, planned, "reopen")
    assert post(owner, planned, "cancel", reason="moved house").json()["state"] == "cancelled"
    assert wrong(post(owner, planned, "move", date=tomorrow, starts="14:00")) == {None: "not_open"}


def test_done_twice_with_one_key_is_done_once(owner, planned):
    url, key = f"{VISITS}{planned.pk}/done/", {"HTTP_IDEMPOTENCY_KEY": "done"}
    first, again = owner.post(url, **key), owner.post(url, **key)
    assert first.json() == again.json()
    assert again.headers["Idempotent-Replay"] == "true"


def test_a_missed_visit_needs_a_reason(owner, planned):
    assert wrong(post(owner, planned, "missed")) == {"reason": "required"}
    assert wrong(post(owner, planned, "missed", reason="bored")) == {"reason": "invalid_choice"}


def test_the_owner_of_the_customer_sees_a_colleagues_visit_and_leaves_it_alone(owner, alba, cast, today):
    visit = VisitFactory(customer=alba, rep=cast.mate, date=today)
    assert owner.get(f"{VISITS}{visit.pk}/").status_code == 200
    for action in ("move", "done", "missed", "cancel", "reopen"):
        assert post(owner, visit, action).status_code == 403


def test_visits_are_listed_by_rep_day_and_state(owner, planned, alba, cast, today):
    VisitFactory(customer=alba, rep=cast.owner, date=today - timedelta(days=30), state=VisitState.DONE)

    def found(query):
        return [row["id"] for row in owner.get(f"{VISITS}?{query}").json()["results"]]

    assert found(f"date_after={today}&rep={cast.owner.pk}") == [planned.pk]
    assert found("state=planned&state=confirmed") == [planned.pk]
    assert found(f"customer={alba.pk}&state=missed") == []


# Plans --------------------------------------------------------------------------------------------


def test_all_who_are_left_out_come_in_pages(owner, cast, django_assert_max_num_queries):
    plan = VisitPlanFactory(rep=cast.owner)
    for value in range(LEFT_OUT_SHOWN + 2):
        LeftOutFactory(plan=plan, customer__owner=cast.owner, value=value)
    shown = owner.get(f"/api/v1/visit-plans/{plan.pk}/").json()["left_out"]
    assert (len(shown), shown[0]["value"]) == (LEFT_OUT_SHOWN, LEFT_OUT_SHOWN + 1)
    with django_assert_max_num_queries(8):
        first = owner.get(f"/api/v1/visit-plans/{plan.pk}/left-out/?page_size=50").json()
    second = owner.get(first["next"]).json()
    values = [row["value"] for page in (first, second) for row in page["results"]]
    assert values == list(range(LEFT_OUT_SHOWN + 1, -1, -1))


def test_a_plan_shows_its_visits_and_who_is_left_out(owner, alba, cast, today):
    monday = monday_of(today)
    plan = VisitPlanFactory(rep=cast.owner, week=monday, travel_by_day={today.isoformat(): 1800})
    visit = VisitFactory(customer=alba, rep=cast.owner, date=today, plan=plan)
    LeftOutFactory(
        plan=plan, customer=CustomerFactory(owner=cast.owner, name="Brenner AG"), reason="day_full"
    )
    found = owner.get(f"{PLANS}{plan.pk}/").json()
    assert (found["week"], found["monday"]) == (iso_week(monday), monday.isoformat())
    assert [one["id"] for one in found["visits"]] == [visit.pk]
    assert found["left_out"][0]["customer_name"] == "Brenner AG"
    assert found["left_out"][0]["text"] == "Each of its days has the most visits a day may have."
    assert found["travel_by_day"] == {today.isoformat(): 1800}


def test_a_week_is_planned_by_a_job_and_confirmed(owner, alba, cast, today):
    week = iso_week(next_week(today))
    job = owner.post(PLANS, {"week": week}, format="json")
    assert (job.status_code, job.json()["state"]) == (202, "waiting")
    again = owner.post(PLANS, {"week": week, "rep": cast.owner.pk}, format="json")
    assert again.json()["id"] == job.json()["id"]
    run_due()
    assert owner.get(f"/api/v1/jobs/{job.json()['id']}/").json()["result"]["plans"] == 1
    [row] = owner.get(f"{PLANS}?week={week}").json()["results"]
    assert "visits" not in row
    confirmed = owner.post(f"{PLANS}{row['id']}/confirm/").json()
    assert confirmed["state"] == "confirmed"
    assert {visit["state"] for visit in confirmed["visits"]} == {"confirmed"}


def test_what_is_not_planned_is_not_confirmed(owner, cast):
    plan = VisitPlanFactory(rep=cast.owner)
    assert wrong(owner.post(f"{PLANS}{plan.pk}/confirm/")) == {None: "not_planned"}


@pytest.mark.parametrize("week", ["2020-W01", "2026-W99", "soon", "9999-12-31", ""])
def test_a_week_that_cannot_be_planned_is_named(owner, week):
    assert "week" in wrong(owner.post(PLANS, {"week": week}, format="json"))


def test_nobody_plans_for_people_they_do_not_see(cast):
    sent = {"week": "2199-W01", "rep": cast.owner.pk}
    assert wrong(program_of(cast.mate).post(PLANS, sent, format="json")) == {"rep": "does_not_exist"}


def test_plans_are_those_of_reps_one_sees(cast):
    VisitPlanFactory(rep=cast.owner)
    assert VisitPlan.objects.count() == 1
    assert len(program_of(cast.manager).get(PLANS).json()["results"]) == 1
    assert program_of(cast.mate).get(PLANS).json()["results"] == []
    assert wrong(program_of(cast.manager).get(f"{PLANS}?week=soon")) == {"week": "invalid"}
