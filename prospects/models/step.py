"""Finer steps inside a stage."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.history.base import HistoricalBase
from prospects.choices import OPEN_STAGES, Stage


class Step(models.Model):
    """An admin-defined step inside green or yellow with its win probability in percent (D1.3)."""

    stage = models.CharField(
        _("stage"), max_length=9, choices=[(stage.value, stage.label) for stage in OPEN_STAGES]
    )
    name = models.CharField(_("name"), max_length=80)
    probability = models.PositiveSmallIntegerField(
        _("win probability (%)"), validators=[MaxValueValidator(100)]
    )
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    active = models.BooleanField(_("in use"), default=True)

    history = HistoricalRecords(bases=[HistoricalBase])

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(fields=["stage", "name"], name="step_name_once"),
            models.CheckConstraint(condition=Q(stage__in=OPEN_STAGES), name="step_in_an_open_stage"),
            models.CheckConstraint(condition=Q(probability__lte=100), name="step_probability_percent"),
        )

    def __str__(self) -> str:
        return gettext(self.name)

    @property
    def colour(self) -> str:
        return Stage(self.stage).colour
