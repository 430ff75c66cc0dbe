"""The tabs of a customer's card, and what the home page says about the customer file."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.customers import tabs
from crm.customers.card import NextStepSource, next_steps
from crm.customers.models import Customer
from crm.customers.policy import verify_after_months, verify_before
from crm.customers.views.chain import chain_context
from crm.people.models import User
from crm.shell.actions import Action
from crm.shell.cards import NextStep
from crm.shell.panels import CardTab, HomePanel, card_tabs, home_panels

SHOWN = 5


def _tab(key: str, label: Any, order: int, context: Any, **more: Any) -> CardTab:
    template = f"customers/_tab_{key}.html"
    return CardTab(
        card="customer", key=key, label=label, order=order, template=template, context=context, **more
    )


card_tabs.register(
    _tab("overview", gettext_lazy("Overview"), 10, tabs.overview),
    _tab("contacts", gettext_lazy("Contacts"), 20, tabs.contacts),
    _tab("addresses", gettext_lazy("Addresses"), 25, tabs.addresses),
    _tab("chain", gettext_lazy("Referrals"), 60, chain_context),
    _tab("history", gettext_lazy("History"), 80, tabs.later),
    _tab("private", gettext_lazy("Private"), 90, tabs.private, predicate=tabs.has_private),
)


def check_card(request: HttpRequest, customer: Customer) -> NextStep | None:
    """Ask for a card to be checked when nobody has for too long."""
    before = verify_before(timezone.localdate())
    last = customer.verified_on or timezone.localdate(customer.created_at)
    if customer.is_archived or last >= before:
        return None
    url = reverse("customers:verify", args=[customer.pk])
    return NextStep(
        title=_("Check whether this card is still right"),
        reason=_("Nobody has verified it for more than %(months)s months.")
        % {"months": verify_after_months()},
        action=Action(label=_("Verified today"), url=url, post=True),
        icon="check",
    )


next_steps.register(NextStepSource(key="verify", propose=check_card, order=900))


def to_verify(request: HttpRequest) -> dict[str, Any] | None:
    """The longest unverified cards and how many there are; None when all are fine."""
    before = verify_before(timezone.localdate())
    rows = Customer.objects.visible_to(_viewer(request)).to_verify(before)
    count = rows.count()
    return (
        {"count": count, "customers": rows.for_list().order_by("verified_on", "pk")[:SHOWN]}
        if count
        else None
    )


def new_this_month(request: HttpRequest) -> dict[str, Any] | None:
    """Cards created since the first of the month, by owner for who sees several owners' cards."""
    first = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    rows = Customer.objects.visible_to(_viewer(request)).in_file().filter(created_at__gte=first)
    by_owner = (
        rows.order_by().values("owner__name").annotate(count=Count("pk")).order_by("-count", "owner__name")
    )
    counts = [(row["owner__name"] or _("Without owner"), row["count"]) for row in by_owner]
    return {"total": sum(count for _name, count in counts), "counts": counts[:10]}


def _viewer(request: HttpRequest) -> User:
    return cast("User", request.user)


home_panels.register(
    HomePanel(
        key="customers.verify",
        title=gettext_lazy("Cards to verify"),
        template="customers/_panel_verify.html",
        context=to_verify,
        order=60,
        lazy=True,
        flush=True,
        more_url_name="customers:review",
    ),
    HomePanel(
        key="customers.new",
        title=gettext_lazy("New customers this month"),
        template="customers/_panel_new.html",
        context=new_this_month,
        order=70,
        lazy=True,
        more_url_name="customers:list",
    ),
)
