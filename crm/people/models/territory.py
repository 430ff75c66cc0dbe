"""Territories: the beat of one rep."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.history.base import HistoricalBase
from crm.people.querysets import TerritoryQuerySet


class Territory(models.Model):
    """A piece of the market with its rep and, where it differs from the rule, its travel speed."""

    number = models.CharField(_("number"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    team = models.ForeignKey(
        "people.Team", models.PROTECT, related_name="territories", verbose_name=_("team")
    )
    rep = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="territories",
        verbose_name=_("rep"),
    )
    town_kmh = models.PositiveSmallIntegerField(_("speed in town (km/h)"), null=True, blank=True)
    road_kmh = models.PositiveSmallIntegerField(_("speed on the road (km/h)"), null=True, blank=True)
    road_factor = models.DecimalField(_("road factor"), max_digits=4, decimal_places=2, null=True, blank=True)

    objects = TerritoryQuerySet.as_manager()
    history = HistoricalRecords(bases=[HistoricalBase])

    class Meta:
        verbose_name = _("territory")
        verbose_name_plural = _("territories")
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name
