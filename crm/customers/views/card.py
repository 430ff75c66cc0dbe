"""The card of a customer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from crm.customers.card import actions_of, badges_of, fill_contacts, next_step_of, side_of
from crm.customers.maps import map_url
from crm.customers.models import Customer, Merge
from crm.customers.querysets import undoable_since
from crm.customers.rules import is_visible, may_change_owner
from crm.customers.tabs import history
from crm.shell.access import VisibleMixin
from crm.shell.actions import Action
from crm.shell.cards import CardPage, Header, NextStep
from crm.shell.formats import day
from crm.shell.html import tag
from crm.shell.htmx import wants_fragment
from crm.shell.prepared import Prepared

_cards = Prepared(lambda key: Customer.objects.filter(pk=key).for_card().with_last_merge())


class CustomerCard(CardPage):
    """Who they are, whatever is tried with them or sold to them."""

    model = Customer
    card = "customer"
    template_name = "customers/card.html"

    def get_record(self) -> Customer:
        """Return the card by a prepared question; whether the person sees it is asked of it in hand."""
        card: Customer | None = _cards.first(self.kwargs["pk"])
        if card is None or not is_visible(self.viewer, card):
            raise Http404
        fill_contacts(card)
        return card

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the card; the address of a card that was merged leads to the one that is kept."""
        if self._may_be_merged():
            kept = Customer.objects.visible_to(self.viewer).filter(merged_cards=self.kwargs["pk"]).first()
            if kept is not None:
                return HttpResponseRedirect(kept.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def _may_be_merged(self) -> bool:
        """Whether the card is one that was merged, or one that the person does not see."""
        try:
            return self.record.merged_into_id is not None
        except Http404:
            return True

    def header(self) -> Header:
        customer = self.record
        owner = _("Owner %(name)s") % {"name": customer.owner} if customer.owner else _("Without owner")
        verified = customer.verified_on
        facts = [
            customer.number,
            customer.get_kind_display(),
            customer.city,
            owner,
            _("Verified %(day)s") % {"day": day(verified)} if verified else _("Never verified"),
        ]
        badges = badges_of(self.request, customer)
        return Header(
            title=customer.name,
            badges=[*badges, tag(_("Archived"))] if customer.is_archived else badges,
            facts=[fact for fact in facts if fact],
            crumbs=[(_("Customers"), reverse("customers:list"))],
            muted=customer.is_archived,
        )

    def next_step(self) -> NextStep | None:
        return next_step_of(self.request, self.record)

    def actions(self) -> Iterable[Action]:
        yield from actions_of(self.request, self.record)
        yield Action(
            label=_("Edit"), url=reverse("customers:edit", args=[self.record.pk]), icon="edit", key="e"
        )

    def menu(self) -> Iterable[Action]:
        customer = self.record
        key = [customer.pk]
        yield Action(
            label=_("Verified today"), url=reverse("customers:verify", args=key), icon="check", post=True
        )
        yield Action(label=_("New contact"), url=reverse("customers:contact-add", args=key), icon="person")
        yield Action(label=_("New address"), url=reverse("customers:address-add", args=key), icon="pin")
        if place := map_url(customer, self.request.headers.get("User-Agent", "")):
            yield Action(label=_("Open in the map"), url=place, icon="map")
        if may_change_owner(self.viewer):
            yield Action(label=_("Change owner"), url=reverse("customers:owner", args=key), icon="handover")
        yield from self._merging()
        if customer.is_archived:
            url = reverse("customers:restore", args=key)
            yield Action(label=_("Restore"), url=url, icon="undo", post=True)
        else:
            yield Action(
                label=_("Archive"),
                url=reverse("customers:archive", args=key),
                icon="archive",
                post=True,
                danger=True,
                confirm=_("Put %(name)s into the archive? Visits to come are taken out of the plan.")
                % {"name": customer.name},
            )

    def _merging(self) -> Iterable[Action]:
        """Look for the customer's other cards; for some days, give one back that was merged into this."""
        customer = self.record
        if not customer.is_archived:
            url = reverse("customers:duplicates-of", args=[customer.pk])
            yield Action(label=_("Find duplicates"), url=url, icon="merge")
        if customer.merged_at is None or customer.merged_at < undoable_since():
            return
        for merge in Merge.objects.undoable().filter(kept=customer).select_related("gone"):
            label = _("Undo the merge with %(number)s") % {"number": merge.gone.number}
            yield Action(label=label, url=merge.get_absolute_url(), icon="undo")

    def side(self) -> str:
        return side_of(self.request, self.record)


class HistoryPage(VisibleMixin):
    """A page of the history: alone, or the revisions that htmx puts below those already shown."""

    model = Customer

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        customer = self.get_record()
        context = {"customer": customer, **history(request, customer)}
        response = render(request, self._template(request, first=context["first"]), context)
        patch_vary_headers(response, ["HX-Request"])
        return response

    def _template(self, request: HttpRequest, *, first: bool) -> str:
        if not wants_fragment(request):
            return "customers/history.html"
        return "customers/_history.html" if first else "customers/_revisions.html"
