"""Plan a rep's week (domain.md, D4.1, D4.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from crm.people.models import User
from crm.shell.errors import Refused
from crm.timeline.services.locking import lock_cards
from visits.clock import iso_week, monday_of, today_of
from visits.models import VisitPlan
from visits.planner import Plan, Problem, check, plan
from visits.policy import VisitPolicy, visit_policy
from visits.services.locking import lock_week
from visits.services.saving import save_plan
from visits.situation import Situation, situation_for


class BrokenPlanError(Exception):
    """The planner broke a rule that even its simplest engine must keep; nothing was saved."""


@dataclass(frozen=True)
class Solved:
    """A problem and its checked plan."""

    problem: Problem
    plan: Plan


def plan_week(*, rep: User, week: date, by: User | None, today: date | None = None) -> VisitPlan:
    """Plan the week of the day *week* for *rep* and return its plan; one plan per rep and week, ever.

    The same input writes nothing. After a change the appointments, the confirmed visits and all days
    up to *today* (default: the rep's own date) stay as they are, and the rest stays close to the
    previous plan. The search runs before the cards and the week are locked, so that nobody waits for it;
    under the locks the situation is looked at again, and the search is repeated if it has changed.

    Raises Refused for a week that is over.
    """
    monday, today, policy = monday_of(week), today or today_of(rep), visit_policy()
    if monday_of(today) > monday:
        raise Refused(
            _("Week %(week)s is over. Choose this week or a later one.") % {"week": iso_week(monday)},
            field="week",
            code="week_over",
        )
    known = VisitPlan.objects.filter(rep=rep, week=monday).first()
    ahead = situation_for(rep, monday, policy=policy, today=today)
    if known is not None and _stands(known, ahead):
        return known
    while True:
        early = solve(ahead)
        with transaction.atomic():
            lock_cards(ahead.customers)
            locked = lock_week(rep, monday)
            now = situation_for(rep, monday, policy=policy, today=today)
            if _stands(locked, now):
                return locked
            if now.customers <= ahead.customers:
                solved = early if early.problem == now.problem else solve(now)
                return save_plan(locked, now, solved.plan, by=by)
        ahead = now  # somebody has fallen due meanwhile, whose card is not held


def _stands(plan: VisitPlan, situation: Situation) -> bool:
    """Whether a plan is what planning again would write: same input, or no day left to decide on."""
    if plan.planned_at is None:
        return False
    return plan.fingerprint == situation.digest or not situation.problem.days


def solve(situation: Situation) -> Solved:
    """Return the plan of a situation, checked."""
    policy: VisitPolicy = situation.policy
    engine = policy.engine if situation.problem.days else "greedy"  # nothing to search through
    found = plan(situation.problem, engine, situation.rounds)
    if wrong := check(situation.problem, found):
        raise BrokenPlanError("; ".join(f"{each.rule} {each.visit or ''} {each.detail}" for each in wrong))
    return Solved(situation.problem, found)
