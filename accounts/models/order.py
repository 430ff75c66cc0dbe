"""Orders and returns."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.choices import OrderKind
from accounts.querysets import OrderLineQuerySet, OrderQuerySet
from crm.history.base import HistoricalBase
from crm.shell.indexes import TrigramIndex


class Order(models.Model):
    """A sale to an account, or goods it brought back. Tax excluded.

    ``net`` is the sum of the lines in the order's currency and ``net_base`` the same in the base currency
    at ``rate``; both are kept by the services that write lines. A return has negative lines and sums.
    """

    number = models.CharField(_("number"), max_length=40, unique=True)
    # order_account_date below serves the account; an index on the currency would serve nobody.
    account = models.ForeignKey(
        "accounts.Account", models.PROTECT, related_name="orders", db_index=False, verbose_name=_("account")
    )
    rep = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="orders",
        verbose_name=_("rep"),
    )
    date = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=6, choices=OrderKind.choices, default=OrderKind.SALE)
    returns = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="returned_by",
        verbose_name=_("return of"),
    )
    currency = models.ForeignKey(
        "accounts.Currency", models.PROTECT, related_name="+", db_index=False, verbose_name=_("currency")
    )
    rate = models.DecimalField(_("rate to the base currency"), max_digits=18, decimal_places=8, default=1)
    net = models.DecimalField(_("net sum"), max_digits=18, decimal_places=4, default=0, editable=False)
    net_base = models.DecimalField(
        _("net sum in base currency"), max_digits=18, decimal_places=4, default=0, editable=False
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = OrderQuerySet.as_manager()
    history = HistoricalRecords(bases=[HistoricalBase])

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ("-date", "-id")
        indexes = (
            models.Index(fields=["account", "-date", "-id"], name="order_account_date"),
            models.Index(fields=["-date", "-id"], name="order_date"),
            TrigramIndex(Upper("number"), name="order_number_part"),
        )

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("accounts:order", args=[self.pk])


class OrderLine(models.Model):
    """One product of an order. ``quantity`` is negative for goods brought back; ``discount`` is 0 to 1.

    ``net`` = price × quantity × (1 − discount), rounded half up to four decimals, in the order's currency.
    """

    order = models.ForeignKey(
        Order, models.CASCADE, related_name="lines", db_index=False, verbose_name=_("order")
    )
    product = models.ForeignKey(
        "accounts.Product", models.PROTECT, related_name="order_lines", verbose_name=_("product")
    )
    quantity = models.DecimalField(_("quantity"), max_digits=14, decimal_places=3)
    price = models.DecimalField(
        _("price"), max_digits=14, decimal_places=4, validators=[MinValueValidator(0)]
    )
    discount = models.DecimalField(
        _("discount"),
        max_digits=5,
        decimal_places=4,
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )
    net = models.DecimalField(_("net sum"), max_digits=18, decimal_places=4, editable=False)

    objects = OrderLineQuerySet.as_manager()
    history = HistoricalRecords(bases=[HistoricalBase])

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["order", "product"], name="order_line_product_once"),
            models.CheckConstraint(condition=~Q(quantity=0), name="order_line_some_quantity"),
            models.CheckConstraint(condition=Q(price__gte=0), name="order_line_price_not_negative"),
            models.CheckConstraint(
                condition=Q(discount__gte=0, discount__lte=1), name="order_line_discount_share"
            ),
        )

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product_id}"
