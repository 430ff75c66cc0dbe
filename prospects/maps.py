"""Prospects as the figures of the map component."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from prospects.choices import STRUCK_OFF_COLOUR, Disposition, Stage

MOST_PINS = 500
"""More pins than this on one map are slow on a phone and tell nobody apart."""

_LOCATED = Q(customer__latitude__isnull=False, customer__longitude__isnull=False)


@dataclass(frozen=True, slots=True)
class ProspectMap:
    """Figures of the component; of *count* prospects *placed* have coordinates, and *shown* are on it."""

    figures: dict[str, Any]
    shown: int
    placed: int
    count: int

    @property
    def nowhere(self) -> int:
        return self.count - self.placed


def map_of(rows: QuerySet[Any], *, most: int = MOST_PINS) -> ProspectMap:
    """Return the map of *rows*, one group of pins a stage, the best qualified ones first (3 queries)."""
    located = rows.filter(_LOCATED)
    pins = list(located.order_by("-score", "pk")[:most])
    groups: dict[str, list[dict[str, Any]]] = {}
    for prospect in pins:
        groups.setdefault(prospect.colour, []).append(_pin(prospect))
    labels = _labels()
    days = [
        {"label": labels[colour], "tone": colour, "route": False, "stops": groups[colour]}
        for colour in labels
        if colour in groups
    ]
    return ProspectMap({"days": days}, len(pins), located.count(), rows.count())


def _labels() -> dict[str, str]:
    words = {stage.colour: str(stage.label) for stage in Stage}
    return words | {STRUCK_OFF_COLOUR: str(Disposition.GIVEN_UP.label)}


def _pin(prospect: Any) -> dict[str, Any]:
    customer = prospect.customer
    latitude, longitude = customer.point
    words = [prospect.stage_word, customer.address_line]
    return {
        "lat": latitude,
        "lon": longitude,
        "number": prospect.score,
        "label": customer.name,
        "note": " · ".join(filter(None, words)),
        "url": prospect.get_absolute_url(),
    }
