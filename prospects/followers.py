"""What prospects keep in step with cards: score and pool clock."""

from __future__ import annotations

from django.utils import timezone

from crm.customers.followers import Change, Follower, followers
from prospects.models import Prospect
from prospects.services.qualifying import qualify_again


def restart_clock(change: Change) -> None:
    """Let the silence of these customers' prospects count from today: other hands, or out of the archive."""
    prospects = list(Prospect.objects.filter(customer__in=change.customers).only("pk"))
    for prospect in prospects:
        prospect.held_since = timezone.localdate()
    # A worked-out column that no history follows.
    Prospect.objects.bulk_update(prospects, ["held_since"], batch_size=1_000)


followers.register(
    Follower(
        key="prospects.score",
        fields=frozenset({"incumbent_loyalty"}),
        follow=lambda change: qualify_again(change.customers),
    ),
    Follower(key="prospects.clock", fields=frozenset({"owner", "archived_at"}), follow=restart_clock),
)
