"""Factories of prospects, their catalogues, the pool and campaigns."""

from __future__ import annotations

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from prospects.choices import CampaignState, Disposition, GiveUpReason, MethodGroup, Stage
from prospects.models import AcquisitionMethod, Campaign, CampaignDay, CampaignMember, Prospect, Step
from tests.factories.customers import CustomerFactory
from tests.factories.people import TeamFactory, UserFactory


class MethodFactory(DjangoModelFactory[AcquisitionMethod]):
    class Meta:
        model = AcquisitionMethod
        django_get_or_create = ("code",)

    code = "trade-fair"
    name = factory.LazyAttribute(lambda method: f"Method {method.code}")
    group = MethodGroup.CANVASSING


class StepFactory(DjangoModelFactory[Step]):
    class Meta:
        model = Step

    stage = Stage.POTENTIAL
    name = factory.Sequence(lambda n: f"Step {n}")
    probability = 20


class ProspectFactory(DjangoModelFactory[Prospect]):
    """An open effort of the card's owner; ``won`` and ``given_up`` close it."""

    class Meta:
        model = Prospect

    class Params:
        given_up = factory.Trait(
            disposition=Disposition.GIVEN_UP,
            given_up_on=factory.LazyFunction(timezone.localdate),
            given_up_reason=GiveUpReason.NO_NEED,
        )
        won = factory.Trait(
            stage=Stage.WON,
            won_on=factory.LazyFunction(timezone.localdate),
            account=factory.SubFactory(
                "tests.factories.accounts.AccountFactory", customer=factory.SelfAttribute("..customer")
            ),
        )

    customer = factory.SubFactory(CustomerFactory)
    method = factory.SubFactory(MethodFactory)
    added_by = factory.SelfAttribute("customer.owner")


class CampaignFactory(DjangoModelFactory[Campaign]):
    class Meta:
        model = Campaign

    class Params:
        closed = factory.Trait(state=CampaignState.CLOSED, closed_on=factory.LazyFunction(timezone.localdate))

    name = factory.Sequence(lambda n: f"Campaign {n}")
    team = factory.SubFactory(TeamFactory)
    lead = factory.SubFactory(UserFactory, team=factory.SelfAttribute("..team"))


class CampaignDayFactory(DjangoModelFactory[CampaignDay]):
    class Meta:
        model = CampaignDay

    campaign = factory.SubFactory(CampaignFactory)
    date = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=7))


class CampaignMemberFactory(DjangoModelFactory[CampaignMember]):
    class Meta:
        model = CampaignMember

    campaign = factory.SubFactory(CampaignFactory)
    prospect = factory.SubFactory(ProspectFactory)
    added_on = factory.LazyFunction(timezone.localdate)
