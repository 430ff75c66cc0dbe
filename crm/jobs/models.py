"""Background work as rows: the database is the truth, the broker only a wake-up call."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from crm.people.models import User


class JobState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class JobQuerySet(models.QuerySet["Job"]):
    """Reads of jobs."""

    def asked_by(self, user: User) -> JobQuerySet:
        """Jobs that *user* started or joined."""
        joined = Job.watchers.through.objects.filter(user=user.pk).values("job")
        return self.filter(Q(by=user.pk) | Q(pk__in=joined))

    def visible_to(self, user: User) -> JobQuerySet:
        """What `asked_by` says; an admin sees every job."""
        return self.all() if user.is_admin else self.asked_by(user)


class Job(models.Model):
    """One piece of work; its handler finishes it in the transaction of its effect.

    ``lease_until`` says until when the claiming worker is trusted to be alive. ``unique_key``
    keeps a second job for the same work from being queued while the first is open; whoever asks for it
    in the meantime joins the ``watchers``.
    """

    kind = models.CharField(_("kind"), max_length=60)
    payload = models.JSONField(_("payload"), default=dict, blank=True)
    unique_key = models.CharField(_("unique key"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="jobs",
        verbose_name=_("by"),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    due_at = models.DateTimeField(_("due at"), default=timezone.now)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    lease_token = models.UUIDField(_("lease token"), default=uuid.uuid4, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    failed = models.BooleanField(_("failed"), default=False)
    result = models.JSONField(_("result"), default=dict, blank=True)
    error = models.TextField(_("error"), blank=True, help_text=_("What those who asked are told."))
    detail = models.TextField(_("detail"), blank=True, help_text=_("What went wrong, for an admin."))
    watchers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("also asked for by")
    )

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "unique_key"],
                condition=Q(done_at=None) & ~Q(unique_key=""),
                name="job_open_once",
            ),
        )
        indexes = (models.Index(fields=["due_at"], condition=Q(done_at=None), name="job_open_due"),)

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

    @property
    def message(self) -> str:
        """What those who asked are told of its end: a sentence, never an exception's text."""
        if self.error or not self.failed:
            return self.error
        return gettext(
            "Something went wrong here. Try again later; an admin finds the reason among the jobs."
        )

    @property
    def state(self) -> JobState:
        if self.failed:
            return JobState.FAILED
        if self.done_at:
            return JobState.DONE
        return JobState.RUNNING if self.attempts and self.lease_until else JobState.WAITING
