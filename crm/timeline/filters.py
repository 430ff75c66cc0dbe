"""What the list of touches can be filtered by."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.people.models import User
from crm.shell.lists.bounds import BoundedFilterSet, KeysFilter
from crm.timeline.choices import StepKind, TouchKind, TouchOutcome
from crm.timeline.models import Touch
from crm.timeline.querysets import TouchQuerySet

OPEN, DUE, MINE, DONE = "open", "due", "mine", "done"
STEPS = (
    (DUE, _("due today or before")),
    (OPEN, _("to be done")),
    (MINE, _("open, mine to do")),
    (DONE, _("done")),
)


def _people(request: Any) -> QuerySet[User]:
    return User.objects.visible_to(request.user) if request else User.objects.none()


class TouchFilter(BoundedFilterSet):
    """Filters of touches, for the page, the API and exports."""

    kind = django_filters.MultipleChoiceFilter(choices=TouchKind.choices, label=_("Kind"))
    outcome = django_filters.MultipleChoiceFilter(choices=TouchOutcome.choices, label=_("Outcome"))
    by = KeysFilter(queryset=_people, label=_("By"))
    at = django_filters.DateFromToRangeFilter(label=_("When"))
    step = django_filters.ChoiceFilter(choices=STEPS, method="filter_step", label=_("Next step"))
    step_kind = django_filters.ChoiceFilter(
        field_name="next_step_kind", choices=StepKind.choices, label=_("Kind of next step")
    )
    step_on = django_filters.DateFromToRangeFilter(field_name="next_step_on", label=_("Next step by"))
    cost = django_filters.RangeFilter(label=pgettext_lazy("touch", "Cost"))

    class Meta:
        model = Touch
        fields = ()

    def filter_step(self, rows: TouchQuerySet, name: str, value: str) -> TouchQuerySet:
        if value == DUE:
            return rows.due(timezone.localdate())
        if value == MINE:
            return rows.steps_of(self.request.user)
        if value == DONE:
            return rows.exclude(next_step_done_at=None)
        return rows.with_open_step()
