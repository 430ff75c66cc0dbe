"""Who sees what (D7.1), as a condition on rows and as a predicate on one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm.customers.models import Customer
from crm.people.backends import RoleBackend
from crm.people.choices import Role
from crm.people.models import Team, User
from crm.people.visibility import scope_of
from tests.cast import SEES_OWNERS_RECORDS, Cast
from tests.factories.people import DeputyFactory, TeamFactory, UserFactory


def fresh(user: User) -> User:
    """The same person as the next request would load them."""
    person = RoleBackend().get_user(user.pk)
    assert person is not None
    return person


def record_of(cast: Cast) -> Customer:
    return Customer.objects.create(number="1", name="Bäcker", owner=cast.owner, team=cast.owner.team)


def test_a_record_is_seen_by_its_owner_and_those_above(cast):
    record = record_of(cast)
    seeing = {name for name, user in cast.named().items() if Customer.objects.visible_to(user).exists()}
    allowed = {
        name
        for name, user in cast.named().items()
        if scope_of(user).allows(owner_id=record.owner_id, team_id=record.team_id)
    }
    assert seeing == SEES_OWNERS_RECORDS
    assert allowed == SEES_OWNERS_RECORDS


@pytest.mark.parametrize(
    "name", ["owner", "mate", "manager", "other_manager", "stranger", "regional", "admin"]
)
def test_rows_and_predicate_agree_for_every_record(cast, name):
    people = cast.named()
    for number, owner in enumerate(people.values()):
        Customer.objects.create(number=str(number), name=owner.name, owner=owner, team=owner.team)
    Customer.objects.create(number="none", name="Nobody's")
    user = people[name]
    scope = scope_of(user)
    by_rows = set(Customer.objects.visible_to(user))
    by_predicate = {c for c in Customer.objects.all() if scope.allows(owner_id=c.owner_id, team_id=c.team_id)}
    assert by_rows == by_predicate


@pytest.mark.every_database
def test_log_in_brings_what_a_person_sees(cast, django_assert_num_queries):
    inner = TeamFactory(parent=TeamFactory(parent=cast.manager.team))
    UserFactory(role=Role.MANAGER, team=None)
    for user in User.objects.all():
        asked = scope_of(User.objects.get(pk=user.pk))
        person = fresh(user)
        with django_assert_num_queries(0):
            assert scope_of(person) == asked, user.name
    assert inner.pk in scope_of(fresh(cast.manager)).team_ids


def test_a_deputy_sees_the_records_for_the_period_only(cast):
    record_of(cast)
    today = timezone.localdate()
    deputy = DeputyFactory(principal=cast.owner, deputy=cast.mate, starts_on=today, ends_on=today)
    assert Customer.objects.visible_to(fresh(cast.mate)).count() == 1
    deputy.starts_on = deputy.ends_on = today - timedelta(days=1)
    deputy.save()
    assert Customer.objects.visible_to(fresh(cast.mate)).count() == 0


def test_a_managers_deputy_sees_the_team(cast):
    record_of(cast)
    DeputyFactory(principal=cast.manager, deputy=cast.other_manager)
    assert Customer.objects.visible_to(fresh(cast.other_manager)).count() == 1


def test_standing_in_for_an_admin_does_not_open_everything(cast):
    record_of(cast)
    DeputyFactory(principal=cast.admin, deputy=cast.stranger)
    assert Customer.objects.visible_to(fresh(cast.stranger)).count() == 0


def test_a_closed_log_in_sees_nothing(cast):
    record_of(cast)
    cast.owner.is_active = False
    cast.owner.save()
    assert Customer.objects.visible_to(User.objects.get(pk=cast.owner.pk)).count() == 0


def test_a_manager_without_a_team_sees_only_their_own(cast):
    record_of(cast)
    cast.manager.team = None
    cast.manager.save()
    assert Customer.objects.visible_to(fresh(cast.manager)).count() == 0


def test_the_scope_of_a_rep_costs_one_query(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        scope_of(fresh_without_query(cast.owner))


def fresh_without_query(user: User) -> User:
    user.__dict__.pop("_scope", None)
    return user


def test_moving_a_team_moves_the_paths_below_it(db):
    old, new = TeamFactory(name="Old"), TeamFactory(name="New")
    team = TeamFactory(name="Team", parent=old)
    crew = TeamFactory(name="Crew", parent=team)
    team.parent = new
    team.save()
    paths = dict(Team.objects.values_list("name", "path"))
    assert paths == {
        "Old": f"{old.pk}/",
        "New": f"{new.pk}/",
        "Team": f"{new.pk}/{team.pk}/",
        "Crew": f"{new.pk}/{team.pk}/{crew.pk}/",
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("owner", {"Olga Owner"}),
        ("manager", {"Olga Owner", "Milo Mate", "Max Manager"}),
        ("other_manager", {"Otto Othermanager"}),
        ("stranger", {"Sven Stranger"}),
    ],
)
def test_people_seen(cast, name, expected):
    seen = User.objects.visible_to(cast.named()[name])
    assert set(seen.values_list("name", flat=True)) == expected


@pytest.mark.parametrize("parent", ["Harbour", "North"])
def test_a_team_is_never_put_below_itself(client, cast, parent):
    client.force_login(cast.admin)
    north = Team.objects.get(name="North")
    below = Team.objects.get(name=parent)
    response = client.post(f"/admin/people/team/{north.pk}/change/", {"name": "North", "parent": below.pk})
    assert "parent" in response.context["adminform"].form.errors
    north.refresh_from_db()
    assert north.parent.name == "Company"
