"""Visits on the home page and on customers' cards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.customers.card import heads, sides
from crm.customers.models import Customer
from crm.people.choices import Role
from crm.people.models import User
from crm.shell.panels import CardTab, HomePanel, card_tabs, home_panels
from visits.boards import DayBoard, VisitLine
from visits.choices import OPEN_STATES, VisitState
from visits.clock import monday_of, next_week, today_of
from visits.models import Visit, VisitPlan
from visits.on_cards import NEXT_VISIT, PLAN_VISIT
from visits.querysets import VisitQuerySet

SHOWN = 30
"""Visits a card lists of each kind."""
MOST_PLANS = 40


def todays_visits(request: HttpRequest) -> dict[str, Any] | None:
    """The visits of the person's own day, or else of the next; no panel for somebody who makes none."""
    user: User = request.user  # type: ignore[assignment]
    board = DayBoard(user, today_of(user))
    if not board.lines and user.role != Role.REP and board.coming is None:
        return None
    return {"board": board}


@dataclass(frozen=True)
class PlanLine:
    """How far one rep's week is: the plan (None: not made) and its visits by what became of them."""

    rep: User
    plan: VisitPlan | None
    planned: int
    done: int
    missed: int
    left_out: int


def team_plans(request: HttpRequest) -> dict[str, Any]:
    """This week's and next week's plans of the people whose records the person may see."""
    user: User = request.user  # type: ignore[assignment]
    monday = monday_of(timezone.localdate())
    following = next_week(monday)
    people = User.objects.visible_to(user).active().filter(role=Role.REP).select_related("team")
    reps = list(people.order_by("team__name", "name", "pk")[:MOST_PLANS])
    plans = VisitPlan.objects.filter(rep__in=reps, week__in=[monday, following])
    by_rep = {(plan.rep_id, plan.week): plan for plan in plans.annotate(left=Count("left_out"))}
    counts = _counts(reps, monday)
    return {
        "monday": monday,
        "following": following,
        "several_teams": len({rep.team_id for rep in reps}) > 1,
        "rows": [
            (
                _line(rep, by_rep.get((rep.pk, monday)), counts.get(rep.pk, {})),
                by_rep.get((rep.pk, following)),
            )
            for rep in reps
        ],
    }


def _counts(reps: list[User], monday: Any) -> dict[int, dict[str, int]]:
    """Visits of the week by rep and outcome (1 query)."""
    visits: VisitQuerySet = Visit.objects.in_week(monday)
    rows = visits.filter(rep__in=reps).order_by().values("rep")
    counted = rows.annotate(
        planned=Count("pk", filter=~Q(state=VisitState.CANCELLED)),
        done=Count("pk", filter=Q(state=VisitState.DONE)),
        missed=Count("pk", filter=Q(state=VisitState.MISSED)),
    )
    return {
        row["rep"]: {"planned": row["planned"], "done": row["done"], "missed": row["missed"]}
        for row in counted
    }


def _line(rep: User, plan: VisitPlan | None, counts: dict[str, int]) -> PlanLine:
    return PlanLine(
        rep=rep,
        plan=plan,
        planned=counts.get("planned", 0),
        done=counts.get("done", 0),
        missed=counts.get("missed", 0),
        left_out=getattr(plan, "left", 0),
    )


def visits_of_customer(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    """The customer's visits to come, soonest first, and those that are over, latest first."""
    user: User = request.user  # type: ignore[assignment]
    visits = Visit.objects.visible_to(user).filter(customer=customer).select_related("rep", "customer")
    coming = visits.filter(state__in=OPEN_STATES).order_by("date", "starts", "pk")[:SHOWN]
    over = visits.exclude(state__in=OPEN_STATES).order_by("-date", "-pk")[:SHOWN]
    return {
        "customer": customer,
        "coming": [VisitLine(visit, 0) for visit in coming],
        "over": [VisitLine(visit, 0) for visit in over],
    }


home_panels.register(
    HomePanel(
        key="visits.today",
        title=_("Today's visits"),
        template="visits/_panel_today.html",
        context=todays_visits,
        order=5,
        flush=True,
        more_url_name="visits:today",
    ),
    HomePanel(
        key="visits.plans",
        title=_("Visit plans"),
        template="visits/_panel_plans.html",
        context=team_plans,
        order=10,
        roles=frozenset({Role.MANAGER, Role.REGIONAL, Role.ADMIN}),
        lazy=True,
        wide=True,
        flush=True,
    ),
)
sides.register(NEXT_VISIT)
heads.register(PLAN_VISIT)
card_tabs.register(
    CardTab(
        card="customer",
        key="visits",
        label=_("Visits"),
        template="visits/_tab_visits.html",
        context=visits_of_customer,
        order=40,
    ),
)
