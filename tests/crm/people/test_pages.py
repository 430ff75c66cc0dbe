"""People's pages: who reaches them and what they do."""

from datetime import date

import pytest
from django.urls import reverse

from crm.people.models import Deputy, Leave, Territory, User
from tests.factories.people import DeputyFactory, LeaveFactory, TerritoryFactory, UserFactory

EVERYBODY = ["owner", "mate", "manager", "other_manager", "stranger", "regional", "admin"]
REACH_OWNER = {"owner": 200, "manager": 200, "regional": 200, "admin": 200}


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("page", ["card", "leave-add", "deputy-add"])
def test_a_persons_pages_are_for_them_and_those_above(client, cast, name, page):
    client.force_login(cast.named()[name])
    status = client.get(reverse(f"people:{page}", args=[cast.owner.pk])).status_code
    assert status == REACH_OWNER.get(name, 404)


def test_the_list_holds_the_people_in_scope(client, cast):
    client.force_login(cast.manager)
    page = client.get(reverse("people:list")).content.decode()
    names = {person.name for person in User.objects.all() if f">{person.name}</a>" in page}
    assert names == {"Max Manager", "Milo Mate", "Olga Owner"}


def test_the_list_takes_the_same_queries_for_any_length(client, cast, django_assert_num_queries):
    client.force_login(cast.manager)
    url = reverse("people:list")
    with django_assert_num_queries(4) as first:
        client.get(url)
    for _ in range(3):
        UserFactory(team=cast.harbour, manager=cast.manager)
    with django_assert_num_queries(len(first)):
        client.get(url)


def test_leave_is_entered_on_the_page(client, cast):
    client.force_login(cast.owner)
    form = {"kind": "holiday", "starts_on": "2026-11-23", "ends_on": "2026-11-27", "note": ""}
    response = client.post(reverse("people:leave-add", args=[cast.owner.pk]), form)
    assert response.status_code == 302
    assert Leave.objects.values_list("person", "starts_on", "ends_on").get() == (
        cast.owner.pk,
        date(2026, 11, 23),
        date(2026, 11, 27),
    )


def test_a_refusal_stands_at_its_field(client, cast):
    client.force_login(cast.owner)
    form = {"kind": "holiday", "starts_on": "2026-11-27", "ends_on": "2026-11-23"}
    response = client.post(reverse("people:leave-add", args=[cast.owner.pk]), form)
    assert response.context["form"].errors["ends_on"] == ["The last day is before the first day."]


@pytest.mark.parametrize(
    ("name", "status"), [("owner", 302), ("manager", 302), ("mate", 404), ("stranger", 404)]
)
def test_taking_leave_back(client, cast, name, status):
    leave = LeaveFactory(person=cast.owner)
    client.force_login(cast.named()[name])
    response = client.post(reverse("people:leave-cancel", args=[cast.owner.pk, leave.pk]))
    assert (response.status_code, Leave.objects.exists()) == (status, status == 404)


def test_an_entry_of_somebody_else_is_not_found_through_ones_own_card(client, cast):
    leave = LeaveFactory(person=cast.stranger)
    client.force_login(cast.owner)
    assert client.post(reverse("people:leave-cancel", args=[cast.owner.pk, leave.pk])).status_code == 404
    assert Leave.objects.get() == leave


def test_ending_a_deputy(client, cast):
    deputy = DeputyFactory(principal=cast.owner, deputy=cast.mate)
    client.force_login(cast.owner)
    client.post(reverse("people:deputy-end", args=[cast.owner.pk, deputy.pk]))
    assert not Deputy.objects.exists()


def test_ones_own_settings(client, cast):
    client.force_login(cast.owner)
    form = {"name": "Olga O.", "language": "ko", "time_zone": "Asia/Seoul", "phone": "", "base_name": ""}
    client.post(reverse("people:profile"), form)
    person = User.objects.get(pk=cast.owner.pk)
    assert (person.name, person.language, person.time_zone, person.role) == (
        "Olga O.",
        "ko",
        "Asia/Seoul",
        "rep",
    )


def test_half_a_point_is_no_base(client, cast):
    client.force_login(cast.owner)
    form = {"name": "Olga", "language": "en", "time_zone": "UTC", "base_latitude": "52"}
    response = client.post(reverse("people:profile"), form)
    assert response.context["form"].errors["base_longitude"] == [
        "Give both latitude and longitude, or neither."
    ]


@pytest.mark.parametrize(
    ("name", "status"), [("owner", 403), ("manager", 200), ("regional", 200), ("admin", 200)]
)
def test_handing_over_is_for_those_who_lead(client, cast, name, status):
    client.force_login(cast.named()[name])
    assert client.get(reverse("people:handover")).status_code == status


def test_handing_over_on_the_page(client, cast):
    TerritoryFactory(rep=cast.owner, team=cast.harbour)
    client.force_login(cast.manager)
    client.post(
        reverse("people:handover"), {"giver": cast.owner.pk, "taker": cast.mate.pk, "note": "Moves away"}
    )
    assert Territory.objects.get().rep == cast.mate


def test_nobody_takes_from_people_they_do_not_lead(client, cast):
    TerritoryFactory(rep=cast.stranger, team=cast.stranger.team)
    client.force_login(cast.manager)
    response = client.post(reverse("people:handover"), {"giver": cast.stranger.pk, "taker": cast.mate.pk})
    assert list(response.context["form"].errors) == ["giver"]
    for giver in (cast.stranger.pk, "²", "9" * 20):
        assert client.get(reverse("people:handover"), {"giver": giver}).status_code == 404
    assert Territory.objects.get().rep == cast.stranger
