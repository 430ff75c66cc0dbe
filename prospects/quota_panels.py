"""What the home page says of quota: to a rep of their own, to a manager of their teams (domain.md, D1.3)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, cast

from django.urls import reverse
from django.utils import timezone

from crm.people.models import User
from prospects.badges_quota import debt_badge, live_badge, plan_names, plan_note
from prospects.models import LedgerEntry, Prospect
from prospects.policy import pool_rule, quota_policy
from prospects.quota import quotas, reps_for, teams_for, warned_since
from prospects.services.ledger import debt_of
from prospects.views.plan100 import team_lines

if TYPE_CHECKING:
    from django.http import HttpRequest

WARNED_SHOWN = 6


def own_quota(request: HttpRequest) -> dict[str, Any]:
    """A rep's live list, new cards and the team's debt, and who returns to the pool soon."""
    user, today = cast(User, request.user), timezone.localdate()
    live, policy = Prospect.objects.held().filter(customer__owner=user).count(), quota_policy()
    new = LedgerEntry.objects.new_cards(today.replace(day=1)).filter(rep=user)
    warned = warnings_for(user, today)
    return {
        "policy": policy,
        "live": live,
        "live_badge": live_badge(live, policy),
        "new": new.count(),
        "debt_badge": debt_badge(debt_of(user.team_id)) if user.team_id else "",
        "warned": warned[:WARNED_SHOWN],
        "more": len(warned) > WARNED_SHOWN,
        "warned_url": warned_url(today),
    }


def warnings_for(user: User, today: date) -> list[tuple[Prospect, date]]:
    """Return the prospects of *user* that return to the pool soon, with the day, the soonest first.

    At most one more than are shown, so that the panel can say that there are more.
    """
    rule = pool_rule()
    rows: Any = Prospect.objects.returning(warned_since(today)).filter(customer__owner=user)
    soonest = rows.select_related("customer", "step").order_by("quiet_since", "pk")[: WARNED_SHOWN + 1]
    return [(prospect, rule.returns_on(prospect.quiet_since)) for prospect in soonest]


def warned_url(today: date) -> str:
    """Return the list of what returns to the pool within the days of warning."""
    last = today + timedelta(days=pool_rule().warn_days)
    return f"{reverse('prospects:list')}?returns_by={last.isoformat()}"


def teams_quota(request: HttpRequest) -> dict[str, Any] | None:
    """Plan 100 by team for who leads several, by rep for who leads one."""
    user = cast(User, request.user)
    teams = list(teams_for(user))
    if not teams:
        return None
    policy = quota_policy()
    found = quotas(teams, reps_for(user, teams))
    alone = found[0] if len(found) == 1 else None
    return {
        "policy": policy,
        "team_lines": team_lines(found) if alone is None else [],
        "quota": alone,
        "plan_names": plan_names(alone.names, policy) if alone else "",
        "plan_note": plan_note(alone.names, policy) if alone else "",
        "debt_badge": debt_badge(alone.debt) if alone else "",
        "reps": [(rep, live_badge(rep.live, policy)) for rep in alone.reps] if alone else [],
    }
