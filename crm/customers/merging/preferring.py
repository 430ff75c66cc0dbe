"""Whose value stays by default where neither the fuller nor the newer one is the right one."""

from __future__ import annotations

from crm.customers.matching.words import phone_digits, same_phone
from crm.customers.merging.registry import GONE, KEPT
from crm.customers.models import Customer

PHONES = frozenset({"phone", "mobile"})
ABROAD = ("+", "00")


def owner_side(kept: Customer, gone: Customer) -> str:
    """Return whose owner stays: the kept card's, unless it has none."""
    return GONE if kept.owner_id is None and gone.owner_id is not None else KEPT


def territory_side(kept: Customer, gone: Customer, *, owner: str) -> str:
    """Return whose territory goes with the owner of the side *owner*; "" where either does.

    A card goes where its territory goes, so the territory of somebody else's beat is not for the owner.
    """
    keeper = (kept if owner == KEPT else gone).owner_id
    here, there = (_belonging(card, keeper) for card in (kept, gone))
    if here != there:
        return KEPT if here > there else GONE
    return "" if kept.owner_id == gone.owner_id else owner


def _belonging(card: Customer, keeper: int | None) -> int:
    """How much the territory of *card* belongs to its *keeper*: theirs, nobody's beat, another's or none."""
    if card.territory is None:
        return 0
    rep = card.territory.rep_id
    return 2 if rep is not None and rep == keeper else int(rep is None)


def phone_side(kept: Customer, gone: Customer, name: str) -> str:
    """Return who writes the number that both have so that it can be called from abroad; "" where neither."""
    mine, other = getattr(kept, name), getattr(gone, name)
    if not same_phone(phone_digits(mine), phone_digits(other)):
        return ""
    here, there = (number.strip().startswith(ABROAD) for number in (mine, other))
    return "" if here == there else KEPT if here else GONE
