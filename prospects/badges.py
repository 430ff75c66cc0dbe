"""How stages and scores look wherever a prospect is named (domain.md, D1.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from crm.shell.html import tag
from prospects.choices import CampaignState, Disposition

if TYPE_CHECKING:
    from prospects.models import Campaign, Prospect

GOOD, FAIR = 60, 35
_TONES = {CampaignState.PLANNED: "yellow", CampaignState.RUNNING: "green", CampaignState.CLOSED: "grey"}


def stage_badge(prospect: Prospect) -> SafeString:
    """Return the stage's colour with the word of the step or stage; grey when struck off."""
    return tag(prospect.stage_word, prospect.colour)


def disposition_badge(prospect: Prospect) -> SafeString:
    """Return a word for who is only kept warm, nothing for who is worked on."""
    if prospect.is_open and prospect.disposition == Disposition.KEEP_WARM:
        return tag(Disposition.KEEP_WARM.label, "grey")
    return SafeString("")


def campaign_badge(campaign: Campaign) -> SafeString:
    """Return the state of a campaign, its word in its colour."""
    state = CampaignState(campaign.state)
    return tag(state.label, _TONES[state])


def score_mark(points: int) -> SafeString:
    """Return a qualification of 0 to 100 points; the better, the stronger the mark."""
    level = "good" if points >= GOOD else "fair" if points >= FAIR else "low"
    words = _("Qualification: %(points)s of 100") % {"points": points}
    return format_html(
        '<span class="score score--{}" title="{}">{}<span class="visually-hidden"> {}</span></span>',
        level,
        words,
        points,
        _("of 100 points of the qualification"),
    )
