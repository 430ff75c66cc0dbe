"""Tabs of the prospect's, customer's and account's cards, and panels of the home page."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.rules import leads
from crm.customers.card import NextStepSource, next_steps
from crm.people.choices import Role
from crm.shell.panels import CardTab, HomePanel, card_tabs, home_panels
from prospects import campaign_tabs, deciding, heads
from prospects.models import Prospect
from prospects.overview import overview
from prospects.quota_panels import own_quota, teams_quota

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.models import Account
    from crm.customers.models import Customer
    from crm.people.models import User

EARLY_DAYS = 30
EARLY_SHOWN = 8


def efforts(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    """The efforts to win a customer, open and closed."""
    return {"customer": customer, "efforts": heads.efforts_of(customer)}


def efforts_of_account(request: HttpRequest, account: Account) -> dict[str, Any]:
    """How the account was won, and what else is tried with it."""
    return efforts(request, account.customer)


def given_up_early(request: HttpRequest) -> dict[str, Any] | None:
    """What was struck off before so many visits in the last 30 days, for who leads (D1.3)."""
    since = timezone.localdate() - timedelta(days=EARLY_DAYS)
    rows = Prospect.objects.visible_to(cast("User", request.user)).struck_off()
    rows = rows.filter(given_up_early=True, given_up_on__gte=since).select_related("customer", "given_up_by")
    found = list(rows.order_by("-given_up_on", "-pk")[: EARLY_SHOWN + 1])
    if not found:
        return None
    return {
        "prospects": found[:EARLY_SHOWN],
        "more": len(found) > EARLY_SHOWN,
        "since": since,
        "days": EARLY_DAYS,
    }


card_tabs.register(
    CardTab(
        card="prospect",
        key="overview",
        label=_("Overview"),
        order=10,
        template="prospects/_tab_overview.html",
        context=overview,
    ),
    CardTab(
        card="prospect",
        key="history",
        label=_("History"),
        order=80,
        template="prospects/_tab_history.html",
        context=lambda request, prospect: {},
    ),
    CardTab(
        card="customer",
        key="prospects",
        label=_("Prospects"),
        order=35,
        template="prospects/_tab_efforts.html",
        context=efforts,
    ),
    CardTab(
        card="account",
        key="prospects",
        label=_("Prospects"),
        order=45,
        template="prospects/_tab_efforts.html",
        context=efforts_of_account,
    ),
)
card_tabs.register(
    CardTab(
        card="campaign",
        key="overview",
        label=_("Goals and results"),
        order=10,
        template="prospects/_campaign_overview.html",
        context=campaign_tabs.overview,
    ),
    CardTab(
        card="campaign",
        key="members",
        label=_("Prospects"),
        order=20,
        template="prospects/_campaign_members.html",
        context=campaign_tabs.members,
    ),
    CardTab(
        card="campaign",
        key="days",
        label=_("Days"),
        order=30,
        template="prospects/_campaign_days.html",
        context=campaign_tabs.days,
    ),
)
next_steps.register(NextStepSource(key="prospects.decide", propose=deciding.ask, order=400))
home_panels.register(
    HomePanel(
        key="prospects.early",
        title=_("Given up early"),
        template="prospects/_panel_early.html",
        order=45,
        context=given_up_early,
        lazy=True,
        flush=True,
        predicate=leads,
    ),
    HomePanel(
        key="prospects.quota",
        title=_("My live list"),
        template="prospects/_panel_quota.html",
        order=20,
        roles=frozenset({Role.REP}),
        context=own_quota,
        more_url_name="prospects:plan100",
    ),
    HomePanel(
        key="prospects.teams",
        title=_("Live lists and Plan 100"),
        template="prospects/_panel_teams.html",
        order=25,
        context=teams_quota,
        lazy=True,
        wide=True,
        predicate=leads,
        more_url_name="prospects:plan100",
    ),
)
