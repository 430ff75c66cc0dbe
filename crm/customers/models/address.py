"""Further addresses of a customer."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.customers.choices import AddressKind
from crm.customers.models.place import Place
from crm.customers.querysets import CustomerPartQuerySet
from crm.history.base import HistoricalBase


class Address(Place):
    """A mailing, site, delivery or employer's address beside the main one on the card."""

    customer = models.ForeignKey(
        "customers.Customer", models.CASCADE, related_name="addresses", verbose_name=_("customer")
    )
    kind = models.CharField(
        _("kind"), max_length=10, choices=AddressKind.choices, default=AddressKind.MAILING
    )

    objects = CustomerPartQuerySet.as_manager()
    history = HistoricalRecords(bases=[HistoricalBase])

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        ordering = ("kind", "id")

    def __str__(self) -> str:
        return self.address_line
