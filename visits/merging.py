"""What is special about visits when two cards are merged (domain.md, D1.6)."""

from __future__ import annotations

from crm.customers.merging.registry import Moving, Refresh, Rule, quiet, refreshes, rules
from crm.customers.merging.relations import Relation
from visits.choices import OPEN_STATES, VisitState
from visits.models import LeftOut, Visit
from visits.services.tallies import refresh_visits


def bring_visits(moving: Moving, relation: Relation) -> None:
    """Bring the visits; of two that a rep was still to make to both cards on one day, one is cancelled."""
    mine = Visit.objects.filter(customer=moving.kept, state__in=OPEN_STATES)
    taken = set(mine.values_list("rep", "date"))
    for visit in relation.rows(moving.gone).filter(state__in=OPEN_STATES):
        if (visit.rep_id, visit.date) in taken:
            moving.journal.set(visit, state=VisitState.CANCELLED)
    moving.journal.move(relation, relation.rows(moving.gone), to=moving.kept)


def bring_left_out(moving: Moving, relation: Relation) -> None:
    """Bring what plans left out; where a plan left both cards out, the other card's row stays."""
    mine = LeftOut.objects.filter(customer=moving.kept).values("plan")
    moving.journal.move(relation, relation.rows(moving.gone).exclude(plan__in=mine), to=moving.kept)


rules.register(
    Rule(key="visits.visit.customer", bring=bring_visits),
    Rule(key="visits.leftout.customer", bring=bring_left_out),
)
# Behind the prospects: it counts the visits of theirs.
refreshes.register(Refresh(key="visits.tallies", refresh=refresh_visits, order=200))
quiet.add("visits.leftout.customer")
