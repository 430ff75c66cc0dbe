"""The card of a prospect."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.customers.calling import reach_of
from crm.customers.card import next_step_of, side_of
from crm.customers.maps import map_url
from crm.shell.actions import Action
from crm.shell.cards import CardPage, Header, NextStep
from crm.shell.formats import ago, money
from crm.shell.html import tag
from crm.shell.htmx import wants_fragment
from crm.shell.panels import CardTab, card_tabs
from prospects.badges import disposition_badge, stage_badge
from prospects.forms.fields import places
from prospects.history import history
from prospects.models import Prospect
from prospects.newcomers import buys
from prospects.places import Place
from prospects.policy import ageing_days
from prospects.views.common import ProspectMixin

if TYPE_CHECKING:
    pass

# Tabs of the customer's card that the prospect's shows as well, whichever app brings them.
CUSTOMER_TABS = ("overview", "contacts", "addresses", "visits", "files")


def for_prospect(tab: CardTab) -> CardTab:
    """Return a tab about a customer as one about their prospect; the card itself is called so."""
    card = {"key": "card", "label": gettext_lazy("Card"), "order": 15} if tab.key == "overview" else {}
    return replace(
        tab,
        card="prospect",
        context=lambda request, prospect: tab.context(request, prospect.customer),
        predicate=lambda user, prospect: tab.predicate(user, prospect.customer),
        badge=None,
        **card,  # type: ignore[arg-type]
    )


def page_of(url_name: str, *args: Any, query: str = "") -> str:
    """Return the address of a page of a storey above; "" when there is none of that name."""
    try:
        return reverse(url_name, args=args) + query
    except NoReverseMatch:
        return ""


class ProspectCard(ProspectMixin, CardPage):
    """One effort to win a customer: what to do next, how well it qualifies, and their whole card."""

    card = "prospect"
    template_name = "prospects/card.html"

    @cached_property
    def record(self) -> Any:
        return self.prospect

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the prospect; one that stayed with a card that was merged leads to the one that goes on."""
        kept = self.prospect.customer.merged_into_id
        if kept is not None:
            rows = Prospect.objects.visible_to(self.viewer).filter(customer=kept, line=self.prospect.line)
            if (own := rows.order_by("-pk").first()) is not None:
                return HttpResponseRedirect(own.get_absolute_url())
        return super().get(request, *args, **kwargs)

    @cached_property
    def tabs(self) -> list[CardTab]:
        """The prospect's own tabs and some of the customer's, in one order."""
        shared = [for_prospect(tab) for tab in card_tabs.of("customer") if tab.key in CUSTOMER_TABS]
        tabs = sorted([*card_tabs.of(self.card), *shared], key=lambda tab: tab.order)
        return [tab for tab in tabs if tab.predicate(self.viewer, self.prospect)]

    def header(self) -> Header:
        prospect = self.prospect
        customer = prospect.customer
        badges = [stage_badge(prospect), disposition_badge(prospect)]
        if customer.is_archived:
            badges.append(tag(_("Archived")))
        return Header(
            title=customer.name,
            badges=[badge for badge in badges if badge],
            facts=[fact for fact in self._facts() if fact],
            crumbs=[(_("Prospects"), reverse("prospects:list"))],
            muted=prospect.is_struck_off,
        )

    def _facts(self) -> Iterable[str]:
        prospect, customer = self.prospect, self.prospect.customer
        yield str(prospect.line or "")
        yield customer.city
        yield _("Owner %(name)s") % {"name": customer.owner} if customer.owner else _("In the team's pool")
        if prospect.expected_value is not None:
            yield _("%(sum)s a year expected") % {
                "sum": money(prospect.expected_value, settings.BASE_CURRENCY, 0)
            }
        contacts = [day for day in (customer.last_touch_on, customer.last_visit_on) if day]
        yield _("Last contact %(ago)s") % {"ago": ago(max(contacts))} if contacts else _("No contact yet")

    def next_step(self) -> NextStep | None:
        return next_step_of(self.request, self.prospect.customer) if self.prospect.is_live else None

    def side(self) -> str:
        return side_of(self.request, self.prospect.customer)

    def actions(self) -> Iterable[Action]:
        if self.prospect.customer.is_archived:
            return
        yield Action(
            label=_("Edit"), url=reverse("prospects:edit", args=[self.prospect.pk]), icon="edit", key="e"
        )

    def menu(self) -> Iterable[Action]:
        prospect, customer = self.prospect, self.prospect.customer
        yield Action(label=_("The customer's card"), url=customer.get_absolute_url(), icon="contacts")
        yield Action(
            label=_("Edit the customer's card"),
            url=reverse("customers:edit", args=[customer.pk]),
            icon="edit",
        )
        yield Action(
            label=_("New contact"), url=reverse("customers:contact-add", args=[customer.pk]), icon="person"
        )
        to_pool = page_of("prospects:to-pool", prospect.pk)
        if to_pool and prospect.is_live and customer.owner_id and not buys(customer):
            yield Action(
                label=_("Give to the team's pool"),
                url=to_pool,
                icon="undo",
                post=True,
                confirm=_(
                    "Give %(name)s to the team's pool? Any rep of the team may claim it then. Your visits to "
                    "come are taken out, appointments too."
                )
                % {"name": customer.name},
            )
        if prospect.is_live:
            url = reverse("prospects:give-up", args=[prospect.pk])
            yield Action(label=_("Give up…"), url=url, icon="archive")

    def extra_context(self) -> dict[str, Any]:
        prospect, customer = self.prospect, self.prospect.customer
        back = f"?next={prospect.get_absolute_url()}"
        reach = reach_of([customer])[customer.pk]
        return {
            "prospect": prospect,
            "customer": customer,
            "reach": reach,
            "map_url": map_url(customer, self.request.headers.get("User-Agent", "")),
            "touch_url": page_of("timeline:touch-new", customer.pk, query=back),
            "visit_url": page_of("visits:create", query=f"{back}&customer={customer.pk}"),
            "places": places(prospect) if prospect.is_live else [],
            "place": str(Place.of(prospect)),
            "ageing_days": ageing_days(),
        }


class HistoryPage(ProspectMixin):
    """A page of the history: alone, or the revisions that htmx puts below those already shown."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = {"record": self.prospect, **history(request, self.prospect)}
        template = "prospects/history.html"
        if wants_fragment(request):
            template = "customers/_history.html" if context["first"] else "customers/_revisions.html"
        response = render(request, template, context)
        patch_vary_headers(response, ["HX-Request"])
        return response
