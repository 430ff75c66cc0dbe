"""What is to follow a touch: ticked off, and opened again (domain.md, D1.4)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.history.services import bulk_update_as, save_as
from crm.shell.errors import Refused
from crm.timeline.choices import StepKind
from crm.timeline.models import Touch
from crm.timeline.services.locking import locked_touch

if TYPE_CHECKING:
    from crm.people.models import User


@transaction.atomic
def finish_step(*, touch: Touch, by: User) -> Touch:
    """Tick off what was to follow a touch. Done twice, nothing changes; Refused when there is nothing."""
    touch = locked_touch(touch)
    if touch.next_step_on is None:
        raise Refused(_("No next step is open here."), code="no_step")
    if touch.next_step_done_at is None:
        touch.next_step_done_at = timezone.now()
        save_as(touch, by=by)
    return touch


def finish_steps(
    *,
    customers: Collection[int],
    of: User,
    by: User,
    before: datetime,
    due_by: date,
    visited: bool,
    at: datetime | None = None,
) -> int:
    """Tick off what *of* was to do with these customers after touches up to *before*; return how many.

    Only what was due by the day *due_by*. Who has *visited* them has kept every promise of a visit,
    whenever it was due; nothing else keeps one (D4.1). *at* is the moment it was done: now. The caller's
    transaction holds the cards.
    """
    due, visit = Q(next_step_on__lte=due_by), Q(next_step_kind=StepKind.VISIT)
    open_steps = Touch.objects.steps_of(of).filter(customer__in=customers, at__lte=before)
    open_steps = open_steps.filter(due | visit if visited else due & ~visit)
    touches = list(open_steps.order_by("pk").select_for_update(of=("self",), no_key=True))
    for touch in touches:
        touch.next_step_done_at = at or timezone.now()
    return bulk_update_as(touches, ["next_step_done_at"], by=by)


def reopen_steps(*, customers: Collection[int], by: User, done_at: datetime) -> int:
    """Open the next steps that were ticked off at the moment *done_at* again; return how many."""
    done = Touch.objects.filter(customer__in=customers, next_step_done_at=done_at)
    touches = list(done.order_by("pk").select_for_update(of=("self",), no_key=True))
    for touch in touches:
        touch.next_step_done_at = None
    return bulk_update_as(touches, ["next_step_done_at"], by=by)
