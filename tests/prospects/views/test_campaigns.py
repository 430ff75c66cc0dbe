"""Campaigns: the list, the card, the form, and the ways for prospects into them and out."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crm.shell.models import SavedFilter
from prospects.choices import CampaignState
from prospects.models import Campaign, CampaignMember
from tests.factories.customers import CustomerFactory
from tests.factories.people import UserFactory
from tests.factories.prospects import (
    CampaignDayFactory,
    CampaignFactory,
    CampaignMemberFactory,
    ProspectFactory,
)
from tests.factories.visits import VisitFactory
from visits.choices import VisitState

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def campaign(cast):
    return CampaignFactory(name="Bakeries", team=cast.harbour, lead=cast.mate)


def held_by(rep, name="Ash Mill", **values):
    return ProspectFactory(customer=CustomerFactory(owner=rep, team=rep.team, name=name), **values)


def html_of(client, person, url):
    client.force_login(person)
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def form_data(**values):
    return {"name": "Bakeries", "segment": "", "conditions": "", "departments": "", "survey": "", **values}


# The form --------------------------------------------------------------------------------------------


def test_a_manager_opens_a_campaign_with_days_and_goals(client, cast, today):
    client.force_login(cast.manager)
    page = client.get("/campaigns/new/").content.decode()
    assert page.count('name="day_') == 4
    days = {"day_1": today + timedelta(3), "day_2": "", "day_3": today + timedelta(1)}
    data = form_data(
        team=cast.harbour.pk, lead=cast.mate.pk, supporter=cast.regional.pk, goal_cards=20, **days
    )
    response = client.post("/campaigns/new/", data, follow=True)
    assert "Bakeries is open. Now choose its prospects." in response.content.decode()
    campaign = Campaign.objects.get()
    assert (campaign.lead, campaign.supporter, campaign.goal_cards) == (cast.mate, cast.regional, 20)
    assert list(campaign.days.values_list("date", flat=True)) == [today + timedelta(1), today + timedelta(3)]


def test_the_form_offers_teams_and_people_one_leads(client, cast):
    data = form_data(team=cast.stranger.team.pk, lead=cast.stranger.pk, supporter=cast.owner.pk)
    client.force_login(cast.manager)
    response = client.post("/campaigns/new/", data)
    assert set(response.context["form"].errors) == {"team", "lead", "supporter"}
    assert not Campaign.objects.exists()


def test_the_lead_changes_facts_and_days(client, cast, campaign, today):
    kept, gone = (CampaignDayFactory(campaign=campaign, date=today + timedelta(n)) for n in (5, 6))
    url = f"/campaigns/{campaign.pk}/edit/"
    page = html_of(client, cast.mate, url)
    assert page.count('name="day_') == 6
    data = form_data(
        team=cast.harbour.pk, lead=cast.mate.pk, segment="Ovens", seen=campaign.updated_at.isoformat()
    )
    client.post(url, {**data, "day_1": kept.date.isoformat(), "day_2": today.isoformat()})
    campaign.refresh_from_db()
    assert (campaign.segment, campaign.state) == ("Ovens", CampaignState.RUNNING)
    assert gone.date not in campaign.days.values_list("date", flat=True)


def test_a_change_over_anothers_is_told_in_the_form(client, cast, campaign):
    url = f"/campaigns/{campaign.pk}/edit/"
    client.force_login(cast.manager)
    data = form_data(team=cast.harbour.pk, lead=cast.mate.pk, seen=campaign.updated_at.isoformat())
    client.post(url, data | {"segment": "Ovens"})
    html = client.post(url, data | {"segment": "Mills"}).content.decode()
    assert "Somebody has changed this campaign meanwhile." in html
    campaign.refresh_from_db()
    assert campaign.segment == "Ovens"


@pytest.mark.parametrize("wrong", [{"day_1": "soon"}, {"goal_wins": "-3"}, {"goal_wins": "9" * 30}])
def test_what_is_wrong_is_said_at_its_field(client, cast, wrong):
    client.force_login(cast.manager)
    data = form_data(team=cast.harbour.pk, lead=cast.mate.pk) | wrong
    response = client.post("/campaigns/new/", data)
    assert response.status_code == 200
    assert "invalid-feedback" in response.content.decode()
    assert not Campaign.objects.exists()


# The list and the card -------------------------------------------------------------------------------


def test_the_list_says_state_next_day_and_figures(client, cast, campaign, today):
    CampaignDayFactory(campaign=campaign, date=today + timedelta(1))
    CampaignMemberFactory(campaign=campaign, prospect=held_by(cast.owner, won=True))
    CampaignMemberFactory(campaign=campaign, prospect=held_by(cast.owner))
    CampaignFactory(name="Elsewhere", team=cast.stranger.team, lead=cast.stranger)
    html = html_of(client, cast.owner, "/campaigns/")
    assert "Bakeries" in html
    assert "Elsewhere" not in html
    assert '<td class="num" data-label="Prospects">2</td>' in html
    assert '<td class="num" data-label="Wins">1</td>' in html
    for query in ("state=planned", f"day_from={today}", f"team={cast.harbour.pk}"):
        assert "Bakeries" in html_of(client, cast.manager, f"/campaigns/?{query}")
    for query in ("state=closed", f"day_from={today + timedelta(2)}"):
        assert "Bakeries" not in html_of(client, cast.manager, f"/campaigns/?{query}")


def test_goals_stand_beside_results(client, cast, today):
    campaign = CampaignFactory(team=cast.harbour, lead=cast.mate, goal_cards=1, goal_wins=2)
    prospect = held_by(cast.owner)
    CampaignMemberFactory(campaign=campaign, prospect=prospect)
    CampaignDayFactory(campaign=campaign, date=today)
    VisitFactory(customer=prospect.customer, rep=cast.owner, date=today, state=VisitState.DONE)
    html = html_of(client, cast.owner, f"/campaigns/{campaign.pk}/")
    assert '<span class="tag tag--green">reached</span>' in html
    assert '<span class="tag tag--yellow">2 to go</span>' in html
    assert '<span class="tag tag--grey">no goal set</span>' in html
    assert "0 of 1 prospect won" in html
    days = client.get(f"/campaigns/{campaign.pk}/?tab=days").content.decode()
    assert "1 visit made" in days


def test_a_rep_sees_their_own_prospects_of_the_campaign(client, cast, campaign):
    CampaignMemberFactory(campaign=campaign, prospect=held_by(cast.owner, "Own Mill"))
    CampaignMemberFactory(campaign=campaign, prospect=held_by(cast.mate, "Mates Mill"))
    url = f"/campaigns/{campaign.pk}/?tab=members"
    html = html_of(client, cast.owner, url)
    assert "Own Mill" in html
    assert "Mates Mill" not in html
    assert "1 of 2 prospects" in html
    assert "Mates Mill" in html_of(client, cast.manager, url)
    other = UserFactory(team=cast.harbour)
    assert "The campaign has 2 prospects of colleagues." in html_of(client, other, url)


def test_closed_for_good(client, cast, campaign):
    client.force_login(cast.manager)
    response = client.post(f"/campaigns/{campaign.pk}/close/", follow=True)
    assert "Bakeries is closed." in response.content.decode()
    assert "/edit/" not in response.content.decode()
    for path in ("edit", "members/add"):
        response = client.get(f"/campaigns/{campaign.pk}/{path}/", follow=True)
        assert response.redirect_chain == [(f"/campaigns/{campaign.pk}/", 302)]
    assert (
        "This campaign is closed."
        in client.post(f"/campaigns/{campaign.pk}/close/", follow=True).content.decode()
    )


# Prospects into it and out ---------------------------------------------------------------------------


def test_a_saved_filter_brings_what_the_person_sees(client, cast, campaign):
    held_by(cast.owner, "Ash Mill")
    held_by(cast.owner, "Birch Garage")
    held_by(cast.stranger, "Foreign Mill")
    saved = SavedFilter.objects.create(
        owner=cast.manager, page="prospects:list", name="Mills", query="q=mill"
    )
    url = f"/campaigns/{campaign.pk}/members/add/"
    assert "Mills" in html_of(client, cast.manager, url)
    response = client.post(url, {"saved": saved.pk}, follow=True)
    assert "1 prospect came into Bakeries." in response.content.decode()
    assert CampaignMember.objects.get().prospect.customer.name == "Ash Mill"
    response = client.post(url, {"saved": saved.pk}, follow=True)
    assert "0 prospects came into Bakeries. 1 was in it already." in response.content.decode()


def test_without_a_saved_filter_the_way_to_the_list_is_shown(client, cast, campaign):
    assert "No saved filter yet" in html_of(client, cast.mate, f"/campaigns/{campaign.pk}/members/add/")


def test_ticked_in_the_list(client, cast, campaign):
    mine, closed = held_by(cast.owner), held_by(cast.owner, given_up=True)
    ended = CampaignFactory(team=cast.harbour, lead=cast.mate, name="Ended", closed=True)
    client.force_login(cast.owner)
    data = {"action": "campaign", "pk": [mine.pk, closed.pk]}
    page = client.post("/prospects/?state=all", data).content.decode()
    assert "Bakeries · Harbour" in page
    assert "Ended" not in page
    data |= {"confirmed": "1", "campaign": campaign.pk}
    response = client.post("/prospects/?state=all", data, follow=True)
    words = "1 prospect came into Bakeries. 1 is closed or of another team."
    assert words in response.content.decode()
    assert CampaignMember.objects.get().added_by == cast.owner
    response = client.post("/prospects/", data | {"campaign": ended.pk})
    assert "Select a valid choice." in response.content.decode()


def test_taken_out(client, cast, campaign):
    member = CampaignMemberFactory(campaign=campaign, prospect=held_by(cast.owner))
    client.force_login(cast.owner)
    url = f"/campaigns/{campaign.pk}/members/{member.pk}/remove/"
    assert "Ash Mill is out of the campaign." in client.post(url, follow=True).content.decode()
    assert client.post(url).status_code == 404
    other = CampaignMemberFactory(campaign=campaign, prospect=held_by(cast.mate))
    assert client.post(f"/campaigns/{campaign.pk}/members/{other.pk}/remove/").status_code == 404


@pytest.mark.parametrize("path", ["", "{pk}/", "{pk}/?tab=members", "{pk}/?tab=days"])
def test_queries_do_not_grow_with_rows(client, cast, campaign, today, path, django_assert_num_queries):
    def more(number):
        CampaignMemberFactory(campaign=campaign, prospect=held_by(cast.owner))
        CampaignDayFactory(campaign=campaign, date=today + timedelta(number))
        CampaignFactory(team=cast.harbour, lead=UserFactory(team=cast.harbour))

    url = f"/campaigns/{path.format(pk=campaign.pk)}"
    more(1)
    html_of(client, cast.manager, url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    more(2), more(3)
    with django_assert_num_queries(len(few)):
        client.get(url)


def test_the_prospects_card_shows_its_campaigns_and_adds_and_takes_out(client, cast):
    prospect = ProspectFactory(customer=CustomerFactory(owner=cast.owner))
    fits = CampaignFactory(name="Harbour day", team=cast.harbour, lead=cast.manager)
    elsewhere = CampaignFactory(name="Valley day", team=cast.stranger.team, lead=cast.stranger)
    CampaignMemberFactory(campaign=elsewhere, prospect=prospect)  # from when it was theirs
    client.force_login(cast.owner)
    card = prospect.get_absolute_url()
    page = client.get(card).content.decode()
    assert "In no campaign." in page
    assert "Valley day" not in page
    add = reverse("prospects:to-campaign", args=[prospect.pk])
    assert add in page
    assert list(client.get(add).context["form"].fields["campaign"].queryset) == [fits]
    answer = client.post(add, {"campaign": fits.pk}, follow=True)
    assert "1 prospect came into Harbour day." in answer.content.decode()
    assert list(client.get(add).context["form"].fields["campaign"].queryset) == []
    entry = fits.members.get()
    page = client.get(card).content.decode()
    remove = reverse("prospects:campaign-remove", args=[fits.pk, entry.pk])
    assert (fits.get_absolute_url() in page, remove in page) == (True, True)
    answer = client.post(remove, {"next": card})
    assert answer.url == card
    assert not fits.members.exists()
