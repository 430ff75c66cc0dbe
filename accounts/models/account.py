"""An account: a customer who buys."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.choices import Channel, DistanceBand, SupplyPriority, Tier
from accounts.querysets import AccountQuerySet
from crm.history.base import HistoricalBase


class Account(models.Model):
    """The trading relation with one customer (domain.md, D3.1).

    ``tier`` is the tier in force (an override wins over ``computed_tier``) and ``sales`` the net sales of
    the window it was computed from, in the base currency: copies of the run in force, so that lists can
    sort and filter by them. Their history is the stored runs and overrides, not the account's.
    """

    customer = models.OneToOneField(
        "customers.Customer", models.PROTECT, related_name="account", verbose_name=_("customer")
    )
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    currency = models.ForeignKey(
        "accounts.Currency",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("currency"),
    )
    tier = models.CharField(_("tier"), max_length=1, choices=Tier.choices, default=Tier.NEW, editable=False)
    computed_tier = models.CharField(
        _("computed tier"), max_length=1, choices=Tier.choices, default=Tier.NEW, editable=False
    )
    sales = models.DecimalField(_("net sales"), max_digits=18, decimal_places=4, default=0, editable=False)
    last_order_on = models.DateField(_("last order"), null=True, blank=True, editable=False)

    cadence_days = models.PositiveSmallIntegerField(
        _("days between visits"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: as the tier asks."),
    )
    visit_minutes = models.PositiveSmallIntegerField(
        _("minutes of a visit"),
        null=True,
        blank=True,
        validators=[MinValueValidator(5)],
        help_text=_("Empty: as the tier asks."),
    )
    visit_weekdays = models.CharField(
        _("visits on"),
        max_length=7,
        blank=True,
        help_text=_("0 = Monday … 6 = Sunday; empty: any working day."),
    )
    visit_from = models.TimeField(_("visits from"), null=True, blank=True)
    visit_until = models.TimeField(_("visits until"), null=True, blank=True)
    preferred_channel = models.CharField(
        _("preferred channel"), max_length=8, choices=Channel.choices, blank=True
    )
    preferred_time = models.CharField(_("preferred time"), max_length=120, blank=True)

    buying_habits = models.TextField(_("buying habits"), blank=True)
    delivery_needs = models.TextField(_("delivery needs"), blank=True)
    payment_days = models.PositiveSmallIntegerField(_("payment terms (days)"), null=True, blank=True)
    supply_priority = models.CharField(
        _("supply priority"), max_length=6, choices=SupplyPriority.choices, default=SupplyPriority.NORMAL
    )
    distance_km = models.FloatField(_("distance from the office (km)"), null=True, blank=True, editable=False)
    distance_band = models.CharField(
        _("distance band"), max_length=6, choices=DistanceBand.choices, blank=True, editable=False
    )

    objects = AccountQuerySet.as_manager()
    history = HistoricalRecords(
        bases=[HistoricalBase],
        excluded_fields=["tier", "computed_tier", "sales", "last_order_on", "distance_km", "distance_band"],
    )

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ("-sales", "id")
        # None on tier and sales: a ranking changes them on most rows, which PostgreSQL does in place only
        # while no index holds them (docs/adr/0014).
        indexes = (models.Index(fields=["last_order_on", "id"], name="account_last_order"),)

    def __str__(self) -> str:
        return str(self.customer)

    def get_absolute_url(self) -> str:
        return reverse("accounts:card", args=[self.pk])

    @property
    def takes_orders(self) -> bool:
        """Whether orders and returns can be recorded: neither the account is closed nor the card archived."""
        return self.closed_on is None and not self.customer.is_archived
