"""The tabs of a person's card."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.people.models import User
from crm.people.rules import may_arrange_absence
from crm.shell.panels import CardTab, card_tabs


def absence(request: HttpRequest, person: User) -> dict[str, Any]:
    """Leave and deputies that have not ended, and the latest ones that have."""
    today = timezone.localdate()
    return {
        "leaves": person.leaves.all()[:20],
        "deputies": person.deputies.select_related("deputy")[:20],
        "standing_in": person.deputising.select_related("principal").filter(ends_on__gte=today),
        "may_arrange": may_arrange_absence(request.user, person),  # type: ignore[arg-type]
        "today": today,
    }


def facts(request: HttpRequest, person: User) -> dict[str, Any]:
    return {"territories": person.territories.all(), "reports": person.reports.filter(is_active=True)}


card_tabs.register(
    CardTab(
        card="person",
        key="absence",
        label=_("Absence"),
        template="people/_absence.html",
        context=absence,
        order=10,
    ),
    CardTab(
        card="person", key="facts", label=_("Details"), template="people/_facts.html", context=facts, order=20
    ),
)
