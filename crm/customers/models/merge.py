"""Two cards made one, and what is needed to make them two again."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.customers.encryption import EncryptedTextField
from crm.customers.policy import merge_undo_days
from crm.customers.querysets import MergeQuerySet


class Merge(models.Model):
    """Everything of *gone* was brought to *kept* (domain.md, D1.6). Append-only but for its undoing.

    ``choices`` says by the key of what differed whose value stayed ("kept", "gone"). ``moved`` is the
    journal: what was written in which order, for the undo (`crm.customers.merging.journal`).
    ``private_before`` holds the private details that the kept card had before, encrypted.
    """

    kept = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+", verbose_name=_("kept"))
    gone = models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name="+", verbose_name=_("merged into it")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    choices = models.JSONField(_("choices"), default=dict, blank=True)
    moved = models.JSONField(_("moved"), default=list, blank=True, editable=False)
    private_before = EncryptedTextField(blank=True, default="", editable=False)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("undone by"),
    )

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=["-at", "-id"], name="merge_at"),)
        constraints = (
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at=None), name="merge_gone_once"),
            models.CheckConstraint(condition=~Q(kept=models.F("gone")), name="merge_of_two"),
        )

    def __str__(self) -> str:
        return f"{self.gone_id} → {self.kept_id}"

    def get_absolute_url(self) -> str:
        return reverse("customers:merge-undo", args=[self.pk])

    @property
    def undo_until(self) -> date:
        """The last day on which the merge can be undone."""
        return timezone.localdate(self.at) + timedelta(days=merge_undo_days())

    @property
    def may_be_undone(self) -> bool:
        """Whether it stands and its time has not run out."""
        return self.undone_at is None and timezone.localdate() <= self.undo_until
