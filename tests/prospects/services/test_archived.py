"""An archived card takes no deeds until it is restored."""

import pytest
from django.utils import timezone

from crm.shell.errors import Refused
from prospects.choices import Disposition, GiveUpReason, Stage
from prospects.models import LedgerEntry
from prospects.services import (
    convert,
    give_up,
    move_to_stage,
    revive,
    set_disposition,
    update_prospect,
)
from prospects.services.opening import refuse_second
from tests.factories.accounts import ProductFamilyFactory
from tests.factories.customers import CustomerFactory
from tests.factories.prospects import ProspectFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("given_up", [False, True])
def test_an_archived_card_takes_no_deeds(cast, given_up):
    prospect = ProspectFactory(
        customer__owner=cast.owner, customer__archived_at=timezone.now(), given_up=given_up
    )
    deeds = [
        lambda: move_to_stage(prospect=prospect, stage=Stage.LIKELY, by=cast.owner),
        lambda: set_disposition(prospect=prospect, disposition=Disposition.KEEP_WARM, by=cast.owner),
        lambda: give_up(prospect=prospect, by=cast.owner, reason=GiveUpReason.NO_NEED, note="Gas."),
        lambda: revive(prospect=prospect, by=cast.owner),
        lambda: convert(prospect=prospect, by=cast.owner),
        lambda: update_prospect(prospect=prospect, by=cast.owner, facts={"line": None}),
    ]
    for deed in deeds:
        with pytest.raises(Refused) as refused:
            deed()
        assert refused.value.code == "archived"
    assert not LedgerEntry.objects.exists()


def test_a_second_effort_for_a_line_is_refused_even_beside_an_archived_one(cast):
    """Archived before there was an open effort to be settled: the database keeps one a line all the same."""
    line = ProductFamilyFactory()
    customer = CustomerFactory(owner=cast.owner, archived_at=timezone.now())
    ProspectFactory(customer=customer, line=line)
    other = ProspectFactory(customer=customer)
    other.line = line
    with pytest.raises(Refused) as refused:
        refuse_second(other)
    assert refused.value.code == "open"
