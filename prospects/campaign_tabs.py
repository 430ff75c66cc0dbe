"""Tabs of a campaign's card: goals and results, its prospects, its days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from prospects import rules
from prospects.badges import stage_badge
from prospects.campaigns import results_of, visits_of
from prospects.models import Campaign, CampaignMember

if TYPE_CHECKING:
    from django.http import HttpRequest

    from crm.people.models import User

MEMBERS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class GoalLine:
    """One goal beside what has been reached; without a goal only the figure stands there."""

    label: str
    reached: int
    goal: int | None

    @property
    def words(self) -> str:
        if self.goal is None:
            return _("no goal set")
        missing = self.goal - self.reached
        if missing <= 0:
            return _("reached")
        return ngettext("%(count)s to go", "%(count)s to go", missing) % {"count": missing}

    @property
    def tone(self) -> str:
        if self.goal is None:
            return "grey"
        return "green" if self.reached >= self.goal else "yellow"


def overview(request: HttpRequest, campaign: Campaign) -> dict[str, Any]:
    """Goals and results, and what the campaign is about."""
    results = results_of(campaign)
    goals = [
        GoalLine(_("New cards"), results.cards, campaign.goal_cards),
        GoalLine(_("Visits on its days"), results.visits, campaign.goal_visits),
        GoalLine(_("Wins"), results.wins, campaign.goal_wins),
    ]
    return {"campaign": campaign, "results": results, "goals": goals}


def members(request: HttpRequest, campaign: Campaign) -> dict[str, Any]:
    """The prospects of the campaign that the person sees, the best qualified first."""
    user = cast("User", request.user)
    members = CampaignMember.objects.in_file().filter(campaign=campaign)
    rows = members.visible_to(user).select_related("prospect__customer__owner", "prospect__step", "added_by")
    shown = list(rows.order_by("-prospect__score", "pk")[: MEMBERS_SHOWN + 1])
    may_change = not campaign.is_closed and rules.may_add_to_campaign(user, campaign)
    return {
        "campaign": campaign,
        "members": [(member, stage_badge(member.prospect)) for member in shown[:MEMBERS_SHOWN]],
        "total": members.count(),
        "may_change": may_change,
        "list_url": f"{reverse('prospects:list')}?campaign={campaign.pk}&state=all",
    }


def days(request: HttpRequest, campaign: Campaign) -> dict[str, Any]:
    """The development days with the visits made on each."""
    return {"campaign": campaign, "days": visits_of(campaign).items(), "today": timezone.localdate()}
