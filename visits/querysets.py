"""Reads of visits and plans."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from crm.people.visibility import scope_of
from visits.choices import OPEN_STATES, VisitState

if TYPE_CHECKING:
    from typing import Self

    from crm.people.models import User
    from visits.models import Visit, VisitPlan  # noqa: F401 - named in strings


class VisitPlanQuerySet(models.QuerySet["VisitPlan"]):
    def visible_to(self, user: User) -> Self:
        """Return the plans of those reps whose records *user* may see (D7.1)."""
        return self.filter(scope_of(user).q(owner="rep", team="rep__team"))


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, user: User) -> Self:
        """Return the visits to customers, and by reps, whose records *user* may see (D7.1)."""
        scope = scope_of(user)
        return self.filter(scope.q("customer__") | scope.q(owner="rep", team="rep__team"))

    def in_week(self, monday: date) -> Self:
        """Return the visits of the seven days from *monday* on."""
        return self.filter(date__gte=monday, date__lt=monday + timedelta(days=7))

    def ahead(self) -> Self:
        """Return the visits that are still to be made, from today on."""
        return self.open().filter(date__gte=timezone.localdate())

    def agreed(self) -> Self:
        """Return the appointments and the confirmed visits: those that somebody relies on."""
        return self.filter(Q(fixed=True) | Q(state=VisitState.CONFIRMED))

    def open(self) -> Self:
        """Return the visits that are still to be made."""
        return self.filter(state__in=OPEN_STATES)

    def overlapping(self, visit: Visit) -> Self:
        """Return the other visits of the same rep at the same time; none where *visit* has no time."""
        if visit.starts is None or visit.ends is None:
            return self.none()
        same = self.filter(rep=visit.rep_id, date=visit.date).exclude(pk=visit.pk)
        return same.filter(starts__lt=visit.ends, ends__gt=visit.starts)

    def made(self) -> Self:
        """Return the visits that were made."""
        return self.filter(state=VisitState.DONE)
