"""The way of a prospect through its services."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from crm.customers.models import Customer
from crm.customers.services.merging import merge_customers
from crm.history.models import Event
from crm.shell.errors import Refused, RefusedMany
from prospects.choices import Disposition, GiveUpReason, Stage
from prospects.models import LedgerEntry, PoolMove, Prospect
from prospects.services import (
    add_prospect,
    claim,
    convert,
    give_to_pool,
    give_up,
    move_to_stage,
    revive,
    update_prospect,
)
from tests.factories.customers import CustomerFactory
from tests.factories.prospects import ProspectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def prospect(cast):
    return add_prospect(
        by=cast.owner,
        card={"name": "Harbour Garage", "phone": "+41 31 311 00 00"},
        facts={"need": 3, "expected_value": Decimal(50_000)},
    )


def verbs_of(prospect):
    return list(
        Event.objects.filter(customer=prospect.customer).order_by("pk").values_list("verb", flat=True)
    )


def test_a_new_name_is_counted_and_scored(prospect, cast):
    assert prospect.customer.owner == cast.owner
    assert prospect.method.code == "other"
    assert (prospect.stage, prospect.disposition) == (Stage.POTENTIAL, Disposition.CONTINUE)
    assert prospect.score == 35  # need 20 of 20, rival unknown 7.5 of 15, half the volume 7.5 of 15
    assert verbs_of(prospect) == ["customer.created", "prospect.opened"]
    assert list(LedgerEntry.objects.values_list("kind", "change", "debt")) == [("new_name", 0, 0)]


def test_striking_off_owes_two_names_and_reviving_takes_them_back(prospect, cast):
    with pytest.raises(Refused) as refused:
        give_up(prospect=prospect, by=cast.owner, reason=GiveUpReason.NO_NEED)
    assert refused.value.code == "early"
    given_up = give_up(
        prospect=prospect, by=cast.owner, reason=GiveUpReason.NO_NEED, note="They moved to gas."
    )
    assert (given_up.colour, given_up.given_up_early) == ("grey", True)
    assert LedgerEntry.objects.first().debt == 2
    with pytest.raises(Refused):
        convert(prospect=prospect, by=cast.owner)
    revived = revive(prospect=prospect, by=cast.owner)
    assert revived.is_open
    assert LedgerEntry.objects.first().debt == 0


def test_won_once(prospect, cast):
    move_to_stage(prospect=prospect, stage=Stage.LIKELY, by=cast.owner)
    account = convert(prospect=prospect, by=cast.owner)
    assert account.customer == prospect.customer
    with pytest.raises(Refused) as refused:
        convert(prospect=prospect, by=cast.owner)
    assert refused.value.code == "won"
    assert Prospect.objects.get().colour == "red"


def test_through_the_pool(prospect, cast):
    give_to_pool(prospect=prospect, by=cast.owner)
    assert not Prospect.objects.visible_to(cast.mate).exists()
    assert Prospect.objects.in_pool_of(cast.mate.team).get() == prospect
    with pytest.raises(Refused) as refused:
        claim(prospect=prospect, by=cast.owner)
    assert refused.value.code == "wait"
    with pytest.raises(Refused) as refused:
        claim(prospect=prospect, by=cast.stranger)
    assert refused.value.code == "other_team"
    claimed = claim(prospect=prospect, by=cast.mate)
    assert claimed.customer.owner == cast.mate
    assert list(PoolMove.objects.order_by("pk").values_list("kind", flat=True)) == ["released", "claimed"]


def test_reviving_a_name_that_nothing_is_owed_for_pays_nothing(prospect, cast):
    give_up(prospect=prospect, by=cast.owner, reason=GiveUpReason.NO_NEED, note="Moved to gas.")
    loaded = ProspectFactory(customer=CustomerFactory(owner=cast.owner, team=cast.harbour), given_up=True)
    revive(prospect=loaded, by=cast.owner)
    assert LedgerEntry.objects.first().debt == 2


def test_a_card_merged_with_another_takes_no_deeds(prospect, cast):
    other = CustomerFactory(owner=cast.owner, team=cast.harbour)
    merge_customers(kept=other, gone=prospect.customer, choices={}, by=cast.owner)
    left_behind = ProspectFactory(customer=Customer.objects.get(pk=prospect.customer_id))
    with pytest.raises(Refused) as refused:
        convert(prospect=left_behind, by=cast.owner)
    assert refused.value.code == "merged"


def test_who_gave_up_is_kept_until_it_is_taken_up_again(prospect, cast):
    give_up(prospect=prospect, by=cast.mate, reason=GiveUpReason.PRICE, note="far too dear")
    prospect.refresh_from_db()
    assert prospect.given_up_by == cast.mate
    assert revive(prospect=prospect, by=cast.owner).given_up_by is None


@pytest.mark.parametrize(("days", "code"), [(-1, "future"), (11, "before_opening")])
def test_nobody_is_won_tomorrow_or_before_the_effort_was_opened(prospect, cast, days, code):
    today = timezone.localdate()
    update_prospect(prospect=prospect, by=cast.owner, facts={"opened_on": today - timedelta(days=10)})
    with pytest.raises(Refused) as refused:
        convert(prospect=prospect, by=cast.owner, on=today - timedelta(days=days))
    assert (refused.value.field, refused.value.code) == ("won_on", code)


def test_an_effort_opened_where_tomorrow_has_begun_can_be_won_today(prospect, cast):
    tomorrow = timezone.localdate() + timedelta(days=1)
    Prospect.objects.update(opened_on=tomorrow)
    assert convert(prospect=prospect, by=cast.owner).opened_on == tomorrow


def test_the_day_of_opening_is_neither_to_come_nor_after_the_end(prospect, cast):
    def change(day):
        with pytest.raises(RefusedMany) as refused:
            update_prospect(prospect=prospect, by=cast.owner, facts={"opened_on": day})
        return [(one.field, one.code) for one in refused.value.refusals]

    today = timezone.localdate()
    update_prospect(prospect=prospect, by=cast.owner, facts={"opened_on": today - timedelta(days=10)})
    convert(prospect=prospect, by=cast.owner, on=today - timedelta(days=5))
    assert change(today) == [("opened_on", "ended")]
    assert change(today + timedelta(days=1)) == [("opened_on", "future"), ("opened_on", "ended")]
