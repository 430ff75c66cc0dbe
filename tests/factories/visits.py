"""Factories of visits and plans."""

from __future__ import annotations

from datetime import date, time

import factory
from factory.django import DjangoModelFactory

from tests.factories.customers import CustomerFactory
from tests.factories.people import UserFactory
from visits.models import LeftOut, Visit, VisitPlan

MONDAY = date(2026, 11, 23)


class VisitPlanFactory(DjangoModelFactory[VisitPlan]):
    class Meta:
        model = VisitPlan

    rep = factory.SubFactory(UserFactory)
    week = MONDAY


class VisitFactory(DjangoModelFactory[Visit]):
    """A visit planned for Monday morning, by the owner of the customer."""

    class Meta:
        model = Visit

    customer = factory.SubFactory(CustomerFactory)
    rep = factory.SelfAttribute("customer.owner")
    date = MONDAY
    starts = time(9, 0)
    ends = time(9, 45)


class LeftOutFactory(DjangoModelFactory[LeftOut]):
    class Meta:
        model = LeftOut

    plan = factory.SubFactory(VisitPlanFactory)
    customer = factory.SubFactory(CustomerFactory)
    reason = "no_time"
    due_on = MONDAY
