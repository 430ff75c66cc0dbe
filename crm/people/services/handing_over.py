"""Hand a territory, or everything a leaver keeps, to another person."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from crm.history.services import save_as
from crm.people.handover import Handover, run_movers
from crm.people.models import Territory, User
from crm.shell.errors import Refused


@transaction.atomic
def hand_over(
    *, giver: User, taker: User, by: User, territory: Territory | None = None, note: str = ""
) -> dict[str, int]:
    """Move *giver*'s records to *taker*, only those of *territory* when one is given.

    Returns the number of records moved by their kind. Refused when the taker is the giver, cannot
    log in, or when the territory is not the giver's.
    """
    giver, taker, territory = _as_they_are(giver, taker, territory)
    if giver.pk == taker.pk:
        raise Refused(_("Choose another person: these records are theirs already."), field="taker")
    if not taker.is_active:
        raise Refused(
            _("%(name)s cannot log in; choose somebody who can.") % {"name": taker.name}, field="taker"
        )
    if territory is not None and territory.rep_id != giver.pk:
        raise Refused(_("This territory is not %(name)s's.") % {"name": giver.name}, field="territory")
    territories = Territory.objects.select_for_update(no_key=True).filter(rep=giver).order_by("pk")
    if territory is not None:
        territories = territories.filter(pk=territory.pk)
    moved = 0
    for beat in territories:
        beat.rep = taker
        if taker.team is not None:
            beat.team = taker.team
        save_as(beat, by=by, reason=note)
        moved += 1
    return {"territories": moved} | run_movers(Handover(giver, taker, by, territory, note))


def _as_they_are(
    giver: User, taker: User, territory: Territory | None
) -> tuple[User, User, Territory | None]:
    """Return all three as they are stored now, locked until the transaction ends.

    People in the order of their keys, so that two hand-overs crossing each other cannot deadlock.
    """
    people = User.objects.select_for_update(of=("self",), no_key=True).select_related("team")
    stored = {person.pk: person for person in people.filter(pk__in=[giver.pk, taker.pk]).order_by("pk")}
    if territory is not None:
        territory = Territory.objects.select_for_update(no_key=True).get(pk=territory.pk)
    return stored[giver.pk], stored[taker.pk], territory


@transaction.atomic
def deactivate(*, person: User, by: User) -> User:
    """Close a leaver's log-in. Their records stay theirs until they are handed over."""
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if person.pk == by.pk:
        raise Refused(_("Nobody closes their own log-in; ask another admin."))
    person.is_active = False
    return save_as(person, by=by)
