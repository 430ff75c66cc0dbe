"""Who may do what with visits and plans they can see (domain.md, D4.3, D7.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm.people.visibility import scope_of
from visits.choices import OPEN_STATES, VisitState

if TYPE_CHECKING:
    from crm.people.models import User
    from visits.models import Visit, VisitPlan


def may_plan_for(user: User, rep: User) -> bool:
    """Whether *user* plans *rep*'s weeks: the rep, their deputy, and who leads them."""
    return scope_of(user).allows(owner_id=rep.pk, team_id=rep.team_id)


def may_change(user: User, visit: Visit) -> bool:
    """Whether *user* moves, cancels or reports a visit. The owner of the customer alone does not."""
    return may_plan_for(user, visit.rep)


def may_report(user: User, visit: Visit) -> bool:
    """Whether *user* may say that a visit was made or missed: it is still to be made."""
    return visit.state in OPEN_STATES and may_change(user, visit)


def may_undo_report(user: User, visit: Visit) -> bool:
    """Whether *user* may take "done" or "missed" back."""
    return visit.state in (VisitState.DONE, VisitState.MISSED) and may_change(user, visit)


def may_confirm(user: User, plan: VisitPlan) -> bool:
    """Whether *user* may confirm a plan: whoever plans for the rep, while it has unconfirmed visits."""
    return may_plan_for(user, plan.rep)


def leads_people(user: User) -> bool:
    """Whether *user* sees other people's plans: leaders, admins and their deputies."""
    scope = scope_of(user)
    return scope.everything or bool(scope.team_ids) or len(scope.owner_ids) > 1
