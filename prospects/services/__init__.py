"""Writes of prospects. Every service locks the card first, then the prospect, then the team's ledger."""

from prospects.services.converting import convert
from prospects.services.deeds import give_up, move_to_stage, revive, set_disposition
from prospects.services.opening import add_prospect, open_prospect, update_prospect
from prospects.services.pool import assign_from_pool, claim, give_to_pool, return_silent

__all__ = [
    "add_prospect",
    "assign_from_pool",
    "claim",
    "convert",
    "give_to_pool",
    "give_up",
    "move_to_stage",
    "open_prospect",
    "return_silent",
    "revive",
    "set_disposition",
    "update_prospect",
]
