"""The team pools of the demo company: what fell silent, was given back, and was claimed."""

from __future__ import annotations

from datetime import datetime, time

from crm.customers.models import Customer
from crm.customers.services.ownership import give, release
from crm.demo.prospecting import Written
from crm.demo.stories import ZONE
from crm.history.models import Event
from crm.people.models import User
from prospects.choices import PoolMoveKind
from prospects.models import PoolMove, Prospect

LOST = (PoolMoveKind.RETURNED, PoolMoveKind.RELEASED)


def fill_pools(written: list[Written]) -> int:
    """Move the cards as their efforts tell, oldest move first; return how many lie in a pool."""
    people = {user.number: user for user in User.objects.all()}
    turns = [(turn, one) for one in written for turn in one.effort.turns]
    turns.sort(key=lambda pair: (pair[0].day, pair[1].prospect.pk))
    moves, events = [], []
    for turn, one in turns:
        rep, customer = people[turn.rep], one.prospect.customer
        by = None if turn.kind == PoolMoveKind.RETURNED else rep
        at = datetime.combine(turn.day, time(1, 15) if by is None else time(10, 20), ZONE)
        _change_hands(customer, rep, lost=turn.kind in LOST, by=by, at=at)
        move = PoolMove(customer=customer, team=customer.team, rep=rep, kind=turn.kind, by=by, at=at)
        moves.append(move)
        data = {"rep": rep.name}
        events.append(Event(customer=customer, verb=f"pool.{turn.kind}", by=by, at=at, data=data))
    PoolMove.objects.bulk_create(moves)
    Event.objects.bulk_create(events)
    _set_clocks(written)
    return sum(one.effort.end == "pool" for one in written)


def _change_hands(customer: Customer, rep: User, *, lost: bool, by: User | None, at: datetime) -> None:
    """Take the card from its rep, or give it to the one who claimed it, with its history on that day."""
    card = Customer.objects.filter(pk=customer.pk)
    if lost:
        release(customers=card, by=by)
    else:
        give(customers=card, owner=rep, by=rep, told=True)
    latest = Customer.history.filter(id=customer.pk).latest("history_id")
    Customer.history.filter(pk=latest.pk).update(history_date=at)


def _set_clocks(written: list[Written]) -> None:
    """The silence of a card counts from when it changed hands, not from when the demo was made."""
    moved = [one.prospect for one in written if one.effort.turns]
    for one in written:
        if one.effort.turns:
            one.prospect.held_since = one.effort.turns[-1].day
    Prospect.objects.bulk_update(moved, ["held_since"])
