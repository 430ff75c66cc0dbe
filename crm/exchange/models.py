"""Imports as they ran, and what a person taught us about headers."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.exchange.querysets import ImportQuerySet


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("Uploaded")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")
    FAILED = "failed", _("Failed")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")


BUSY = frozenset({ImportState.CHECKING, ImportState.RUNNING, ImportState.UNDOING})
COUNTED = ("created", "updated", "unchanged", "skipped", "refused")
# The person may still change how the file is read and start it (again).
OPEN = frozenset({ImportState.UPLOADED, ImportState.CHECKED, ImportState.REFUSED, ImportState.FAILED})


def upload_path(_instance: Import, name: str) -> str:
    """A place nobody can guess; the file's own name is kept in `file_name`."""
    return f"imports/{uuid.uuid4().hex}{Path(name).suffix.lower()[:8]}"


class Import(models.Model):
    """One file on its way into the records, or one that went.

    `plan` holds the person's choices (see `crm.exchange.running.Plan`), `result` the counts, first
    errors and notes of the last run. History rows written by it carry its primary key as `job_id`.
    """

    kind = models.CharField(_("kind"), max_length=40)
    file = models.FileField(_("file"), upload_to=upload_path, blank=True)
    file_name = models.CharField(_("file name"), max_length=255)
    size = models.PositiveBigIntegerField(_("size (bytes)"), default=0)
    state = models.CharField(
        _("state"), max_length=10, choices=ImportState.choices, default=ImportState.UPLOADED
    )
    plan = models.JSONField(_("choices"), default=dict, blank=True)
    result = models.JSONField(_("result"), default=dict, blank=True)
    bad_rows = models.FileField(_("bad rows"), upload_to=upload_path, blank=True)
    message = models.TextField(_("message"), blank=True)
    job = models.ForeignKey(
        "jobs.Job", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("job")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="imports",
        verbose_name=_("by"),
    )
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("undone by"),
    )

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-id",)
        indexes = (models.Index(fields=["by", "-id"], name="import_by"),)

    def __str__(self) -> str:
        return f"{self.file_name} → {self.kind}"

    @property
    def is_busy(self) -> bool:
        return self.state in BUSY

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def counts(self) -> dict[str, int]:
        """Rows by outcome, as the last run counted them."""
        return {name: self.result.get(name, 0) for name in COUNTED}

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        for held in (self.file, self.bad_rows):
            if held.name:
                storages["default"].delete(held.name)
        return super().delete(*args, **kwargs)


class RememberedColumn(models.Model):
    """Which field a person mapped a header to last time; `header` is normalised."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=40)
    header = models.CharField(_("header"), max_length=120)
    field = models.CharField(_("field"), max_length=60)

    class Meta:
        verbose_name = _("remembered column")
        verbose_name_plural = _("remembered columns")
        constraints = (models.UniqueConstraint(fields=["person", "kind", "header"], name="remembered_once"),)

    def __str__(self) -> str:
        return f"{self.header} → {self.field}"
