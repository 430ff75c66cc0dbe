"""Who stands in for whom, and when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.history.base import HistoricalBase
from crm.people.querysets import DeputyQuerySet


class Deputy(models.Model):
    """*deputy* sees and does what *principal* may, from ``starts_on`` to ``ends_on``, both included."""

    principal = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="deputies", verbose_name=_("absent person")
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="deputising", verbose_name=_("deputy")
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))

    objects = DeputyQuerySet.as_manager()
    history = HistoricalRecords(bases=[HistoricalBase])

    class Meta:
        verbose_name = _("deputy")
        verbose_name_plural = _("deputies")
        ordering = ("-starts_on",)
        constraints = (
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="deputy_ends_after_start"),
            models.CheckConstraint(condition=~Q(principal=F("deputy")), name="deputy_is_another"),
        )

    def __str__(self) -> str:
        return f"{self.deputy} → {self.principal}"
