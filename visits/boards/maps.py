"""Visits for the map, as the JSON of docs/design.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from crm.people.models import User
from crm.shell import formats
from visits.boards.lines import VisitLine


def map_data(rep: User, days: Iterable[tuple[str, Sequence[VisitLine]]]) -> dict[str, Any]:
    """Return the JSON of docs/design.md; visits without coordinates are not on the map."""
    return {
        "base": _base(rep),
        "days": [
            {"label": label, "stops": [_stop(line) for line in lines if line.customer.point]}
            for label, lines in days
        ],
    }


def _stop(line: VisitLine) -> dict[str, Any]:
    customer = line.customer
    tone = line.visit.tier.lower() if line.is_open and line.visit.tier in ("A", "B", "C") else "grey"
    return {
        "lat": customer.latitude,
        "lon": customer.longitude,
        "number": line.number,
        "label": customer.name,
        "note": formats.clock(line.visit.starts),
        "url": line.visit.get_absolute_url(),
        "tone": tone,
    }


def _base(rep: User) -> dict[str, Any] | None:
    if rep.base_latitude is not None and rep.base_longitude is not None:
        return {"lat": rep.base_latitude, "lon": rep.base_longitude, "label": rep.base_name or rep.name}
    team = rep.team
    if team is not None and team.office_latitude is not None and team.office_longitude is not None:
        return {
            "lat": team.office_latitude,
            "lon": team.office_longitude,
            "label": team.office_name or team.name,
        }
    return None
