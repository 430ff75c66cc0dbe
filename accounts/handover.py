"""What hangs on the team of accounts: how far they are from the office that serves them (domain.md, D3.1)."""

from __future__ import annotations

from accounts.jobs import MEASURE
from crm.jobs.services import enqueue
from crm.people.handover import TeamMove, team_mover


@team_mover
def ask_to_measure(move: TeamMove) -> None:
    """Have distances measured right after the move: whoever measures locks before cards are locked."""
    enqueue(kind=MEASURE, key="all")
