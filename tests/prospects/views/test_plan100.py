"""Plan 100: a team's list, its debt, the live lists, the ledger; and what the home page says of them."""

from datetime import date, timedelta

import pytest
from constance.test import override_config
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.shell.formats import day
from prospects.choices import GiveUpReason
from prospects.models import LedgerEntry
from prospects.quota import months_up_to, quotas, reps_for, teams_for
from prospects.services import add_prospect, give_up, revive
from tests.factories.accounts import ProductFamilyFactory
from tests.factories.customers import CustomerFactory
from tests.factories.people import UserFactory
from tests.factories.prospects import ProspectFactory

pytestmark = pytest.mark.django_db
URL = "/prospects/plan-100/"


def add(rep, name="Harbour Garage", **facts):
    return add_prospect(by=rep, card={"name": name, "phone": "+41 31 311 00 00"}, facts=facts)


def strike_off(prospect, by):
    return give_up(prospect=prospect, by=by, reason=GiveUpReason.NO_NEED, note="They moved to gas.")


def html_of(client, person, url=URL):
    client.force_login(person)
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


# The figures -----------------------------------------------------------------------------------------


def figures(viewer):
    teams = list(teams_for(viewer))
    return {quota.team.name: quota for quota in quotas(teams, reps_for(viewer, teams))}


def test_names_debt_and_lists(cast):
    kept, dropped = add(cast.owner, "Ash"), add(cast.owner, "Birch")
    add(cast.mate, "Cedar")
    ProspectFactory(customer=CustomerFactory(owner=None, team=cast.harbour), added_by=None)
    strike_off(dropped, cast.owner)
    quota = figures(cast.manager)["Harbour"]
    assert (quota.names, quota.pooled, quota.debt, quota.new_now) == (3, 1, 2, 3)
    lines = {line.rep.name: line for line in quota.reps}
    assert list(lines) == ["Milo Mate", "Olga Owner"]
    olga = lines["Olga Owner"]
    assert (olga.live, olga.new_now, olga.new_before, olga.struck_off, olga.early) == (1, 2, 0, 1, 1)
    assert kept.is_open


def test_two_efforts_for_one_card_are_one_name(cast):
    prospect = add(cast.owner)
    ProspectFactory(customer=prospect.customer, line=ProductFamilyFactory())
    quota = figures(cast.manager)["Harbour"]
    assert (quota.names, quota.reps[1].live) == (1, 2)


def test_new_cards_count_in_the_month_the_prospect_was_opened(cast):
    today = timezone.localdate()
    months = months_up_to(today)
    for opened_on in (today, months[-2], months[0], months[0] - timedelta(days=1)):
        prospect = add(cast.owner)
        prospect.opened_on = opened_on
        prospect.save()
    quota = figures(cast.owner)["Harbour"]
    assert len(months) == 13
    assert (quota.new[0], quota.new[-2], quota.new[-1], sum(quota.new)) == (1, 1, 1, 3)
    assert quota.new == quota.reps[0].new


def test_the_months_before_begin_on_their_first_day():
    months = months_up_to(date(2026, 3, 31))
    assert (months[0].isoformat(), months[-1].isoformat()) == ("2025-03-01", "2026-03-01")
    assert all(first.day == 1 for first in months)


def test_who_returns_soon_is_counted(cast):
    today = timezone.localdate()
    for days in (52, 53, 70):
        customer = CustomerFactory(owner=cast.owner, team=cast.harbour)
        ProspectFactory(customer=customer, held_since=today - timedelta(days=days))
    assert figures(cast.owner)["Harbour"].reps[0].returning == 2


def test_a_rep_sees_their_own_figures_and_the_teams_sums(cast):
    add(cast.mate)
    quota = figures(cast.owner)["Harbour"]
    assert quota.names == 1
    assert [line.rep for line in quota.reps] == [cast.owner]


def test_who_leads_sees_every_team_they_lead(cast):
    UserFactory(team=cast.other_manager.team)
    assert set(figures(cast.regional)) == {"Harbour", "Hills"}
    assert set(figures(cast.other_manager)) == {"Hills"}
    assert set(figures(cast.stranger)) == {"Valley"}


# The page --------------------------------------------------------------------------------------------


@override_config(PROSPECTS_LIVE_LEAST=1, PROSPECTS_LIVE_MOST=1)
def test_short_right_and_long_lists_are_said_in_words(client, cast):
    third = UserFactory(team=cast.harbour, name="Tia Third")
    add(cast.mate), add(third), add(third)
    html = html_of(client, cast.manager)
    assert '<span class="tag tag--yellow">1 too few</span>' in html
    assert '<span class="tag tag--green">Right</span>' in html
    assert '<span class="tag tag--red">1 too many</span>' in html


