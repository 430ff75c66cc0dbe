"""Touches on a customer's card: the panel that logs one, the button in the head, the next step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.shell import formats
from crm.shell.actions import Action
from crm.shell.cards import NextStep
from crm.shell.prepared import Prepared
from crm.timeline.choices import ICONS, SHORT, TouchKind
from crm.timeline.models import Touch

if TYPE_CHECKING:
    from django.http import HttpRequest

    from crm.customers.models import Customer

PHONES_SHOWN = 3
SOON = timedelta(days=7)
"""How long before its day the card proposes a next step."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A number to call; ``contact`` is whose it is, None for the customer's own."""

    number: str
    name: str
    contact: int | None = None


def start_context(customer: Customer) -> dict[str, Any]:
    """Return what the panel shows at first: the kinds, and whom one can call."""
    kinds = [(kind, SHORT[kind], ICONS[kind]) for kind in TouchKind]
    phones = list(islice(_phones(customer), PHONES_SHOWN))
    return {"customer": customer, "kinds": kinds, "phones": phones}


def _phones(customer: Customer) -> Iterator[Phone]:
    for number in dict.fromkeys(filter(None, [customer.phone, customer.mobile])):
        yield Phone(number, customer.name)
    for contact in customer.contacts.all():
        number = contact.mobile or contact.phone
        if number:
            yield Phone(number, contact.name, contact.pk)


def panel_html(request: HttpRequest, customer: Customer) -> str:
    """Return the panel of the card's side that logs a touch; nothing on an archived card."""
    if customer.is_archived:
        return ""
    return render_to_string("timeline/_touch_start.html", start_context(customer), request=request)


def head_actions(request: HttpRequest, customer: Customer) -> Iterator[Action]:
    """The button in the head: from it one press on Save logs a call."""
    if not customer.is_archived:
        url = f"{reverse('timeline:touch-new', args=[customer.pk])}?{urlencode({'next': request.path})}"
        yield Action(label=_("Log a touch"), url=url, icon="phone", key="l")


_first_step = Prepared(
    lambda customer: (
        Touch.objects.with_open_step()
        .filter(customer=customer)
        .select_related("by")
        .order_by("next_step_on", "pk")[:1]
    )
)


def propose_step(request: HttpRequest, customer: Customer) -> NextStep | None:
    """Propose what was to follow a touch, from a week before its day."""
    touch = _first_step.first(customer.pk)
    if touch is None or touch.next_step_on > timezone.localdate() + SOON:
        return None
    words = {
        "day": formats.weekday(touch.next_step_on),
        "kind": touch.get_kind_display(),
        "touched": formats.day(timezone.localdate(touch.at)),
    }
    reason = _("Due %(day)s, after: %(kind)s, %(touched)s") % words
    return NextStep(
        title=_("Next: %(step)s") % {"step": touch.step_words},
        reason=f"{reason} · {touch.by.name}" if touch.by else reason,
        action=Action(
            label=_("Done"), url=reverse("timeline:step-done", args=[touch.pk]), icon="check", post=True
        ),
    )
