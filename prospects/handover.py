"""What becomes of campaigns when everything of their lead is handed over (domain.md, D7.1).

Prospects need no mover: their rep is the card's owner, and cards move on their own storey.
"""

from __future__ import annotations

from django.db.models import Q

from crm.history.services import save_as
from crm.people.handover import Handover, mover
from prospects.models import Campaign


@mover("campaigns")
def move_campaigns(handover: Handover) -> int:
    """Let the taker lead and support the giver's campaigns that are not closed; return how many moved.

    A territory is cards: whoever hands over one goes on leading what they lead.
    """
    if handover.territory is not None:
        return 0
    giver, taker = handover.giver, handover.taker
    current = Campaign.objects.current().filter(Q(lead=giver) | Q(supporter=giver))
    campaigns = list(current.order_by("pk").select_for_update(of=("self",), no_key=True))
    for campaign in campaigns:
        if campaign.lead_id == giver.pk:
            campaign.lead = taker
        if campaign.supporter_id == giver.pk:
            campaign.supporter = taker
        save_as(campaign, by=handover.by, reason=handover.note)
    return len(campaigns)
