"""What we sell."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.querysets import ProductQuerySet
from crm.history.base import HistoricalBase


class ProductFamily(models.Model):
    name = models.CharField(_("name"), max_length=120, unique=True)

    class Meta:
        verbose_name = _("product family")
        verbose_name_plural = _("product families")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """A product with its list price and cost per unit, in the base currency, tax excluded."""

    number = models.CharField(_("number"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=160)
    family = models.ForeignKey(
        ProductFamily,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="products",
        verbose_name=_("family"),
    )
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    price = models.DecimalField(
        _("price"), max_digits=14, decimal_places=4, default=0, validators=[MinValueValidator(0)]
    )
    cost = models.DecimalField(
        _("cost"), max_digits=14, decimal_places=4, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    active = models.BooleanField(_("sold today"), default=True)

    objects = ProductQuerySet.as_manager()
    history = HistoricalRecords(bases=[HistoricalBase])

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ("name", "id")
        indexes = (models.Index(fields=["name", "id"], name="product_name"),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:product", args=[self.pk])
