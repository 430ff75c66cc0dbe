"""Visits follow cards that are merged, and that part again (domain.md, D7.1; ADR 17, 24).

As `visits.services.following` does it, but written by the journal of the merge, so that its undo finds every
visit: what was only planned is cancelled, not deleted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from crm.customers.followers import Change
from crm.customers.merging.journal import Step
from crm.customers.merging.registry import Moving, Undoing
from crm.customers.models import Customer
from crm.history.services import save_as
from crm.people.models import User
from visits.choices import OPEN_STATES, Because, VisitState
from visits.clock import monday_of
from visits.models import Visit, VisitPlan
from visits.querysets import VisitPlanQuerySet
from visits.services.following import follow_owner, is_only_planned, locked, mark, to_come
from visits.services.locking import lock_week, lock_weeks
from visits.services.telling import tell


def follow_merge(moving: Moving) -> None:
    """Give what was agreed by who has lost one of the two cards to who has the one that is left."""
    owner, former = moving.kept.owner, moving.former_owners
    leaving = [
        visit
        for visit in to_come(former)
        if visit.rep_id == former[visit.customer_id] != moving.kept.owner_id
    ]
    changed: dict[int, VisitPlan] = {}
    for visit, plan in locked(leaving, to=lambda _visit: owner):
        changed[plan.pk] = plan
        if is_only_planned(visit):
            cancel(moving, visit)
        elif owner is None:
            cancel(moving, visit)
            _tell(moving, visit, "visit.cancelled", because=Because.POOL)
        elif (taken_by := _hand_over(moving, visit, owner)) is not None:
            changed[taken_by.pk] = taken_by
    mark(changed.values(), by=moving.by)


def cancel(moving: Moving, visit: Visit) -> None:
    """Take a visit out in a way that the undo of the merge takes back."""
    moving.journal.set(visit, state=VisitState.CANCELLED)


def _hand_over(moving: Moving, visit: Visit, owner: User) -> VisitPlan | None:
    """Give a visit to *owner* and return the plan it came into; None where they have agreed one that day."""
    same = Visit.objects.filter(rep=owner, customer__in=[moving.kept, moving.gone], date=visit.date)
    theirs = list(same.filter(state__in=OPEN_STATES))
    if not all(map(is_only_planned, theirs)):
        cancel(moving, visit)
        return None
    for other in theirs:
        cancel(moving, other)
    former, plan = visit.rep, lock_week(owner, visit.date)
    moving.journal.set(visit, rep=owner, plan=plan)
    _tell(moving, visit, "visit.handed_over", former=former.name)
    return plan


def _tell(moving: Moving, visit: Visit, verb: str, **data: object) -> None:
    """Put the line on the card that is left: the other's feed has been brought there by now."""
    visit.customer = moving.kept
    tell(visit, verb, by=moving.by, **data)


def prepare_undo(undoing: Undoing) -> None:
    """Take the weeks before the journal takes the visits in them, as everybody does.

    What was handed over and has begun since is left out of the journal: it stays with who has made it, or has
    to report it.
    """
    handed = {step["row"]: step["before"]["rep"] for step in undoing.journal.steps if _hands_over(step)}
    former = User.objects.in_bulk(set(handed.values()))
    weeks = [(plan.week, plan.rep) for plan in _weeks_of(undoing).select_related("rep")]
    # Somebody may have moved one to another week since.
    weeks += [(monday_of(visit.date), former[handed[visit.pk]]) for visit in _coming(undoing, handed)]
    lock_weeks(weeks)
    begun = handed.keys() - {visit.pk for visit in _coming(undoing, handed)}
    undoing.journal.steps = [
        step for step in undoing.journal.steps if not (_hands_over(step) and step["row"] in begun)
    ]


def follow_undo(undoing: Undoing) -> None:
    """Say whose visits are theirs again; what was added since goes along with the kept card."""
    for visit, former in _given_back(undoing):
        _into_own_week(visit, undoing)
        tell(visit, "visit.handed_over", by=undoing.by, former=former.name)
    mark(_weeks_of(undoing), by=undoing.by)
    had_it = undoing.kept.owner_id
    if not Customer.objects.filter(pk=undoing.kept.pk, owner=had_it).exists():
        follow_owner(
            Change(
                customers=[undoing.kept.pk],
                fields=frozenset({"owner"}),
                by=undoing.by,
                note=undoing.journal.reason,
                former_owners={undoing.kept.pk: had_it},
            )
        )


def _into_own_week(visit: Visit, undoing: Undoing) -> None:
    """Put a visit that was moved since into the plan of who has it again: its own was the other's."""
    plan = lock_week(visit.rep, visit.date)
    if visit.plan_id != plan.pk:
        visit.plan = plan
        save_as(visit, by=undoing.by, reason=undoing.journal.reason)


def _coming(undoing: Undoing, handed: Collection[int]) -> list[Visit]:
    """Those of the visits *handed* over that are still to come."""
    return [visit for visit in to_come([undoing.kept.pk]) if visit.pk in handed]


def _hands_over(step: Step) -> bool:
    return step["op"] == "set" and step["model"] == Visit._meta.label_lower and "rep" in step["before"]


def _steps_of(undoing: Undoing) -> list[Step]:
    """What the merge has set on visits."""
    label = Visit._meta.label_lower
    return [step for step in undoing.journal.steps if step["op"] == "set" and step["model"] == label]


def _weeks_of(undoing: Undoing) -> VisitPlanQuerySet:
    """The plans out of which, and into which, the merge took visits."""
    steps = _steps_of(undoing)
    keys = {side["plan"] for step in steps for side in (step["before"], step["after"]) if "plan" in side}
    keys |= set(Visit.objects.filter(pk__in=[step["row"] for step in steps]).values_list("plan", flat=True))
    return VisitPlan.objects.filter(pk__in=keys - {None}).order_by("week", "rep_id")


def _given_back(undoing: Undoing) -> Iterator[tuple[Visit, User]]:
    """Yield the visits that the undo gave back to who had them, each with whom it was taken from."""
    steps = {step["row"]: step for step in undoing.journal.steps if _hands_over(step)}
    people = User.objects.in_bulk({step["after"]["rep"] for step in steps.values()})
    for visit in Visit.objects.open().filter(pk__in=steps).select_related("rep", "customer"):
        step = steps[visit.pk]
        if visit.rep_id == step["before"]["rep"]:
            yield visit, people[step["after"]["rep"]]
