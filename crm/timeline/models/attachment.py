"""Files of a customer."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.customers.querysets import CustomerPartQuerySet


def file_path(attachment: Attachment, name: str) -> str:
    """Return where a file lies: its own name never touches the disk."""
    return f"customers/{attachment.customer_id}/{uuid.uuid4().hex}"


class Attachment(models.Model):
    """A file on a customer's card; ``name`` is what it was called, ``size`` is in bytes.

    A file taken off the card keeps its row and says when and by whom.
    """

    customer = models.ForeignKey(
        "customers.Customer", models.CASCADE, related_name="attachments", verbose_name=_("customer")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    file = models.FileField(_("file"), upload_to=file_path, max_length=120)
    name = models.CharField(_("name"), max_length=200)
    size = models.PositiveBigIntegerField(_("size"))
    removed_at = models.DateTimeField(_("taken off"), null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken off by"),
    )

    objects = CustomerPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=["customer", "-at", "-id"], name="attachment_feed"),)

    def __str__(self) -> str:
        return self.name