def test_the_ledger_names_only_customers_one_sees(client, cast):
    strike_off(add(cast.owner, "Ash Mill"), cast.owner)
    own, mates = html_of(client, cast.owner), html_of(client, cast.mate)
    assert "Ash Mill" in own
    assert "Ash Mill" not in mates
    assert "Struck off" in mates
    assert "Olga Owner" in mates


def test_revived_names_take_the_debt_back(client, cast):
    prospect = strike_off(add(cast.owner), cast.owner)
    revive(prospect=prospect, by=cast.owner)
    entries = LedgerEntry.objects.order_by("pk").values_list("kind", "change", "debt")
    assert list(entries) == [("new_name", 0, 0), ("struck_off", 2, 2), ("revived", -2, 0)]
    assert "Revived" in html_of(client, cast.manager)


def test_early_give_ups_are_shown_to_the_manager(client, cast):
    strike_off(add(cast.owner, "Ash Mill"), cast.owner)
    assert "They moved to gas." in html_of(client, cast.manager)
    assert "They moved to gas." not in html_of(client, cast.mate)


def test_another_team_is_chosen_by_the_address(client, cast):
    UserFactory(team=cast.other_manager.team, name="Hanna Hills")
    hills = cast.other_manager.team
    html = html_of(client, cast.regional, f"{URL}?team={hills.pk}")
    assert "Hanna Hills" in html
    assert "Olga Owner" not in html


@pytest.mark.parametrize("team", ["x", "99999999999999999999999", "-1"])
def test_a_team_that_is_none_shows_no_entries(client, cast, team):
    add(cast.owner)
    assert "This filter cannot be used." in html_of(client, cast.manager, f"{URL}?team={team}")


def test_a_foreign_team_cannot_be_chosen(client, cast):
    valley = cast.stranger.team
    add(cast.stranger, "Foreign Mill")
    html = html_of(client, cast.manager, f"{URL}?team={valley.pk}")
    assert "Valley" not in html
    assert "Foreign Mill" not in html


def test_the_ledger_goes_on_by_key(client, cast):
    for number in range(30):
        add(cast.owner, f"Mill {number:02}")
    first = html_of(client, cast.manager)
    assert "Mill 29" in first
    assert "Mill 00" not in first
    following = client.get(URL, {"sort": "-at", "after": _cursor(first)}).content.decode()
    assert "Mill 00" in following


def _cursor(html):
    return html.partition("after=")[2].partition('"')[0].replace("%3A", ":")


def test_without_a_team_the_page_says_what_to_do(client, cast):
    assert "You belong to no team" in html_of(client, UserFactory(team=None))


@pytest.mark.parametrize("person", ["owner", "manager", "regional"])
def test_queries_do_not_grow_with_rows(client, cast, person, django_assert_num_queries):
    strike_off(add(cast.owner), cast.owner)
    html_of(client, cast.named()[person])
    with CaptureQueriesContext(connection) as few:
        client.get(URL)
    for _ in range(2):
        strike_off(add(UserFactory(team=cast.harbour)), cast.manager)
    with django_assert_num_queries(len(few)):
        client.get(URL)


# The home page ---------------------------------------------------------------------------------------


@override_config(PROSPECTS_LIVE_LEAST=2, PROSPECTS_LIVE_MOST=3)
def test_a_rep_is_told_of_the_list_the_debt_and_who_returns(client, cast):
    today = timezone.localdate()
    add(cast.owner)
    strike_off(add(cast.mate), cast.mate)
    silent = CustomerFactory(owner=None, team=cast.harbour, name="Silent Mill")
    silent.owner = cast.owner
    silent.save()
    ProspectFactory(customer=silent, held_since=today - timedelta(days=55))
    html = html_of(client, cast.owner, "/")
    assert "My live list" in html
    assert '2 <span class="tag tag--green">Right</span>' in html
    assert "2 names owed" in html
    assert "Silent Mill" in html
    assert day(today + timedelta(days=5)) in html


def test_a_leader_gets_the_panel_of_teams(client, cast):
    client.force_login(cast.manager)
    html = client.get("/panels/prospects.teams/").content.decode()
    assert "Milo Mate" in html
    client.force_login(cast.owner)
    assert client.get("/panels/prospects.teams/").status_code == 404
    UserFactory(team=cast.other_manager.team)
    client.force_login(cast.regional)
    assert "Hills" in client.get("/panels/prospects.teams/").content.decode()
