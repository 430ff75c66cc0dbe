"""The team's pool: its rows, claiming from it, giving to it (domain.md, D1.3; ADR 18)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.people.visibility import scope_of
from crm.shell.access import AllowedMixin
from crm.shell.errors import Refused
from crm.shell.formats import day
from crm.shell.forms import safe_next
from crm.shell.html import icon
from crm.shell.lists import BulkAction, Column, Empty, ListPage
from prospects import rules, tables
from prospects.bulk_pool import CLAIM, GIVE_OUT
from prospects.claims import Claims
from prospects.models import Prospect
from prospects.pool_filter import PoolFilter
from prospects.services import claim, give_to_pool
from prospects.views.common import ProspectMixin

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class PoolList(ListPage):
    """One row a pooled prospect; its card opens for who leads the team, and for who claims it."""

    title = gettext_lazy("Team pool")
    filterset_class = PoolFilter
    default_sort = "-score"
    bulk_actions = (CLAIM, GIVE_OUT)
    empty = Empty(
        title=gettext_lazy("The pool is empty"),
        text=gettext_lazy(
            "Prospects that nobody touches for long, and those that reps give back, wait here."
        ),
        icon="inbox",
    )

    def rows(self) -> QuerySet[Any]:
        return Prospect.objects.pool_for(self.user).for_list().with_last_holder(self.user)

    def get_columns(self) -> Sequence[Column]:
        team = (TEAM,) if self.sees_several else ()
        claim = (Column(key="claim", label=_("Claim"), render=self._claim_cell),) if self.claims_any else ()
        # What may be wide stands last, so that the button is seen without a sideways scroll.
        return (NAME, *team, *COLUMNS, *claim, INDUSTRY)

    @cached_property
    def sees_several(self) -> bool:
        """Whether the person sees the pools of several teams, and is to be told whose is whose."""
        scope = scope_of(self.user)
        return bool(scope.everything or len(scope.team_ids) > 1)

    @cached_property
    def claims_any(self) -> bool:
        """Whether anything here can be for the person: a team of teams often has no pool of its own."""
        if not rules.may_claim(self.user) or not self.sees_several:
            return rules.may_claim(self.user)
        return Prospect.objects.pool_for(self.user).filter(customer__team=self.user.team_id).exists()

    def allowed_bulk_actions(self) -> list[BulkAction]:
        """Offer to claim only where a row is for the person; who sends it all the same hears why not."""
        offered = super().allowed_bulk_actions()
        return offered if self.claims_any else [action for action in offered if action is not CLAIM]

    def row_url(self, row: Any) -> str:
        seen = scope_of(self.user).allows(owner_id=row.customer.owner_id, team_id=row.customer.team_id)
        return str(row.get_absolute_url()) if seen else ""

    def row_label(self, row: Any) -> str:
        return str(row.customer.name)

    @cached_property
    def claims(self) -> Claims:
        return Claims(self.user)

    @property
    def subtitle(self) -> StrOrPromise:  # type: ignore[override]
        """Say beforehand when nothing can be claimed at all, and why."""
        if not self.claims_any:
            return _("Select prospects to give them to a rep.") if rules.leads(self.user) else ""
        words = {"count": self.claims.live, "most": self.claims.rule.ceiling}
        if self.claims.live >= self.claims.rule.ceiling:
            return (
                _("Your live list is full: %(count)s of %(most)s. Close or give back one to claim.") % words
            )
        return _("Your live list: %(count)s of at most %(most)s.") % words

    def _claim_cell(self, row: Any) -> SafeString | str:
        """Return the button, or why there is none."""
        match self.claims.veto(row):
            case "":
                return _claim_button(row)
            case "wait":
                words = {"day": day(self.claims.may_claim_on(row))}
                return _("Again from %(day)s") % words
            case "ceiling":
                return _("Your live list is full")
            case _:
                return ""


def _claim_button(row: Any) -> SafeString:
    return format_html(
        '<button class="btn btn-sm" formaction="{}" aria-label="{}">{}{}</button>',
        reverse("prospects:claim", args=[row.pk]),
        _("Claim %(name)s") % {"name": row.customer.name},
        icon("user"),
        _("Claim"),
    )


def _place(row: Any) -> str:
    return " · ".join(str(part) for part in (row.customer.city, row.line) if part)


TEAM = Column(
    key="team",
    label=gettext_lazy("Team"),
    render=lambda row: row.customer.team,
    sort=("customer__team__name",),
    joined=("customer__team",),
)
NAME = replace(tables.NAME, detail=_place, group="")
COLUMNS = (
    tables.STAGE,
    tables.SCORE,
    tables.LAST_CONTACT,
    Column(
        key="holder",
        label=gettext_lazy("Held before by"),
        render=lambda row: row.last_holder,
        sort=("last_holder",),
    ),
)
INDUSTRY = Column(
    key="industry",
    label=gettext_lazy("Industry"),
    render=lambda row: row.customer.industry,
    sort=("customer__industry__name",),
)


class Claim(AllowedMixin):
    """Take a prospect out of the pool, by POST, and go on to its card."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        prospect = self._row()
        try:
            claimed = claim(prospect=prospect, by=self.viewer)
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(reverse("prospects:pool"))
        messages.success(request, _("%(name)s is yours now.") % {"name": claimed.customer.name})
        return HttpResponseRedirect(claimed.get_absolute_url())

    def _row(self) -> Prospect:
        """Return a row of the pool, or one that was it a moment ago: who comes second hears why."""
        was_seen = Prospect.objects.was_in_pool_for(self.viewer)
        row = was_seen.filter(pk=self.kwargs["pk"]).first()
        if row is None:
            raise Http404
        return row


class ToPool(ProspectMixin):
    """Give a prospect one does not get to back to the team, by POST."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        prospect = self.prospect
        try:
            give_to_pool(prospect=prospect, by=self.viewer)
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(prospect.get_absolute_url())
        messages.success(
            request, _("%(name)s lies in the team's pool now.") % {"name": prospect.customer.name}
        )
        # The card is closed to a rep from now on.
        return HttpResponseRedirect(safe_next(request, reverse("prospects:pool")))
