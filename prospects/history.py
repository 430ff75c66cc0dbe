"""The field-level history of a prospect with that of its customer's card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.urls import reverse
from django.utils.translation import gettext as _

from crm.customers.tabs import REVISIONS, tracked_of
from crm.history.changes import Tracked, revisions
from crm.history.merging import Position
from prospects.models import Prospect

if TYPE_CHECKING:
    from django.http import HttpRequest

    from crm.people.models import User


def history(request: HttpRequest, prospect: Prospect) -> dict[str, Any]:
    """A page of what was changed: of the effort, the card, its contacts and its addresses."""
    before = Position.parse(request.GET.get("before", ""))
    tracked = [
        Tracked(model=Prospect, where={"id": prospect.pk}, subject=_("Prospect")),
        *tracked_of(prospect.customer, cast("User", request.user)),
    ]
    found, rest = revisions(tracked, before=before, limit=REVISIONS)
    url = reverse("prospects:history", args=[prospect.pk])
    return {"revisions": found, "rest": rest, "first": before is None, "history_url": url}
