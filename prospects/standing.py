"""Where the efforts to win many cards stand."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.safestring import SafeString

from crm.customers.standing import Standing, standings
from prospects.badges import stage_badge
from prospects.models import Prospect


def stages_among(customers: Collection[int]) -> dict[int, SafeString]:
    """Return the stage of each card's effort: of the open one where there is one, else of the latest."""
    efforts = list(Prospect.objects.filter(customer__in=customers).select_related("step").order_by("pk"))
    efforts.sort(key=lambda effort: effort.is_open)
    return {effort.customer_id: stage_badge(effort) for effort in efforts}


standings.register(Standing(key="prospects", badges=stages_among, order=10))
