"""People in the API: log-in and its lock, oneself, absence, handing over."""

from datetime import date

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from crm.api.models import ApiToken
from crm.people.models import Deputy, Leave
from tests.api import program_of, wrong
from tests.factories.customers import CustomerFactory
from tests.factories.people import PASSWORD, LeaveFactory, UserFactory


def log_in(email, password=PASSWORD, **more):
    return APIClient().post("/api/v1/token/", {"email": email, "password": password, **more}, format="json")


def test_a_token_is_given_for_the_password_and_kept_as_a_digest_only(cast):
    response = log_in(cast.owner.email, name="Phone")
    assert response.status_code == 201
    key = response.json()["token"]
    assert key not in str(list(ApiToken.objects.values()))
    client = APIClient(headers={"Authorization": f"Token {key}"})
    assert client.get("/api/v1/me/").json()["email"] == cast.owner.email
    assert ApiToken.objects.get().last_used_on == timezone.localdate()


def test_logging_in_again_by_the_same_name_replaces_the_token(cast):
    first = log_in(cast.owner.email, name="Phone").json()["token"]
    log_in(cast.owner.email, name="Laptop")
    log_in(cast.owner.email, name="Phone")
    assert sorted(ApiToken.objects.values_list("name", flat=True)) == ["Laptop", "Phone"]
    assert APIClient(headers={"Authorization": f"Token {first}"}).get("/api/v1/me/").status_code == 401


def test_the_email_is_found_whatever_its_case(cast):
    assert log_in(cast.owner.email.upper()).status_code == 201


def test_a_stale_token_does_not_stand_in_the_way_of_a_log_in(cast):
    client = APIClient(headers={"Authorization": "Token gone"})
    data = {"email": cast.owner.email, "password": PASSWORD}
    assert client.post("/api/v1/token/", data, format="json").status_code == 201


@pytest.mark.parametrize("email", ["olga.owner@firm.example", "nobody@firm.example"])
def test_a_wrong_password_says_no_more_than_that(cast, email):
    response = log_in(email, "not the password")
    assert (response.status_code, response.json()["code"]) == (401, "authentication_failed")


def test_wrong_passwords_lock_the_log_in_for_the_right_one_too(cast, settings):
    settings.AXES_FAILURE_LIMIT = 3
    answers = [log_in(cast.owner.email, "not the password").status_code for _ in range(4)]
    assert answers[0] == 401
    assert answers[-1] == 429
    locked = log_in(cast.owner.email)
    assert (locked.status_code, locked.json()["code"]) == (429, "locked_out")
    assert log_in(cast.mate.email).status_code == 201


def test_a_closed_log_in_gets_no_token_and_its_tokens_stop(cast):
    client = program_of(cast.owner)
    cast.owner.is_active = False
    cast.owner.save()
    assert log_in(cast.owner.email).status_code == 401
    assert client.get("/api/v1/me/").status_code == 401


def test_a_demo_log_in_has_no_tokens_in_production(cast, settings):
    cast.owner.is_demo = True
    cast.owner.save()
    client = program_of(cast.owner)
    settings.PRODUCTION = True
    assert client.get("/api/v1/me/").status_code == 401
    assert log_in(cast.owner.email).status_code == 401


def test_log_out_ends_the_token_it_is_sent_with(cast):
    client = program_of(cast.owner)
    assert client.delete("/api/v1/token/").status_code == 204
    assert client.get("/api/v1/me/").status_code == 401


def test_a_program_is_answered_in_its_persons_language_and_time_zone(cast):
    cast.owner.language, cast.owner.time_zone = "ko", "Asia/Seoul"
    cast.owner.save()
    customer = CustomerFactory(owner=cast.owner)
    client = program_of(cast.owner)
    response = client.get(f"/api/v1/customers/{customer.pk}/")
    assert response.json()["created_at"].endswith("+09:00")
    assert response.headers["Content-Language"] == "ko"
    assert timezone.get_current_timezone_name() == "UTC"


def test_a_session_serves_as_well_as_a_token_but_only_with_its_csrf_token(cast):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(cast.owner)
    assert client.get("/api/v1/me/").status_code == 200
    assert client.patch("/api/v1/me/", {"phone": "1"}, format="json").status_code == 403


def test_oneself_is_read_and_changed(cast):
    client = program_of(cast.owner)
    changed = client.patch("/api/v1/me/", {"phone": "+49 30 1", "time_zone": "Europe/Berlin"}, format="json")
    assert changed.status_code == 200
    cast.owner.refresh_from_db()
    assert (cast.owner.phone, cast.owner.time_zone) == ("+49 30 1", "Europe/Berlin")
    assert cast.owner.history.first().history_user == cast.owner


