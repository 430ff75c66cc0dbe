"""Plan a week in the background, and confirm it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from crm.people.models import User
from crm.shell.access import VisibleMixin
from crm.shell.errors import Refused
from visits.clock import iso_week, monday_of, today_of
from visits.models import VisitPlan
from visits.rules import may_confirm, may_plan_for
from visits.services.outcomes import confirm_plan
from visits.services.requests import request_planning
from visits.views.common import RepPage, asked_week


def week_url(rep: User, week: str, **extra: object) -> str:
    """Return the address of a rep's week."""
    return f"{reverse('visits:week')}?{urlencode({'week': week, 'rep': rep.pk, **extra})}"


class PlanWeek(RepPage):
    """Queues planning of one rep's week and goes back to it, where the progress is shown."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        rep = self.rep
        if not may_plan_for(self.user, rep):
            raise PermissionDenied
        monday = asked_week(request, rep)
        if monday < monday_of(today_of(rep)):
            messages.error(request, _("This week is over. Choose this week or a later one."))
            return HttpResponseRedirect(week_url(rep, iso_week(monday)))
        job = request_planning(week=monday, reps=[rep], by=self.user)
        return HttpResponseRedirect(week_url(rep, iso_week(monday), job=job.pk))


class ConfirmPlan(VisibleMixin):
    """Confirms a plan: what is in it stays."""

    model = VisitPlan
    http_method_names = ["post"]

    def record_rows(self, rows: Any) -> Any:
        return rows.select_related("rep__team")

    def allows_object(self, user: Any, record: VisitPlan) -> bool:
        return may_confirm(user, record)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        plan = self.get_record()
        try:
            confirm_plan(plan=plan, by=request.user)  # type: ignore[arg-type]
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Confirmed. Planning again will leave these visits where they are."))
        return HttpResponseRedirect(plan.get_absolute_url())
