"""Visits on the cards of customers: the next one beside every tab, and the button that plans one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.customers.card import HeadPart, Side
from crm.shell.actions import Action
from crm.shell.prepared import Prepared
from visits.boards import VisitLine
from visits.models import Visit

if TYPE_CHECKING:
    from django.http import HttpRequest

    from crm.customers.models import Customer

_open = Prepared(lambda customer: Visit.objects.open().filter(customer=customer).select_related("rep"))


def next_visit(customer: Customer) -> Visit | None:
    """Return the first visit to come; whoever sees the customer sees the visits to them (D7.1)."""
    today = timezone.localdate()
    coming = [visit for visit in _open.rows(customer.pk) if visit.date >= today]
    return min(coming, key=_when, default=None)


def _when(visit: Visit) -> tuple[object, ...]:
    """Order as a day is worked: who has no hour yet comes after those who have."""
    return visit.date, visit.starts is None, visit.starts or time.min, visit.pk


def panel_html(request: HttpRequest, customer: Customer) -> str:
    """Return the panel of the card's side with the next visit; nothing where none is planned."""
    visit = None if customer.is_archived else next_visit(customer)
    if visit is None:
        return ""
    context = {"line": VisitLine(visit, 0)}
    return render_to_string("visits/_next_visit.html", context, request=request)


def head_actions(request: HttpRequest, customer: Customer) -> Iterator[Action]:
    """The button in the head: an appointment with this customer, and then back to the card."""
    if not customer.is_archived:
        query = urlencode({"customer": customer.pk, "next": request.path})
        url = f"{reverse('visits:create')}?{query}"
        yield Action(label=_("Plan visit"), url=url, icon="calendar", key="v")


NEXT_VISIT = Side(key="visit", render=panel_html, order=40)
PLAN_VISIT = HeadPart(key="visit", badges=lambda request, customer: (), actions=head_actions, order=210)
