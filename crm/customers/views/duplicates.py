"""Likely duplicates: those that a scan found, and those of one card."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import django_filters
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from crm.customers.card import badges_of
from crm.customers.choices import CustomerKind
from crm.customers.duplicates.facts import load_facts
from crm.customers.duplicates.pages import apart_url, marks_of_pairs, merge_url, pair_of_cards
from crm.customers.duplicates.similar import find_similar
from crm.customers.duplicates.wording import from_json, without_points
from crm.customers.matching import Reason
from crm.customers.models import Customer, DuplicatePair, NotDuplicate
from crm.customers.policy import private_fields_kept
from crm.customers.services.duplicates import dismiss_pair, start_scan
from crm.people.models import User
from crm.shell.access import AllowedMixin, VisibleMixin
from crm.shell.errors import Refused
from crm.shell.forms import safe_next
from crm.shell.html import icon
from crm.shell.lists import Action, BulkAction, Column, Empty, ListPage
from crm.shell.lists.bounds import BoundedFilterSet

SHOWN = 20


def _why(pair: DuplicatePair) -> SafeString:
    return format_html('<span class="pair"><small>{}</small></span>', _reasons(from_json(pair.reasons)))


def _reasons(reasons: Iterable[Reason]) -> str:
    """Return what speaks for one customer, on one line."""
    return " · ".join(without_points(reason) for reason in reasons if reason.points > 0)


def _decide(pair: DuplicatePair) -> SafeString:
    names = {"one": pair.a.name, "other": pair.b.name}
    return format_html(
        '<span class="pair pair--deeds"><a class="btn btn-sm" href="{}" aria-label="{}">{}{}</a>'
        '<button class="btn btn-sm btn-quiet" formaction="{}" aria-label="{}">{}</button></span>',
        merge_url(pair.a, pair.b),
        gettext("Merge %(one)s and %(other)s") % names,
        icon("merge"),
        gettext("Merge…"),
        apart_url(pair.a_id, pair.b_id),
        gettext("%(one)s and %(other)s are not the same") % names,
        gettext("Not the same"),
    )


def _tell_apart(*, rows: Any, by: User, data: dict[str, Any]) -> str:
    pairs = list(rows)
    for pair in pairs:
        dismiss_pair(pair=pair, by=by)
    text = ngettext("%(count)s pair told apart.", "%(count)s pairs told apart.", len(pairs))
    return text % {"count": len(pairs)}


class DuplicateFilter(BoundedFilterSet):
    kind = django_filters.ChoiceFilter(
        field_name="a__kind", choices=CustomerKind.choices, label=_("Kind of card")
    )
    score = django_filters.NumberFilter(lookup_expr="gte", label=_("Alike by at least (%)"))

    class Meta:
        model = DuplicatePair
        fields: tuple[str, ...] = ()


class DuplicateList(ListPage):
    """What a scan found among the cards the person sees (domain.md, D1.6), the surest first."""

    title = _("Likely duplicates")
    subtitle = _("Cards that may be one customer. Merge them, or say that they are not the same.")
    default_sort = "-score"
    filterset_class = DuplicateFilter
    bulk_actions = (
        BulkAction(
            key="apart",
            label=_("Not the same"),
            icon="x",
            question=lambda count: gettext("Are these different customers? No scan offers them again."),
            run=_tell_apart,
        ),
    )
    empty = Empty(
        title=_("No likely duplicates"),
        text=_("A scan compares the names, phones, e-mails, tax numbers and addresses of all your cards."),
        icon="merge",
    )
    columns = (
        Column(
            key="cards",
            label=_("May be one customer"),
            render=pair_of_cards,
            look_up=marks_of_pairs,
        ),
        Column(
            key="score",
            label=_("Alike"),
            render=lambda row: gettext("%(score)s%%") % {"score": row.score},
            sort=("score",),
            numeric=True,
        ),
        Column(key="why", label=_("Because"), render=_why),
        Column(key="decide", label=_("Decide"), render=_decide),
    )

    def rows(self) -> QuerySet[Any]:
        return DuplicatePair.objects.visible_to(self.user).open().for_list()

    def row_url(self, row: Any) -> str:
        return merge_url(row.a, row.b)

    def row_label(self, row: Any) -> str:
        return gettext("%(one)s and %(other)s") % {"one": row.a.name, "other": row.b.name}

    def actions(self) -> Iterable[Action]:
        yield Action(label=_("Cards told apart"), url=reverse("customers:apart"), icon="history")
        yield Action(label=_("Merged cards"), url=reverse("customers:merges"), icon="history")
        yield Action(label=_("Look for duplicates"), url=reverse("customers:scan"), icon="refresh", post=True)


class Scan(AllowedMixin):
    """Start a scan and go to its progress."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        job = start_scan(by=self.viewer)
        return HttpResponseRedirect(reverse("jobs:job", args=[job.pk]))


class TellApart(AllowedMixin):
    """Say that two cards the person sees are different customers."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, a: int, b: int) -> HttpResponse:
        keys = sorted({a, b})
        if Customer.objects.visible_to(self.viewer).filter(pk__in=keys).count() != 2:
            raise Http404
        try:
            dismiss_pair(pair=DuplicatePair(a_id=keys[0], b_id=keys[1]), by=self.viewer)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, gettext("Told apart: no scan offers these two again."))
        return HttpResponseRedirect(safe_next(request, reverse("customers:duplicates")))


class DuplicatesOfCard(VisibleMixin):
    """The cards most like one card, looked for at once."""

    model = Customer

    @cached_property
    def card(self) -> Customer:
        found: Customer = self.get_record()
        return found

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.card.is_archived:
            raise PermissionDenied
        context = {"customer": self.card, "lines": self._lines(), "back": request.get_full_path()}
        return render(request, "customers/duplicates_of.html", context)

    def _lines(self) -> list[dict[str, Any]]:
        card = self.card
        facts = load_facts(Customer.objects.filter(pk=card.pk), tax=private_fields_kept())[card.pk]
        found = find_similar(
            facts,
            viewer=self.viewer,
            limit=SHOWN,
            exclude={card.pk, *_told_apart_from(card)},
        )
        return [
            {
                "card": one.customer,
                "ask": one.ask,
                "score": one.score,
                "badges": badges_of(self.request, one.customer) if one.customer else [],
                "reasons": _reasons(one.reasons),
                "merge_url": merge_url(card, one.customer) if one.customer else "",
                "apart_url": apart_url(card.pk, one.customer.pk) if one.customer else "",
            }
            for one in found
        ]


def _told_apart_from(card: Customer) -> set[int]:
    pairs = [
        *NotDuplicate.objects.filter(a=card).values_list("b", flat=True),
        *NotDuplicate.objects.filter(b=card).values_list("a", flat=True),
    ]
    return set(pairs)
