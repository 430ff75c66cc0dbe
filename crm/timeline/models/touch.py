"""Touches: every contact with a customer that is no visit."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from crm.history.base import HistoricalBase
from crm.timeline.choices import StepKind, TouchKind, TouchOutcome
from crm.timeline.querysets import TouchQuerySet


class Touch(models.Model):
    """One touch of a customer (domain.md, D1.4). ``cost`` is in the base currency.

    ``next_step`` is what was promised or is to follow, on ``next_step_on``; it is open until
    ``next_step_done_at``. One whose kind is a visit is planned as one. ``number`` is its own number in
    files; without one it becomes ``T`` and the key.
    """

    number = models.CharField(_("number"), max_length=40, unique=True, null=True, blank=True)
    customer = models.ForeignKey(
        "customers.Customer", models.CASCADE, related_name="touches", verbose_name=_("customer")
    )
    contact = models.ForeignKey(
        "customers.Contact",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="touches",
        verbose_name=_("contact"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=TouchKind.choices)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="touches", verbose_name=_("by")
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=TouchOutcome.choices, blank=True)
    note = models.TextField(_("note"), max_length=5_000, blank=True)
    cost = models.DecimalField(
        pgettext_lazy("touch", "cost"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    next_step = models.CharField(_("next step"), max_length=200, blank=True)
    next_step_on = models.DateField(_("next step on"), null=True, blank=True)
    next_step_kind = models.CharField(
        _("kind of next step"), max_length=5, choices=StepKind.choices, blank=True
    )
    next_step_done_at = models.DateTimeField(_("next step done"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = TouchQuerySet.as_manager()
    history = HistoricalRecords(bases=[HistoricalBase])

    class Meta:
        verbose_name = _("touch")
        verbose_name_plural = _("touches")
        ordering = ("-at", "-id")
        indexes = (
            models.Index(fields=["customer", "-at", "-id"], name="touch_feed"),
            models.Index(fields=["-at", "-id"], name="touch_at"),
            models.Index(
                fields=["next_step_on", "id"],
                condition=Q(next_step_on__isnull=False, next_step_done_at=None),
                name="touch_next_step",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"

    @property
    def has_open_step(self) -> bool:
        """Whether what is to follow has still to be done."""
        return self.next_step_on is not None and self.next_step_done_at is None

    @property
    def step_words(self) -> str:
        """What is to follow, in words: those of the person, else its kind."""
        return self.next_step or (self.get_next_step_kind_display() if self.next_step_kind else "")
