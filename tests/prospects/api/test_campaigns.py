"""Campaigns in the API."""

from datetime import timedelta

import pytest
from django.utils import timezone

from prospects.models import Campaign
from tests.api import program_of, wrong
from tests.factories.customers import CustomerFactory
from tests.factories.prospects import CampaignFactory, CampaignMemberFactory, ProspectFactory

pytestmark = pytest.mark.django_db
URL = "/api/v1/campaigns/"


@pytest.fixture
def campaign(cast):
    return CampaignFactory(name="Bakeries", team=cast.harbour, lead=cast.mate)


def held_by(rep):
    return ProspectFactory(customer=CustomerFactory(owner=rep, team=rep.team))


def test_opened_with_days_and_read_with_results(cast):
    today = timezone.localdate()
    days = [(today + timedelta(n)).isoformat() for n in (4, 1)]
    manager = program_of(cast.manager)
    body = {"name": "Bakeries", "team": cast.harbour.pk, "lead": cast.mate.pk, "days": days, "goal_wins": 2}
    answer = manager.post(URL, body, format="json")
    assert answer.status_code == 201, answer.content
    found = answer.json()
    assert (found["days"], found["state"], found["goal_wins"]) == (days[::-1], "planned", 2)
    assert found["results"] == {
        "members": 0,
        "cards": 0,
        "visits": 0,
        "wins": 0,
        "conversion": None,
        "by_day": [{"date": day, "visits": 0} for day in days[::-1]],
    }


def test_what_cannot_be_is_named(cast):
    manager = program_of(cast.manager)
    body = {"name": "", "team": cast.stranger.team.pk, "lead": cast.stranger.pk, "days": ["soon"]}
    assert wrong(manager.post(URL, body, format="json")) == {
        "name": "blank",
        "team": "does_not_exist",
        "lead": "does_not_exist",
        "days.0": "invalid",
    }
    assert not Campaign.objects.exists()


def test_changed_by_its_lead_but_not_over_another(cast, campaign):
    lead = program_of(cast.mate)
    seen = lead.get(f"{URL}{campaign.pk}/").json()["updated_at"]
    today = timezone.localdate().isoformat()
    body = {"segment": "Ovens", "days": [today], "unchanged_since": seen}
    changed = lead.patch(f"{URL}{campaign.pk}/", body, format="json").json()
    assert (changed["segment"], changed["days"], changed["state"]) == ("Ovens", [today], "running")
    assert wrong(lead.patch(f"{URL}{campaign.pk}/", body, format="json")) == {None: "changed_meanwhile"}


def test_members_come_in_and_go(cast, campaign):
    own, mates, foreign = held_by(cast.owner), held_by(cast.mate), held_by(cast.stranger)
    owner = program_of(cast.owner)
    keys = [own.pk, mates.pk, foreign.pk, 10**12]
    added = owner.post(f"{URL}{campaign.pk}/members/", {"prospects": keys}, format="json")
    assert added.json() == {"added": 1, "already": 0, "left_out": 0}
    CampaignMemberFactory(campaign=campaign, prospect=mates)
    [row] = owner.get(f"/api/v1/campaign-members/?campaign={campaign.pk}").json()["results"]
    assert (row["prospect"], row["added_by"]) == (own.pk, cast.owner.pk)
    assert owner.delete(f"/api/v1/campaign-members/{row['id']}/").status_code == 204
    assert campaign.members.count() == 1


def test_closed_for_good(cast, campaign):
    lead = program_of(cast.mate)
    today = timezone.localdate().isoformat()
    closed = lead.post(f"{URL}{campaign.pk}/close/").json()
    assert (closed["state"], closed["closed_on"]) == ("closed", today)
    assert wrong(lead.post(f"{URL}{campaign.pk}/close/")) == {None: "closed"}
    assert wrong(lead.patch(f"{URL}{campaign.pk}/", {"name": "X"}, format="json")) == {None: "closed"}
    assert [row["id"] for row in lead.get(f"{URL}?state=closed").json()["results"]] == [campaign.pk]
