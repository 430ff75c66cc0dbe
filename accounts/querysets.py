"""Reads of accounts, orders and tiers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from crm.people.visibility import scope_of

if TYPE_CHECKING:
    from typing import Self

    from accounts.models import (  # noqa: F401 - named in quotes below
        Account,
        Order,
        OrderLine,
        Product,
        TierOverride,
        TierResult,
        TierRun,
    )
    from crm.people.models import User


_IN_LISTS = (
    *("tier", "computed_tier", "sales", "last_order_on", "opened_on", "closed_on", "payment_days"),
    *("distance_km", "distance_band", "supply_priority", "currency"),
    *("customer__name", "customer__number", "customer__city", "customer__territory", "customer__industry"),
    *("customer__owner__name", "customer__owner__email", "customer__team__name"),
)


class AccountQuerySet(models.QuerySet["Account"]):
    def visible_to(self, user: User) -> Self:
        """Return the accounts of those customers that *user* may see (D7.1)."""
        return self.filter(scope_of(user).q("customer__"))

    def open(self) -> Self:
        """Return the accounts that still trade with us and whose card is not archived."""
        return self.filter(closed_on=None, customer__archived_at=None)

    def for_card(self) -> Self:
        """Return the accounts with all of their customers and the owners' names."""
        own = [field.name for field in self.model._meta.concrete_fields]
        customer = self.model._meta.get_field("customer").related_model._meta.concrete_fields
        names = [*own, *(f"customer__{field.name}" for field in customer)]
        names += ["customer__owner__name", "customer__owner__email"]
        return self.select_related("customer__owner").only(*names)

    def for_list(self) -> Self:
        """Return the accounts with what lists show of them, their customers and owners, and no more."""
        return self.select_related("customer__owner", "customer__team").only(*_IN_LISTS)


_ORDER_IN_LISTS = (
    *("number", "date", "kind", "currency", "net", "net_base"),
    *("account__customer__name", "rep__name", "rep__email"),
)


LEAST_OF_NUMBER = 3
"""Characters of a number's part that the index of parts can look for."""


class OrderQuerySet(models.QuerySet["Order"]):
    def visible_to(self, user: User) -> Self:
        """Return the orders of those customers that *user* may see (D7.1)."""
        return self.filter(scope_of(user).q("account__customer__"))

    def for_list(self) -> Self:
        """Return the orders with what lists show of them, and no more."""
        return self.select_related("account__customer", "rep").only(*_ORDER_IN_LISTS)

    def numbered(self, text: str) -> Self:
        """Return the orders whose number begins with *text*: a question the index of numbers answers."""
        return self.filter(Q(number__startswith=text) | Q(number__startswith=text.upper()))

    def with_number_part(self, text: str) -> Self:
        """Return the orders with *text* in their number; none for less than an index answers."""
        if len(text) < LEAST_OF_NUMBER:
            return self.none()
        return self.filter(number__icontains=text)


class OrderLineQuerySet(models.QuerySet["OrderLine"]):
    def visible_to(self, user: User) -> Self:
        """Return the lines of orders of those customers that *user* may see (D7.1)."""
        return self.filter(scope_of(user).q("order__account__customer__"))


class ProductQuerySet(models.QuerySet["Product"]):
    def visible_to(self, user: User) -> Self:
        """Return all products: the catalogue is everybody's."""
        return self

    def matching(self, text: str) -> Self:
        """Return the products whose name or number holds every word of *text*: a short table."""
        rows = self
        for word in text.split():
            rows = rows.filter(Q(name__icontains=word) | Q(number__icontains=word))
        return rows


class TierRunQuerySet(models.QuerySet["TierRun"]):
    def visible_to(self, user: User) -> Self:
        """Return all runs: that and when accounts were ranked is everybody's, the results are not."""
        return self

    def in_force(self) -> TierRun | None:
        """Return the run that the accounts' tiers come from: the latest date, of it the latest run."""
        return self.order_by("-as_of", "-id").first()

    def before(self, as_of: date) -> TierRun | None:
        """Return the run that was in force on *as_of*, which may be one of that day."""
        return self.filter(as_of__lte=as_of).order_by("-as_of", "-id").first()


class TierResultQuerySet(models.QuerySet["TierResult"]):
    def visible_to(self, user: User) -> Self:
        """Return the results of those customers that *user* may see (D7.1)."""
        return self.filter(scope_of(user).q("account__customer__"))


class TierOverrideQuerySet(models.QuerySet["TierOverride"]):
    def visible_to(self, user: User) -> Self:
        """Return the overrides of those customers that *user* may see (D7.1)."""
        return self.filter(scope_of(user).q("account__customer__"))

    def in_force(self, day: date) -> Self:
        """Return the overrides that count on *day*."""
        return self.filter(ended_at=None, expires_on__gte=day)
