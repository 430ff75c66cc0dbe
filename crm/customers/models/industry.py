"""The catalogue of industries."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.history.base import HistoricalBase


class Industry(models.Model):
    name = models.CharField(_("name"), max_length=240, unique=True)

    history = HistoricalRecords(bases=[HistoricalBase])

    class Meta:
        verbose_name = _("industry")
        verbose_name_plural = _("industries")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
