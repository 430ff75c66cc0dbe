"""Reads of touches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from crm.customers.querysets import CustomerPartQuerySet
from crm.people.choices import Role

if TYPE_CHECKING:
    from datetime import date
    from typing import Self

    from crm.people.models import User
    from crm.timeline.models import Touch  # noqa: F401 - named in quotes below


class TouchQuerySet(CustomerPartQuerySet["Touch"]):
    def with_open_step(self) -> Self:
        """Return the touches whose next step is still to be done."""
        return self.filter(next_step_done_at=None).exclude(next_step_on=None)

    def due(self, day: date) -> Self:
        """Return the touches whose next step is due by *day*."""
        return self.with_open_step().filter(next_step_on__lte=day)

    def steps_of(self, user: User) -> Self:
        """Return the touches whose open next step is *user*'s to do.

        That is who made the touch. What a rep was to do goes with the card: its owner does it when that
        is somebody else by now, or when nobody is named.
        """
        inherited = Q(by=None) | Q(by__role=Role.REP) | Q(by__is_active=False)
        return self.with_open_step().filter(Q(by=user) | (Q(customer__owner=user) & inherited))

    def for_list(self) -> Self:
        """Return the touches with what lists and cards show of them."""
        own = [field.name for field in self.model._meta.concrete_fields]
        rows = self.select_related("customer", "contact", "by")
        return rows.only(*own, "customer__name", "customer__number", "contact__name", "by__name")
