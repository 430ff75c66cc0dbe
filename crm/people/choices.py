"""Choices of people and their calendars."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    REP = "rep", _("Rep")
    MANAGER = "manager", _("Manager")
    REGIONAL = "regional", _("Regional manager")
    ADMIN = "admin", _("Admin")


# Who sees the records of a team and of all teams below it.
LEADING_ROLES = frozenset({Role.MANAGER, Role.REGIONAL})


class LeaveKind(models.TextChoices):
    HOLIDAY = "holiday", _("Holiday")
    SICK = "sick", _("Sick leave")
    TRAINING = "training", _("Training")
    OTHER = "other", _("Other")
