"""Efforts to win a customer when two cards are merged."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from crm.customers.models import Customer
from crm.customers.services import merge_customers, undo_merge
from crm.exchange.fields import Field
from crm.exchange.kinds import kind_named
from crm.shell.errors import Refused
from prospects.campaigns import results_of
from prospects.choices import Answer, Disposition, LedgerKind
from prospects.models import LedgerEntry, Prospect
from prospects.quota import quotas, teams_for
from prospects.reports.methods import Chosen, method_lines
from prospects.services import convert, give_up, open_prospect, revive
from prospects.services.ledger import debt_of
from prospects.services.qualifying import qualify_again
from tests.cast import Cast
from tests.factories.accounts import AccountFactory, ProductFamilyFactory
from tests.factories.customers import CustomerFactory
from tests.factories.prospects import CampaignFactory, CampaignMemberFactory, MethodFactory, ProspectFactory
from tests.tables import stored


def card(cast: Cast, **values: Any) -> Customer:
    return CustomerFactory(owner=cast.owner, team=cast.harbour, **values)


@pytest.fixture
def pair(cast: Cast) -> tuple[Customer, Customer]:
    return card(cast), card(cast)


def settle(*customers: Customer) -> dict[str, Any]:
    """Work the scores out and return what is stored."""
    qualify_again([customer.pk for customer in customers])
    return stored()


def again(prospect: Prospect) -> Prospect:
    return Prospect.objects.select_related("customer", "account").get(pk=prospect.pk)


def test_efforts_for_different_lines_all_go_on(cast, pair):
    kept, gone = pair
    line, other = ProductFamilyFactory(), ProductFamilyFactory()
    ProspectFactory(customer=kept, line=line)
    moved = [ProspectFactory(customer=gone, line=other), ProspectFactory(customer=gone)]
    before = settle(kept, gone)
    merge = merge_customers(kept=kept, gone=gone, by=cast.owner)
    assert {again(prospect).customer for prospect in moved} == {kept}
    assert Prospect.objects.open().filter(customer=kept).count() == 3
    undo_merge(merge=merge, by=cast.owner)
    assert stored() == before


@pytest.mark.parametrize("of_a_line", [True, False])
def test_of_two_open_efforts_for_one_line_the_kept_cards_goes_on(cast, pair, of_a_line):
    kept, gone = pair
    line = ProductFamilyFactory() if of_a_line else None
    mine = ProspectFactory(customer=kept, line=line, need=Answer.STRONG)
    other = ProspectFactory(
        customer=gone, line=line, need=Answer.WEAK, budget=Answer.FAIR, expected_value=Decimal(9000)
    )
    before = settle(kept, gone)
    merge = merge_customers(kept=kept, gone=gone, by=cast.owner)
    mine = again(mine)
    assert (mine.need, mine.budget, mine.expected_value) == (Answer.STRONG, Answer.FAIR, Decimal(9000))
    assert again(other).customer == gone
    assert again(other).disposition == Disposition.CONTINUE
    assert list(Prospect.objects.open().filter(customer__in=pair)) == [mine]
    undo_merge(merge=merge, by=cast.owner)
    assert stored() == before
    assert Prospect.objects.open().filter(customer__in=pair).count() == 2


def test_campaigns_of_the_other_effort_take_the_one_that_goes_on(cast, pair):
    kept, gone = pair
    mine, other = ProspectFactory(customer=kept), ProspectFactory(customer=gone)
    both, his = CampaignFactory(team=cast.harbour), CampaignFactory(team=cast.harbour)
    for campaign, prospect in ((both, mine), (both, other), (his, other)):
        CampaignMemberFactory(campaign=campaign, prospect=prospect)
    before = settle(kept, gone)
    merge = merge_customers(kept=kept, gone=gone, by=cast.owner)
    assert {member.campaign for member in mine.campaign_members.all()} == {both, his}
    assert {member.campaign for member in other.campaign_members.all()} == {both}
    undo_merge(merge=merge, by=cast.owner)
    assert stored() == before


def test_what_is_closed_goes_along(cast, pair):
    kept, gone = pair
    given_up = ProspectFactory(customer=gone, given_up=True)
    won = ProspectFactory(customer=gone, won=True)
    AccountFactory(customer=kept)
    before = settle(kept, gone)
    merge = merge_customers(kept=kept, gone=gone, by=cast.owner)
    assert {again(given_up).customer, again(won).customer} == {kept}
    assert again(won).account.customer == kept
    undo_merge(merge=merge, by=cast.owner)
    assert stored() == before


def test_the_silence_of_efforts_in_other_hands_counts_from_today(cast):
    kept, gone = card(cast), CustomerFactory(owner=cast.mate, team=cast.harbour)
    long_ago = timezone.localdate() - timedelta(days=50)
    prospect = ProspectFactory(customer=gone, held_since=long_ago)
    before = settle(kept, gone)
    merge = merge_customers(kept=kept, gone=gone, by=cast.manager)
    assert (again(prospect).held_since, again(prospect).customer.owner) == (timezone.localdate(), cast.owner)
    undo_merge(merge=merge, by=cast.manager)
    assert stored() == before


# Plan 100 -----------------------------------------------------------------------------------------------


def test_one_left_on_the_other_card_counts_in_no_figure(cast, pair, client):
    kept, gone = pair
    MethodFactory(code="other")
    campaign = CampaignFactory(team=cast.harbour)
    for customer in pair:
        prospect = open_prospect(customer=customer, by=cast.owner, facts={})
        CampaignMemberFactory(campaign=campaign, prospect=prospect)
    merge_customers(kept=kept, gone=gone, by=cast.owner)
    assert sum(line.added for line in method_lines(cast.manager, Chosen())) == 1
    assert (results_of(campaign).members, results_of(campaign).cards) == (1, 1)
    assert LedgerEntry.objects.new_cards(timezone.localdate()).count() == 1
    [quota] = quotas(teams_for(cast.owner), [cast.owner])
    assert quota.reps[0].new_now == 1
    client.force_login(cast.owner)
    listed = client.get(reverse("prospects:list"), {"state": "all"}).content.decode()
    assert (kept.name in listed, gone.name in listed) == (True, False)
    assert list(kind_named("prospects").export(None, [Field("number", "number")])) == [[kept.number]]


@pytest.fixture
def in_debt(cast: Cast) -> Any:
    """The team owes two names, and both cards are added as names of their own."""
    MethodFactory(code="other")
    struck = open_prospect(customer=card(cast), by=cast.owner, facts={})
    give_up(prospect=struck, by=cast.owner, reason="no_need", note="No use for it")
    pair = card(cast), card(cast)
    for customer in pair:
        open_prospect(customer=customer, by=cast.owner, facts={})
    assert debt_of(cast.harbour.pk) == 0
    return pair


def test_a_name_that_turns_out_to_be_another_is_owed_again(cast, in_debt):
    kept, gone = in_debt
    merge = merge_customers(kept=kept, gone=gone, by=cast.owner)
    assert debt_of(cast.harbour.pk) == 1
    assert LedgerEntry.objects.first().kind == LedgerKind.MERGED
    undo_merge(merge=merge, by=cast.owner)
    assert debt_of(cast.harbour.pk) == 0


def test_a_name_that_goes_on_under_the_kept_card_has_paid(cast, in_debt):
    _, gone = in_debt
    kept = card(cast)
    merge_customers(kept=kept, gone=gone, by=cast.owner)
    assert debt_of(cast.harbour.pk) == 0
    assert LedgerEntry.objects.filter(customer=kept).count() == 1


def test_a_name_that_paid_nothing_is_not_owed(cast, pair):
    MethodFactory(code="other")
    for customer in pair:
        open_prospect(customer=customer, by=cast.owner, facts={})
    merge_customers(kept=pair[0], gone=pair[1], by=cast.owner)
    assert debt_of(cast.harbour.pk) == 0


# No way back --------------------------------------------------------------------------------------------


def test_an_effort_won_since_on_an_account_of_the_kept_card_stands_in_the_way(cast, pair):
    kept, gone = pair
    prospect = ProspectFactory(customer=gone)
    merge = merge_customers(kept=kept, gone=gone, by=cast.owner)
    convert(prospect=again(prospect), by=cast.owner)
    before = stored()
    with pytest.raises(Refused, match=gone.name) as refused:
        undo_merge(merge=merge, by=cast.owner)
    assert refused.value.code == "won"
    assert stored() == before


def test_an_effort_taken_up_again_since_finds_no_room(cast, pair):
    kept, gone = pair
    mine = ProspectFactory(customer=kept)
    ProspectFactory(customer=gone)
    earlier = ProspectFactory(customer=gone, given_up=True)
    merge = merge_customers(kept=kept, gone=gone, by=cast.owner)
    give_up(prospect=again(mine), by=cast.owner, reason="price", note="Too dear")
    revive(prospect=again(earlier), by=cast.owner)
    before = stored()
    with pytest.raises(Refused, match="prospect") as refused:
        undo_merge(merge=merge, by=cast.owner)
    assert refused.value.code == "no_room"
    assert stored() == before
