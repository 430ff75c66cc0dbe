"""Move many prospects to one stage and step: each by the one way there is, and each by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from crm.jobs.services import enqueue
from crm.shell.errors import Refused
from prospects.models import Prospect, Step
from prospects.places import Place
from prospects.services.deeds import move_to_stage

if TYPE_CHECKING:
    from crm.jobs.models import Job
    from crm.people.models import User

Report: TypeAlias = Callable[[int, int], None]
AT_ONCE = 100
"""Prospects that a page moves while the person waits."""
MOVING = "prospects.moving"
_REPORT_EVERY = 20


@dataclass(slots=True)
class Moved:
    """How many were moved, how many stood there already, and how many were not moved for which reason."""

    moved: int = 0
    standing: int = 0
    refused: Counter[str] = field(default_factory=Counter)


def move_many(*, prospects: Collection[int], place: Place, by: User, report: Report | None = None) -> Moved:
    """Move those of *prospects*, by primary key, that *by* sees; what one refuses stops no other.

    Each in a transaction of its own: broken off and begun again, it ends the same. *report* hears how many of
    how many are done.
    """
    step = Step.objects.filter(pk=place.step).first() if place.step is not None else None
    rows = Prospect.objects.visible_to(by).filter(pk__in=prospects).select_related("customer", "step")
    chosen, result = list(rows.order_by("customer_id", "pk")), Moved()
    for done, prospect in enumerate(chosen, start=1):
        _move(prospect, place, step, result, by=by)
        if report is not None and (done % _REPORT_EVERY == 0 or done == len(chosen)):
            report(done, len(chosen))
    return result


def _move(prospect: Prospect, place: Place, step: Step | None, result: Moved, *, by: User) -> None:
    if prospect.is_open and Place.of(prospect) == place:
        result.standing += 1
        return
    try:
        move_to_stage(prospect=prospect, stage=place.stage, step=step, by=by)
    except Refused as refused:
        result.refused[str(refused)] += 1
    else:
        result.moved += 1


def queue_moving(*, prospects: Collection[int], place: Place, by: User) -> Job:
    """Queue the move of more prospects than a request should wait for."""
    payload = {"prospects": sorted(prospects), "place": str(place)}
    return enqueue(kind=MOVING, payload=payload, by=by)


def move_queued(payload: Mapping[str, Any], *, by: User, report: Report) -> Moved:
    """Do what `queue_moving` has queued."""
    place = Place.parse(payload["place"])
    assert place is not None
    return move_many(prospects=payload["prospects"], place=place, by=by, report=report)
