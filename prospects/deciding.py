"""The question after so many visits: go on, keep warm or give up (domain.md, D1.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.history.models import Event
from crm.shell.actions import Action
from crm.shell.cards import NextStep
from prospects.choices import Disposition
from prospects.heads import efforts_of
from prospects.policy import early_visits

if TYPE_CHECKING:
    from django.http import HttpRequest

    from crm.customers.models import Customer
    from prospects.models import Prospect


def ask(request: HttpRequest, customer: Customer) -> NextStep | None:
    """Ask once after each visit from the fifth (setting) on, until somebody has decided."""
    least = early_visits()
    for prospect in efforts_of(customer):
        visited = prospect.visits_made >= least > 0
        if prospect.is_open and prospect.disposition == Disposition.CONTINUE and visited:
            return None if _decided(customer) else _question(prospect)
    return None


def _decided(customer: Customer) -> bool:
    """Whether somebody has decided since the last visit."""
    decisions = Event.objects.filter(customer=customer, verb="prospect.disposition")
    if customer.last_visit_on is not None:
        decisions = decisions.filter(at__date__gte=customer.last_visit_on)
    return decisions.exists()


def _question(prospect: Prospect) -> NextStep:
    made = ngettext("%(count)s visit was made.", "%(count)s visits were made.", prospect.visits_made)
    return NextStep(
        title=_("Decide: continue, keep warm or give up?"),
        reason=made % {"count": prospect.visits_made},
        action=Action(label=_("Decide"), url=reverse("prospects:disposition", args=[prospect.pk])),
        icon="route",
    )
