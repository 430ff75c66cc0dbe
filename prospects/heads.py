"""The effort in the head of the customer's card: its stage, and the way to it or to a new one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.heads import has_account
from crm.customers.card import HeadPart, heads
from crm.shell.actions import Action
from crm.shell.prepared import Prepared
from prospects.badges import stage_badge
from prospects.models import Prospect

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    from crm.customers.models import Customer

SHOWN = 3


_efforts = Prepared(
    lambda customer: (
        Prospect.objects.filter(customer=customer)
        .select_related("step", "line", "method")
        .order_by("-opened_on", "-pk")
    )
)


def efforts_of(customer: Customer) -> list[Prospect]:
    """Return the efforts to win *customer*, the open ones first; asked once for each customer object."""
    if "_efforts" not in customer.__dict__:
        found = sorted(_efforts.rows(customer.pk), key=lambda effort: not effort.is_open)
        customer.__dict__["_efforts"] = found
    efforts: list[Prospect] = customer.__dict__["_efforts"]
    return efforts


def badges(request: HttpRequest, customer: Customer) -> Iterator[SafeString]:
    """The stages of the open efforts; of closed ones, that of the latest."""
    efforts = efforts_of(customer)
    shown = [effort for effort in efforts if effort.is_open][:SHOWN] or efforts[:1]
    yield from (stage_badge(effort) for effort in shown)


def actions(request: HttpRequest, customer: Customer) -> Iterator[Action]:
    """The open effort; for who was never tried and buys nothing, a new one."""
    efforts = efforts_of(customer)
    if efforts and efforts[0].is_open:
        yield Action(label=_("Prospect"), url=efforts[0].get_absolute_url(), icon="prospects")
    elif not efforts and not customer.is_archived and not has_account(request.user, customer):
        url = reverse("prospects:open", args=[customer.pk])
        yield Action(label=_("Open a prospect"), url=url, icon="prospects")


heads.register(HeadPart(key="prospect", badges=badges, actions=actions, order=50))
