"""Lapsed customers and archived cards in files, and what a file revives."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm.exchange.kinds import kind_named
from crm.exchange.models import Import
from crm.history.models import Event
from prospects.choices import Stage
from prospects.services import return_silent
from tests.factories.accounts import AccountFactory
from tests.factories.prospects import ProspectFactory

pytestmark = pytest.mark.django_db


def undo():
    kind_named("prospects").undo(Import.objects.latest("pk").pk, None)


def verbs(customer):
    return sorted(Event.objects.filter(customer=customer).values_list("verb", flat=True))


def test_what_a_file_revives_has_not_been_silent(load, cast):
    today, spring = timezone.localdate(), timezone.localdate() - timedelta(days=200)
    one = ProspectFactory(
        customer__number="G1",
        customer__owner=cast.owner,
        given_up=True,
        held_since=spring,
        stage_since=spring,
    )
    load("prospects", "number,disposition\nG1,continue\n")
    one.refresh_from_db()
    assert (one.is_open, one.held_since, one.stage_since) == (True, today, today)
    assert verbs(one.customer) == ["prospect.disposition", "prospect.revived"]
    assert return_silent() == 0


def test_a_file_that_wins_a_lapsed_customer_opens_their_account_again(load, cast):
    closed_on = timezone.localdate() - timedelta(days=100)
    account = AccountFactory(customer__number="L1", customer__owner=cast.owner, closed_on=closed_on)
    ProspectFactory(customer=account.customer, newcomer="lapsed")
    load("prospects", "number,stage\nL1,won\n")
    account.refresh_from_db()
    assert (account.closed_on, account.prospects.get().stage) == (None, Stage.WON)
    assert verbs(account.customer) == ["account.reopened", "prospect.won"]
    undo()
    account.refresh_from_db()
    assert account.closed_on == closed_on


def test_the_effort_of_an_archived_card_is_not_changed_by_a_file(load, counts, cast):
    one = ProspectFactory(
        customer__number="A1", customer__archived_at=timezone.now(), stage=Stage.LIKELY, interest="diesel"
    )
    for row in ("A1,petrol,likely,,,", "A1,diesel,won,,,", "A1,diesel,,given_up,price,far too dear"):
        result = load(
            "prospects", f"number,interest,stage,disposition,given_up_reason,given_up_note\n{row}\n"
        )
        assert (result["refused"], result["errors"][0]["field"]) == (1, "number"), row
    assert counts(load("prospects", "number,interest,stage\nA1,diesel,likely\n")) == (0, 0, 1, 0)
    one.refresh_from_db()
    assert (one.interest, one.is_open) == ("diesel", True)
