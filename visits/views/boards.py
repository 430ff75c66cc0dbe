""" "My week" and "Today"."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from crm.customers.maps import map_url
from crm.jobs.models import Job
from crm.jobs.views import shown
from crm.shell.keys import key_of
from visits.boards import DayBoard, WeekBoard
from visits.choices import MissedReason
from visits.rules import may_plan_for
from visits.services.requests import PLAN
from visits.views.common import RepPage, asked_day, asked_week


class WeekPage(RepPage, TemplateView):
    """A rep's week: a column a day, who is left out, and the map."""

    template_name = "visits/week.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        board = WeekBoard(self.rep, asked_week(self.request, self.rep))
        return super().get_context_data(
            board=board,
            map_data=board.map_data(),
            map_tiles=settings.MAP_TILES_URL,
            may_plan=may_plan_for(self.user, self.rep),
            job=shown(self._job),
            not_planned=self._not_planned(),
            **self.picker(),
            **kwargs,
        )

    @cached_property
    def _job(self) -> Job | None:
        """The planning that the address names, if this person has asked for it."""
        jobs = Job.objects.asked_by(self.user).filter(kind=PLAN)
        return jobs.filter(pk=key_of(self.request.GET.get("job"))).first()

    def _not_planned(self) -> str:
        """Why that planning has made no plan for this rep; empty when it has, or still may."""
        return str(self._job.result.get("refused", {}).get(self.rep.email, "")) if self._job else ""


class TodayPage(RepPage, TemplateView):
    """A rep's day, for one thumb."""

    template_name = "visits/today.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        board = DayBoard(self.rep, asked_day(self.request, self.rep))
        agent = self.request.headers.get("User-Agent", "")
        rows = [(line, map_url(line.customer, agent)) for line in board.open_lines]
        return super().get_context_data(
            board=board,
            rows=rows,
            map_data=board.map_data(),
            map_tiles=settings.MAP_TILES_URL,
            may_change=may_plan_for(self.user, self.rep),
            missed_reasons=MissedReason.choices,
            **self.picker(),
            **kwargs,
        )
