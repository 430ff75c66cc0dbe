"""Hand customers from one owner to another, with a note on each feed (domain.md, D7.1)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from crm.customers import followers
from crm.customers.followers import Change
from crm.customers.models import Customer
from crm.customers.querysets import CustomerQuerySet
from crm.customers.rules import may_change_owner
from crm.customers.services.preparing import give_to
from crm.history.models import Event
from crm.history.services import BATCH, bulk_update_as
from crm.shell.errors import Refused

if TYPE_CHECKING:
    from crm.people.models import User


@transaction.atomic
def change_owner(*, customers: CustomerQuerySet, owner: User, by: User, note: str = "") -> int:
    """Give cards, and with them their team, to *owner*; return how many changed hands.

    Refused for somebody who may not hand customers over and for an owner who has left.
    """
    if not may_change_owner(by):
        raise Refused(_("Only a manager may give a card to somebody else."), field="owner", code="owner")
    if not owner.is_active:
        message = _("%(name)s has left; choose another owner.") % {"name": owner}
        raise Refused(message, field="owner", code="left")
    return give(customers=customers, owner=owner, by=by, note=note)


@transaction.atomic
def give(*, customers: CustomerQuerySet, owner: User, by: User, note: str = "", told: bool = False) -> int:
    """Do what `change_owner` does for a caller who has checked who may: a hand-over of a territory.

    Nothing is said on the feeds by a caller who has *told* in words of its own.
    """
    moving = customers.filter(~Q(owner=owner) | Q(owner=None) | ~Q(team=owner.team_id))
    cards = list(moving.order_by("pk").select_for_update(no_key=True))
    former = {card.pk: card.owner_id for card in cards}
    events = []
    for card in cards:
        events.append(_moved(card, owner, by, note))
        give_to(card, owner)
    bulk_update_as(cards, ["owner", "team"], by=by, reason=note)
    if not told:
        Event.objects.bulk_create(events, batch_size=BATCH)
    _tell_followers(former, {"owner", "team"}, by=by, note=note)
    return len(cards)


@transaction.atomic
def bring_to_team(*, owners: Iterable[User], by: User | None) -> int:
    """Put the cards of *owners* into the teams these are in now, with an event each; return how many."""
    by_key = {owner.pk: owner for owner in owners}
    cards = list(_behind(by_key.values()).order_by("pk").select_for_update(of=("self",), no_key=True))
    for card in cards:
        assert card.owner_id is not None
        give_to(card, by_key[card.owner_id])
    bulk_update_as(cards, ["team"], by=by)
    Event.objects.bulk_create((_came_along(card, by) for card in cards), batch_size=BATCH)
    followers.tell(Change(customers=[card.pk for card in cards], fields=frozenset({"team"}), by=by))
    return len(cards)


def _behind(owners: Iterable[User]) -> CustomerQuerySet:
    """The cards of *owners* that are not in their owner's team."""
    members: dict[int | None, list[int]] = {}
    for owner in owners:
        members.setdefault(owner.team_id, []).append(owner.pk)
    apart = Q(pk__in=())
    for team, people in members.items():
        apart |= Q(owner__in=people) & ~Q(team=team)
    return Customer.objects.filter(apart)


@transaction.atomic
def release(*, customers: CustomerQuerySet, by: User | None, note: str = "") -> list[Customer]:
    """Take cards from their owners and leave them to the team; return those that had an owner.

    For a caller who has checked who may, and who says on the feeds what has happened.
    """
    cards = list(customers.exclude(owner=None).order_by("pk").select_for_update(of=("self",), no_key=True))
    former = {card.pk: card.owner_id for card in cards}
    for card in cards:
        give_to(card, None)
    bulk_update_as(cards, ["owner"], by=by, reason=note)
    _tell_followers(former, {"owner"}, by=by, note=note)
    return cards


def _tell_followers(
    former: Mapping[int, int | None], fields: Collection[str], *, by: User | None, note: str
) -> None:
    """Tell who follows owners of the cards that changed hands; *former* says by card who had it."""
    change = Change(customers=list(former), fields=frozenset(fields), by=by, note=note, former_owners=former)
    followers.tell(change)


def _moved(card: Customer, owner: User, by: User, note: str) -> Event:
    data = {"from": card.owner_id, "to": owner.pk, "to_name": owner.name, "note": note}
    return Event(customer=card, verb="customer.owner_changed", by=by, data=data)


def _came_along(card: Customer, by: User | None) -> Event:
    verb = "customer.team_left" if card.team_id is None else "customer.team_changed"
    team = card.owner.team if card.owner else None
    data = {"team": card.team_id, "team_name": team.name if team else "", "owner_name": str(card.owner)}
    return Event(customer=card, verb=verb, by=by, data=data)