def test_what_is_not_ones_own_to_set_stays(cast):
    program_of(cast.owner).patch("/api/v1/me/", {"role": "admin", "email": "x@y.example"}, format="json")
    cast.owner.refresh_from_db()
    assert (cast.owner.role, cast.owner.email) == ("rep", "olga.owner@firm.example")


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"base_latitude": 50}, "base_longitude"),
        ({"base_latitude": 91, "base_longitude": 0}, "base_latitude"),
        ({"language": "tlh"}, "language"),
        ({"name": ""}, "name"),
    ],
)
def test_settings_are_checked_as_on_the_page(cast, sent, field):
    assert field in wrong(program_of(cast.owner).patch("/api/v1/me/", sent, format="json"))


def test_people_are_those_one_sees(cast):
    def names(person):
        return {row["name"] for row in program_of(person).get("/api/v1/users/").json()["results"]}

    assert names(cast.owner) == {"Olga Owner"}
    assert names(cast.manager) == {"Olga Owner", "Milo Mate", "Max Manager"}
    assert "Sven Stranger" in names(cast.admin)


LEAVE = {"starts_on": "2026-12-21", "ends_on": "2026-12-23", "kind": "holiday"}


def test_a_rep_enters_and_takes_back_their_own_leave(cast):
    client = program_of(cast.owner)
    made = client.post("/api/v1/leaves/", LEAVE | {"person": cast.owner.pk}, format="json")
    assert made.status_code == 201
    assert Leave.objects.get().starts_on == date(2026, 12, 21)
    assert client.delete(f"/api/v1/leaves/{made.json()['id']}/").status_code == 204
    assert not Leave.objects.exists()


def test_leave_of_somebody_else_is_for_who_leads_them(cast):
    about_mate = LEAVE | {"person": cast.mate.pk}
    assert wrong(program_of(cast.owner).post("/api/v1/leaves/", about_mate, format="json")) == {
        "person": "does_not_exist"
    }
    assert program_of(cast.manager).post("/api/v1/leaves/", about_mate, format="json").status_code == 201


def test_a_deputy_may_not_enter_leave_for_the_absent(cast):
    Deputy.objects.create(
        principal=cast.owner, deputy=cast.mate, starts_on=timezone.localdate(), ends_on=timezone.localdate()
    )
    client = program_of(cast.mate)
    assert client.post("/api/v1/leaves/", LEAVE | {"person": cast.owner.pk}, format="json").status_code == 403
    leave = LeaveFactory(person=cast.owner)
    assert client.delete(f"/api/v1/leaves/{leave.pk}/").status_code == 403


def test_leave_that_ends_before_it_starts_names_the_field(cast):
    sent = LEAVE | {"person": cast.owner.pk, "ends_on": "2026-12-20"}
    assert "ends_on" in wrong(program_of(cast.owner).post("/api/v1/leaves/", sent, format="json"))


def test_a_deputy_is_chosen_among_the_candidates_and_named(cast):
    client = program_of(cast.owner)
    candidates = client.get("/api/v1/deputies/candidates/").json()["results"]
    assert [one["name"] for one in candidates] == sorted(one["name"] for one in candidates)
    assert {"id": cast.stranger.pk, "name": "Sven Stranger"} in candidates
    assert cast.owner.pk not in [one["id"] for one in candidates]
    sent = {
        "principal": cast.owner.pk,
        "deputy": cast.stranger.pk,
        "starts_on": "2026-12-21",
        "ends_on": "2026-12-23",
    }
    made = client.post("/api/v1/deputies/", sent, format="json")
    assert (made.status_code, made.json()["deputy_name"]) == (201, "Sven Stranger")
    assert program_of(cast.stranger).get(f"/api/v1/deputies/{made.json()['id']}/").status_code == 200


def test_records_are_handed_over_by_leaders(cast):
    customer = CustomerFactory(owner=cast.owner, team=cast.harbour)
    sent = {"giver": cast.owner.pk, "taker": cast.mate.pk, "note": "Olga moves on"}
    assert program_of(cast.owner).post("/api/v1/hand-over/", sent, format="json").status_code == 403
    answer = program_of(cast.manager).post("/api/v1/hand-over/", sent, format="json")
    assert answer.json()["moved"]["customers"] == 1
    customer.refresh_from_db()
    assert customer.owner == cast.mate


def test_nothing_is_handed_to_or_from_people_one_does_not_see(cast):
    client = program_of(cast.manager)
    hidden = UserFactory()
    sent = {"giver": hidden.pk, "taker": cast.stranger.pk}
    assert wrong(client.post("/api/v1/hand-over/", sent, format="json")) == {
        "giver": "does_not_exist",
        "taker": "does_not_exist",
    }
