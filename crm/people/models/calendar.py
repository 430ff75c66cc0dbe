"""Working calendars, their public holidays, and leave."""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.history.base import HistoricalBase
from crm.people.choices import LeaveKind


class WorkingCalendar(models.Model):
    """Working hours of a week and the country whose public holidays are kept.

    ``weekdays`` lists working days, Monday = 0, as digits: "01234".
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    country = models.CharField(
        _("country"), max_length=2, blank=True, help_text=_("Two letters, such as DE.")
    )
    subdivision = models.CharField(_("state or province"), max_length=10, blank=True)
    weekdays = models.CharField(
        _("working days"),
        max_length=7,
        default="01234",
        validators=[RegexValidator(r"^(?!.*(.).*\1)[0-6]+\Z", _("Digits from 0 to 6, each at most once."))],
        help_text=_("0 = Monday … 6 = Sunday."),
    )
    starts = models.TimeField(_("from"), default=time(9, 0))
    ends = models.TimeField(_("to"), default=time(17, 0))
    break_starts = models.TimeField(_("break from"), null=True, blank=True)
    break_ends = models.TimeField(_("break to"), null=True, blank=True)

    history = HistoricalRecords(bases=[HistoricalBase])

    class Meta:
        verbose_name = _("working calendar")
        verbose_name_plural = _("working calendars")
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="calendar_ends_after_start"),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Take a break only whole, in its order and within the hours: any other would not count, silently."""
        begins, ends = self.break_starts, self.break_ends
        if begins is None and ends is None:
            return
        if begins is None or ends is None:
            raise ValidationError({"break_ends": _("Give both ends of the break, or neither.")})
        if not self.starts <= begins < ends <= self.ends:
            message = _("The break begins before it ends, and lies within the working hours.")
            raise ValidationError({"break_ends": message})


class CalendarDay(models.Model):
    """A day that differs from the calendar's week: a company holiday, or a holiday worked."""

    calendar = models.ForeignKey(
        WorkingCalendar, models.CASCADE, related_name="days", verbose_name=_("calendar")
    )
    date = models.DateField(_("date"))
    name = models.CharField(_("name"), max_length=80)
    working = models.BooleanField(_("is worked"), default=False)

    class Meta:
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        ordering = ("date",)
        constraints = (models.UniqueConstraint(fields=["calendar", "date"], name="calendar_day_once"),)

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class Leave(models.Model):
    """Whole days on which a person does not work, both ends included."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="leaves", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=LeaveKind.choices, default=LeaveKind.HOLIDAY)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    history = HistoricalRecords(bases=[HistoricalBase])

    class Meta:
        verbose_name = _("leave")
        verbose_name_plural = _("leave")
        ordering = ("-starts_on",)
        constraints = (
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="leave_ends_after_start"),
        )

    def __str__(self) -> str:
        return f"{self.person} {self.starts_on} – {self.ends_on}"
