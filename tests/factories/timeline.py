"""Factories of what people put on a customer's timeline."""

from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from crm.timeline.choices import TouchKind, TouchOutcome
from crm.timeline.models import Touch
from tests.factories.customers import CustomerFactory


class TouchFactory(DjangoModelFactory[Touch]):
    """A call of the owner's, just now, that reached somebody; nothing is to follow."""

    class Meta:
        model = Touch

    number = factory.Sequence(lambda n: f"TEST-{n}")
    customer = factory.SubFactory(CustomerFactory)
    by = factory.SelfAttribute("customer.owner")
    kind = TouchKind.CALL
    outcome = TouchOutcome.REACHED
