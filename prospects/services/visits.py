"""What visits tell the efforts they are made for; the visits themselves stand on a storey above."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from prospects.models import Prospect


def count_visits(*, customer_id: int, made_on: Sequence[date]) -> None:
    """Set ``visits_made`` of each effort for a customer from the days of all visits made to them."""
    changed = []
    for prospect in Prospect.objects.filter(customer=customer_id).only("opened_on", "won_on", "visits_made"):
        until = prospect.won_on or date.max
        count = sum(prospect.opened_on <= day <= until for day in made_on)
        if count != prospect.visits_made:
            prospect.visits_made = count
            changed.append(prospect)
    Prospect.objects.bulk_update(changed, ["visits_made"])
