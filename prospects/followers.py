"""What prospects keep in step with cards: score and pool clock."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from crm.customers.followers import Follower, followers
from prospects.models import Prospect
from prospects.services.qualifying import qualify_again


def restart_clock(customers: Sequence[int]) -> None:
    """Let the silence of these customers' open prospects count from today: they are in other hands."""
    prospects = list(Prospect.objects.filter(customer__in=customers).only("pk"))
    for prospect in prospects:
        prospect.held_since = timezone.localdate()
    # A worked-out column that no history follows.
    Prospect.objects.bulk_update(prospects, ["held_since"], batch_size=1_000)


followers.register(
    Follower(key="prospects.score", fields=frozenset({"incumbent_loyalty"}), follow=qualify_again),
    Follower(key="prospects.clock", fields=frozenset({"owner"}), follow=restart_clock),
)
