"""Pairs of cards of which somebody said that they are not the same, and the way back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from crm.customers.duplicates.pages import marks_of_pairs, merge_url, pair_of_cards
from crm.customers.models import NotDuplicate
from crm.customers.services.duplicates import reconsider_pair
from crm.people.models import User
from crm.shell.access import VisibleMixin
from crm.shell.errors import Refused
from crm.shell.formats import day
from crm.shell.forms import safe_next
from crm.shell.lists import BulkAction, Column, Empty, ListPage


def _take_back(told: NotDuplicate) -> SafeString:
    names = {"one": told.a.name, "other": told.b.name}
    return format_html(
        '<button class="btn btn-sm btn-quiet" formaction="{}" aria-label="{}">{}</button>',
        reverse("customers:apart-undo", args=[told.pk]),
        gettext("Take back that %(one)s and %(other)s are not the same") % names,
        gettext("Take back"),
    )


def _take_all_back(*, rows: Any, by: User, data: dict[str, Any]) -> str:
    pairs = list(rows)
    for told in pairs:
        reconsider_pair(told=told, by=by)
    text = ngettext("%(count)s pair taken back.", "%(count)s pairs taken back.", len(pairs))
    return text % {"count": len(pairs)}


class ToldApartList(ListPage):
    """What was said of pairs of cards the person sees both of (D7.1), the latest first."""

    title = _("Cards told apart")
    subtitle = _("Cards that look alike and were told apart: no scan offers them, until that is taken back.")
    default_sort = "-at"
    bulk_actions = (
        BulkAction(
            key="back",
            label=_("Take back"),
            icon="undo",
            question=lambda count: gettext("Take back that they are not the same? Scans offer them again."),
            run=_take_all_back,
        ),
    )
    empty = Empty(title=_("No cards have been told apart"), icon="merge")
    columns = (
        Column(key="cards", label=_("Not the same"), render=pair_of_cards, look_up=marks_of_pairs),
        Column(key="by", label=_("By"), render=lambda row: row.by),
        Column(key="at", label=_("On"), render=lambda row: day(row.at), sort=("at",)),
        Column(key="note", label=_("Note"), render=lambda row: row.note),
        Column(key="back", label=_("Undo"), render=_take_back),
    )

    def rows(self) -> QuerySet[Any]:
        return NotDuplicate.objects.visible_to(self.user).for_list()

    def row_url(self, row: Any) -> str:
        return merge_url(row.a, row.b)

    def row_label(self, row: Any) -> str:
        return gettext("%(one)s and %(other)s") % {"one": row.a.name, "other": row.b.name}


class ToldApartUndo(VisibleMixin):
    """Take back that two cards are not the same."""

    model = NotDuplicate
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        told: NotDuplicate = self.get_record()
        try:
            reconsider_pair(told=told, by=self.viewer)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(
                request, gettext("Taken back: the two may be offered as likely duplicates again.")
            )
        return HttpResponseRedirect(safe_next(request, reverse("customers:apart")))
