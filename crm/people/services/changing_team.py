"""People change team, and what stands in their team comes along."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from crm.history.services import bulk_update_as
from crm.people.handover import TeamMove, run_team_movers
from crm.people.models import Territory, User


@transaction.atomic
def bring_along(*, people: Collection[int], by: User | None) -> None:
    """Bring the records of *people* (primary keys) into the teams these are in now.

    For a caller who has stored the teams: who sees a record goes by its team (domain.md, D7.1), and a record
    left behind would be seen by the old manager and not by the new one. What is in step stays as it is.
    """
    rows = User.objects.select_for_update(of=("self",), no_key=True).select_related("team")
    stored = list(rows.filter(pk__in=people).order_by("pk"))
    if stored:
        _bring_territories(stored, by)
        run_team_movers(TeamMove(stored, by))


def _bring_territories(people: Collection[User], by: User | None) -> None:
    """A territory always has a team: with a rep who is in none it stays where it is."""
    teams = {person.pk: person.team_id for person in people if person.team_id is not None}
    rows = Territory.objects.select_for_update(no_key=True).filter(rep__in=teams).order_by("pk")
    behind = [row for row in rows if row.rep_id is not None and row.team_id != teams[row.rep_id]]
    for territory in behind:
        assert territory.rep_id is not None
        territory.team_id = teams[territory.rep_id]
    bulk_update_as(behind, ["team"], by=by)
