"""Accounts: the list and the card."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import rules
from accounts.badges import account_badge
from accounts.filters import AccountFilter
from accounts.forms.accounts import OwnerForm
from accounts.models import Account
from accounts.ranked import ranked
from accounts.tables import ACCOUNT_COLUMNS
from crm.customers.card import actions_of, fill_contacts, next_step_of, side_of
from crm.customers.models import Customer
from crm.customers.rules import is_visible, may_change_owner
from crm.customers.services import change_owner
from crm.shell.actions import Action
from crm.shell.cards import CardPage, Header, NextStep
from crm.shell.formats import ago, day, money
from crm.shell.html import tag
from crm.shell.lists import BulkAction, Empty, ListPage
from crm.shell.panels import CardTab, card_tabs
from crm.shell.prepared import Prepared
from crm.timeline.bulk import log_touch_action


def hand_over(*, rows: QuerySet[Any], by: Any, data: dict[str, Any]) -> str:
    """Give the customers of the chosen accounts to another owner."""
    customers = Customer.objects.visible_to(by).filter(pk__in=rows.values("customer"))
    count = change_owner(customers=customers, owner=data["owner"], by=by, note=data["note"])
    text = ngettext(
        "%(count)s account now belongs to %(name)s.", "%(count)s accounts now belong to %(name)s.", count
    )
    return text % {"count": count, "name": data["owner"]}


def _hand_over_question(count: int) -> str:
    text = ngettext(
        "Give %(count)s account to another owner?", "Give %(count)s accounts to another owner?", count
    )
    return text % {"count": count}


class AccountList(ListPage):
    title = gettext_lazy("Accounts")
    search_field = "customer__search_text"
    search_label = gettext_lazy("Search accounts")
    filterset_class = AccountFilter
    default_sort = "name"
    export_kind = "accounts"
    empty = Empty(
        title=gettext_lazy("No accounts yet"),
        text=gettext_lazy("A customer becomes an account with the first order."),
        icon="accounts",
    )
    columns = ACCOUNT_COLUMNS
    bulk_actions = (
        BulkAction(
            key="owner",
            label=gettext_lazy("Change owner"),
            icon="user",
            form=OwnerForm,
            predicate=may_change_owner,
            question=_hand_over_question,
            run=hand_over,
        ),
        log_touch_action("customer"),
    )

    def rows(self) -> QuerySet[Account]:
        return Account.objects.visible_to(self.user).filter(customer__archived_at=None).for_list()

    def row_label(self, row: Any) -> str:
        return str(row.customer.name)

    def row_muted(self, row: Any) -> bool:
        return row.closed_on is not None

    def actions(self) -> Iterable[Action]:
        yield Action(label=_("ABC ranking"), url=reverse("accounts:pareto"), icon="pareto")
        yield Action(label=_("Record an order"), url=reverse("accounts:order-start"), icon="plus", key="n")


# Tabs and buttons of the customer's card that the account's shows as well, whichever app brings them.
CUSTOMER_TABS = frozenset({"contacts", "visits", "files"})
CUSTOMER_DEEDS = frozenset({"touch", "visit"})


def for_account(tab: CardTab) -> CardTab:
    """Return a tab about a customer as one about their account."""
    return replace(
        tab,
        card="account",
        context=lambda request, account: tab.context(request, account.customer),
        predicate=lambda user, account: tab.predicate(user, account.customer),
        badge=None,
    )


def _sales_of(account: Account) -> str:
    """Say the sales of the last ranking with its day: beside an order of today they would seem wrong."""
    standing = ranked(account)
    if standing is None:
        return ""
    words = {"sum": money(standing.sales, settings.BASE_CURRENCY), "day": day(standing.on)}
    return _("Sales %(sum)s, ranked on %(day)s") % words


_cards = Prepared(lambda key: Account.objects.filter(pk=key).for_card())


class AccountCard(CardPage):
    model, card = Account, "account"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the account; that of a card that was merged leads to the one that took it over."""
        kept = self.record.customer.merged_into_id
        if kept and (own := Account.objects.visible_to(self.viewer).filter(customer=kept).first()):
            return HttpResponseRedirect(own.get_absolute_url())
        return super().get(request, *args, **kwargs)

    @cached_property
    def tabs(self) -> list[CardTab]:
        """The account's own tabs and some of the customer's, in one order."""
        shared = [for_account(tab) for tab in card_tabs.of("customer") if tab.key in CUSTOMER_TABS]
        tabs = sorted([*card_tabs.of(self.card), *shared], key=lambda tab: tab.order)
        return [tab for tab in tabs if tab.predicate(self.viewer, self.record)]

    def next_step(self) -> NextStep | None:
        customer = self.record.customer
        return None if customer.is_archived else next_step_of(self.request, customer)

    def side(self) -> str:
        return side_of(self.request, self.record.customer)

    def get_record(self) -> Account:
        """Return the account by a prepared question; whether the person sees it is asked of it in hand."""
        account: Account | None = _cards.first(self.kwargs["pk"])
        if account is None or not is_visible(self.viewer, account.customer):
            raise Http404
        fill_contacts(account.customer)
        return account

    def header(self) -> Header:
        account: Account = self.record
        customer = account.customer
        badges = [account_badge(account)]
        if account.closed_on:
            badges.append(tag(_("Closed"), "grey"))
        if customer.is_archived:
            badges.append(tag(_("Archived"), "grey"))
        facts = [
            customer.number,
            customer.city,
            _("Owner %(name)s") % {"name": customer.owner} if customer.owner else "",
            _sales_of(account),
            _("Last order %(ago)s") % {"ago": ago(account.last_order_on)}
            if account.last_order_on
            else _("No order yet"),
        ]
        return Header(
            title=customer.name,
            badges=badges,
            facts=[fact for fact in facts if fact],
            crumbs=[(_("Accounts"), reverse("accounts:list"))],
            muted=account.closed_on is not None,
        )

    def actions(self) -> Iterable[Action]:
        account: Account = self.record
        if account.takes_orders:
            yield Action(
                label=_("Record an order"),
                url=reverse("accounts:order-new", args=[account.pk]),
                icon="plus",
                key="n",
            )
        yield from actions_of(self.request, account.customer, parts=CUSTOMER_DEEDS)
        yield Action(label=_("Edit"), url=reverse("accounts:edit", args=[account.pk]), icon="edit", key="e")

    def menu(self) -> Iterable[Action]:
        account: Account = self.record
        yield Action(label=_("The customer's card"), url=account.customer.get_absolute_url(), icon="contacts")
        if account.customer.is_archived:
            url = reverse("customers:restore", args=[account.customer_id])
            yield Action(label=_("Restore"), url=url, icon="undo", post=True)
        if account.takes_orders:
            yield Action(
                label=_("Record a return"), url=reverse("accounts:return-new", args=[account.pk]), icon="undo"
            )
        if rules.may_override_tier(self.viewer, account):
            yield Action(
                label=_("Set the tier"), url=reverse("accounts:tier", args=[account.pk]), icon="flag"
            )
            yield self._closing(account)

    def _closing(self, account: Account) -> Action:
        if account.closed_on:
            return Action(
                label=_("Open again"),
                url=reverse("accounts:reopen", args=[account.pk]),
                icon="refresh",
                post=True,
            )
        return Action(
            label=_("Close the account"),
            url=reverse("accounts:close", args=[account.pk]),
            icon="archive",
            post=True,
            confirm=_(
                "Close this account? It takes no more orders and is ranked no more; its history stays."
            ),
            danger=True,
        )
