"""The campaigns that one prospect is in, as its card shows them (domain.md, D1.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Min, Q
from django.utils import timezone
from django.utils.safestring import SafeString

from prospects.badges import campaign_badge
from prospects.models import Campaign
from prospects.rules import may_add_to_campaign

if TYPE_CHECKING:
    from crm.people.models import User
    from prospects.models import Prospect


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """A campaign the prospect is in: the key of its entry, since when, and its next development day."""

    campaign: Campaign
    entry: int
    badge: SafeString
    added_on: date
    next_day: date | None
    may_remove: bool


def campaigns_of(prospect: Prospect, viewer: User) -> list[CampaignLine]:
    """Return the campaigns of *prospect* that *viewer* may see, the latest first (1 query)."""
    coming = Q(campaign__days__date__gte=timezone.localdate())
    seen = Campaign.objects.visible_to(viewer).values("pk")
    members = prospect.campaign_members.filter(campaign__in=seen).select_related("campaign__team")
    rows = members.annotate(next_day=Min("campaign__days__date", filter=coming)).order_by("-pk")
    return [
        CampaignLine(
            campaign=row.campaign,
            entry=row.pk,
            badge=campaign_badge(row.campaign),
            added_on=row.added_on,
            next_day=row.next_day,  # type: ignore[attr-defined]
            may_remove=not row.campaign.is_closed and may_add_to_campaign(viewer, row.campaign),
        )
        for row in rows
    ]
