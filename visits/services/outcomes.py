"""What became of a visit, and a plan that is confirmed (domain.md, D2.3, D4.3)."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.history.services import bulk_update_as, record_event, save_as
from crm.people.models import User
from crm.shell.errors import Refused
from visits.choices import OPEN_STATES, MissedReason, PlanState, VisitState
from visits.clock import today_of
from visits.models import Visit, VisitPlan
from visits.services.locking import lock_visit, lock_week, lock_with_card
from visits.services.tallies import finish_steps_of, refresh_visits, reopen_steps_of


@transaction.atomic
def complete_visit(*, visit: Visit, by: User) -> Visit:
    """Say that a visit was made; said twice, it stays as it was the first time.

    What the rep had to do with the customer by then is done with it.
    Refused for a visit that lies ahead and for one that was missed or cancelled.
    """
    visit = lock_with_card(visit)
    if visit.state == VisitState.DONE:
        return visit
    _refuse_unless_reportable(visit)
    visit.state, visit.done_at = VisitState.DONE, timezone.now()
    save_as(visit, by=by)
    refresh_visits([visit.customer_id])
    finish_steps_of(visit, by=by)
    _tell(visit, "visit.done", by=by)
    return visit


@transaction.atomic
def miss_visit(*, visit: Visit, reason: str, by: User, note: str = "") -> Visit:
    """Say that a visit was not made and why; the customer is due again in the rest of the week."""
    plan, visit = lock_visit(visit)
    if visit.state == VisitState.MISSED:
        return visit
    if reason not in MissedReason:
        raise Refused(_("Say why the visit was missed."), field="reason")
    _refuse_unless_reportable(visit)
    visit.state, visit.missed_reason = VisitState.MISSED, reason
    visit.note = note or visit.note
    save_as(visit, by=by)
    plan.changed_at = timezone.now()
    save_as(plan, by=by)
    _tell(visit, "visit.missed", by=by, reason=reason, **({"note": note} if note else {}))
    return visit


@transaction.atomic
def reopen_visit(*, visit: Visit, by: User) -> Visit:
    """Take back that a visit was made or missed: a slip of the thumb."""
    visit = lock_with_card(visit)
    if visit.state not in (VisitState.DONE, VisitState.MISSED):
        return visit
    same_day = Visit.objects.filter(
        rep=visit.rep, customer=visit.customer, date=visit.date, state__in=OPEN_STATES
    )
    if same_day.exists():
        raise Refused(
            _("There is another visit to %(name)s on this day now.") % {"name": visit.customer.name}
        )
    before, done_at = visit.state, visit.done_at
    visit.state, visit.done_at, visit.missed_reason = VisitState.PLANNED, None, ""
    if visit.plan is not None and visit.plan.state == PlanState.CONFIRMED:
        visit.state = VisitState.CONFIRMED
    save_as(visit, by=by)
    if done_at is not None:
        refresh_visits([visit.customer_id])
        reopen_steps_of(visit, done_at=done_at, by=by)
    _tell(visit, "visit.reopened", by=by, state=before)
    return visit


@transaction.atomic
def confirm_plan(*, plan: VisitPlan, by: User) -> VisitPlan:
    """Confirm every planned visit of a week: from then on planning again leaves them where they are.

    Confirming twice changes nothing. Refused for a week that has not been planned.
    """
    plan = lock_week(plan.rep, plan.week)
    if plan.planned_at is None:
        raise Refused(_("There is nothing to confirm yet. Plan the week first."), code="not_planned")
    visits = list(plan.visits.filter(state=VisitState.PLANNED).select_for_update(of=("self",), no_key=True))
    if plan.state == PlanState.CONFIRMED and not visits:
        return plan
    for visit in visits:
        visit.state = VisitState.CONFIRMED
    bulk_update_as(visits, ["state"], by=by)
    plan.state = PlanState.CONFIRMED
    return save_as(plan, by=by)


def _refuse_unless_reportable(visit: Visit) -> None:
    if visit.state not in OPEN_STATES:
        raise Refused(
            _("This visit is %(state)s already.") % {"state": visit.get_state_display().lower()},
            code="not_open",
        )
    if visit.date > today_of(visit.rep):
        raise Refused(_("This visit lies ahead. Move it to today if it was made already."), code="ahead")


def _tell(visit: Visit, verb: str, *, by: User, **data: object) -> None:
    facts = {"visit": visit.pk, "date": visit.date.isoformat(), "rep": visit.rep.name}
    record_event(customer=visit.customer, verb=verb, by=by, data={**facts, **data})
