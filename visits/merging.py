"""What is special about visits when two cards are merged (domain.md, D1.6)."""

from __future__ import annotations

from django.utils import timezone

from crm.customers.merging.registry import Moving, Refresh, Rule, quiet, refreshes, rules
from crm.customers.merging.relations import Relation
from visits.clock import monday_of
from visits.models import LeftOut, Visit
from visits.services.following import is_only_planned
from visits.services.following_merge import cancel, follow_merge, follow_undo, prepare_undo
from visits.services.tallies import refresh_visits


def bring_visits(moving: Moving, relation: Relation) -> None:
    """Bring the visits, those to come to who has the card now."""
    follow_merge(moving)
    _cancel_doubles(moving)
    moving.journal.move(relation, relation.rows(moving.gone), to=moving.kept)


def _cancel_doubles(moving: Moving) -> None:
    """Of two visits that a rep was still to make on one day cancel one, rather what was only planned."""
    mine = {(visit.rep_id, visit.date): visit for visit in Visit.objects.open().filter(customer=moving.kept)}
    for visit in Visit.objects.open().filter(customer=moving.gone).order_by("pk"):
        twin = mine.get((visit.rep_id, visit.date))
        if twin is not None:
            cancel(moving, twin if is_only_planned(twin) and not is_only_planned(visit) else visit)


def bring_left_out(moving: Moving, relation: Relation) -> None:
    """Bring what plans left out; where a plan left both cards out, the other card's row stays.

    Plans from this week on of whoever has lost their card do not name the one that is left.
    """
    ahead = LeftOut.objects.filter(plan__week__gte=monday_of(timezone.localdate()))
    losing = {owner for owner in moving.former_owners.values() if owner != moving.kept.owner_id}
    theirs = ahead.filter(plan__rep__in=losing)
    both = LeftOut.objects.filter(customer=moving.gone).values("plan")
    lost = relation.rows(moving.kept).filter(pk__in=theirs).exclude(plan__in=both)
    moving.journal.move(relation, lost, to=moving.gone)
    mine = LeftOut.objects.filter(customer=moving.kept).values("plan")
    rows = relation.rows(moving.gone).exclude(pk__in=theirs).exclude(plan__in=mine)
    moving.journal.move(relation, rows, to=moving.kept)


rules.register(
    Rule(key="visits.visit.customer", bring=bring_visits, before_undo=prepare_undo, after_undo=follow_undo),
    Rule(key="visits.leftout.customer", bring=bring_left_out),
)
# Behind the prospects: it counts the visits of theirs.
refreshes.register(Refresh(key="visits.tallies", refresh=refresh_visits, order=200))
quiet.add("visits.leftout.customer")
