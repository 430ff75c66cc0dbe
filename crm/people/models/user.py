"""People who log in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.history.base import HistoricalBase
from crm.people.choices import LEADING_ROLES, Role
from crm.people.querysets import UserManager
from crm.shell.reach import validate_phone


def default_time_zone() -> str:
    """The company's time zone."""
    return settings.TIME_ZONE


class User(AbstractBaseUser, PermissionsMixin):
    """A rep, manager, regional manager or admin. They log in with their e-mail address."""

    number = models.CharField(_("number"), max_length=40, unique=True, null=True, blank=True)
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), max_length=190, unique=True)
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.REP)
    team = models.ForeignKey(
        "people.Team", models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("team")
    )
    manager = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="reports", verbose_name=_("manager")
    )
    calendar = models.ForeignKey(
        "people.WorkingCalendar", models.PROTECT, null=True, blank=True, verbose_name=_("working calendar")
    )
    phone = models.CharField(_("phone"), max_length=40, blank=True, validators=[validate_phone])
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    time_zone = models.CharField(_("time zone"), max_length=60, default=default_time_zone)
    base_name = models.CharField(
        _("base"), max_length=120, blank=True, help_text=_("Where the working day starts.")
    )
    base_latitude = models.FloatField(_("base latitude"), null=True, blank=True)
    base_longitude = models.FloatField(_("base longitude"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_demo = models.BooleanField(_("demo login"), default=False, editable=False)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()
    history = HistoricalRecords(bases=[HistoricalBase], excluded_fields=["password", "last_login"])

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("name", "id")
        constraints = (
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower_case"),
        )

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a log-in or a new password alone is no change of the business record."""
        self.email = self.email.strip().lower()
        fields = kwargs.get("update_fields")
        if fields is not None and set(fields) <= {"last_login", "password"}:
            self.skip_history_when_saving = True
        try:
            super().save(*args, **kwargs)
        finally:
            self.__dict__.pop("skip_history_when_saving", None)

    @property
    def is_staff(self) -> bool:
        """Whether Django's admin is open to this person."""
        return self.is_superuser or self.is_admin

    @property
    def is_admin(self) -> bool:
        return self.role == Role.ADMIN

    @property
    def is_leading(self) -> bool:
        """Whether this person sees the records of a team and of all teams below it."""
        return self.role in LEADING_ROLES

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]
