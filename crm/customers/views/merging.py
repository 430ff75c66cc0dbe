"""Make one card of two, and two again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.customers import custom
from crm.customers.duplicates.pages import apart_url
from crm.customers.forms.merge import MergeForm, UndoForm
from crm.customers.merging.counting import in_words, rows_moved, rows_of
from crm.customers.merging.differences import OWNER, Difference, differences
from crm.customers.merging.preferring import territory_side
from crm.customers.merging.registry import GONE, KEPT
from crm.customers.merging.words import shown
from crm.customers.models import Customer, Merge
from crm.customers.policy import merge_undo_days
from crm.customers.rules import may_merge, may_see_private
from crm.customers.services.merging import merge_customers, refuse_merge, refuse_undo, undo_merge
from crm.people.models import User
from crm.shell.access import VisibleMixin
from crm.shell.errors import Refused
from crm.shell.formats import cell, day
from crm.shell.forms import ServiceFormPage
from crm.shell.html import link, tag
from crm.shell.lists import Column, Empty, ListPage


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two values to choose from; ``takes`` is the territory's side that goes with an owner."""

    side: str
    card: Customer
    value: SafeString
    checked: bool
    is_empty: bool
    takes: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One difference as the page shows it; ``name`` is that of its radio buttons."""

    name: str
    label: Any
    sides: tuple[Side, Side]

    @property
    def is_conflict(self) -> bool:
        """Whether both cards say something, or what one says would go: there somebody has to think."""
        empty = [side for side in self.sides if side.is_empty]
        return not empty or any(side.checked for side in empty)


class MergePage(ServiceFormPage):
    """Both cards side by side, one choice a difference, one press."""

    title = gettext_lazy("Merge two cards")
    form_class = MergeForm
    template_name = "customers/merge.html"
    submit_label = gettext_lazy("Merge")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not may_merge(self.person, *self.cards):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def person(self) -> User:
        return cast("User", self.request.user)

    @cached_property
    def cards(self) -> tuple[Customer, Customer]:
        """The card that is kept and the one that goes into it; 404 unless the person sees both."""
        keys = (self.kwargs["a"], self.kwargs["b"])
        rows = Customer.objects.visible_to(self.person).filter(pk__in=keys)
        rows = rows.select_related(
            "owner",
            "team",
            "industry",
            "territory",
            "introducer",
            "introducer_contact",
            "introducer_colleague",
        )
        found = {card.pk: card for card in rows}
        if len(found) != 2:
            raise Http404
        return found[keys[0]], found[keys[1]]

    @cached_property
    def differences(self) -> list[Difference]:
        kept, gone = self.cards
        private = may_see_private(self.person, kept) and may_see_private(self.person, gone)
        return [one for one in differences(kept, gone) if private or not one.is_private]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"differences": self.differences}

    def get_cancel_url(self) -> str:
        return self.cards[0].get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        kept, gone = self.cards
        rows = [self._row(one, context["form"]) for one in self.differences]
        return context | {
            "kept": kept,
            "gone": gone,
            "veto": self._veto(),
            "conflicts": [row for row in rows if row.is_conflict],
            "gaps": [row for row in rows if not row.is_conflict],
            "moving": in_words(rows_of(gone)),
            "swap_url": reverse("customers:merge", args=[gone.pk, kept.pk]),
            "apart_url": apart_url(kept.pk, gone.pk),
            "days": merge_undo_days(),
        }

    def _veto(self) -> str:
        try:
            refuse_merge(*self.cards, self.person)
        except Refused as refused:
            return str(refused)
        return ""

    @cached_property
    def _definitions(self) -> dict[str, Any]:
        return {field.key: field for field in custom.all_definitions()}

    def _row(self, one: Difference, form: MergeForm) -> Row:
        chosen = form[one.key].value() or one.side
        kept, gone = (
            self._side(side, card, one, checked=chosen == side)
            for side, card in zip((KEPT, GONE), self.cards, strict=True)
        )
        return Row(one.key, one.label, (kept, gone))

    def _side(self, side: str, card: Customer, one: Difference, *, checked: bool) -> Side:
        value = shown(card, one, side=side, viewer=self.person, definitions=self._definitions)
        takes = territory_side(*self.cards, owner=side) if one.key == OWNER else ""
        return Side(side, card, cell(value), checked=checked, is_empty=value is None, takes=takes)

    def perform(self, form: MergeForm) -> Customer:
        kept, gone = self.cards
        return merge_customers(kept=kept, gone=gone, by=self.person, choices=form.chosen).kept

    def done_message(self, result: Customer) -> str:
        kept, gone = self.cards
        words = {"kept": kept.number, "gone": gone.number, "days": merge_undo_days()}
        return _("%(gone)s is part of %(kept)s now. For %(days)s days this can be undone.") % words


def _moved(merge: Merge) -> str:
    return ", ".join(in_words(rows_moved(merge)))


def _state(merge: Merge) -> SafeString:
    if merge.undone_at is not None:
        return tag(_("Undone"), "grey")
    if merge.may_be_undone:
        text = _("Until %(day)s") % {"day": day(merge.undo_until)}
        return link(merge.get_absolute_url(), text)
    return format_html("{}", _("For good"))


def _gone(merge: Merge) -> str:
    return f"{merge.gone.name} ({merge.gone.number})"


class MergeList(ListPage):
    """Every merge into a card the person sees, the latest first."""

    title = gettext_lazy("Merged cards")
    default_sort = "-at"
    empty = Empty(title=gettext_lazy("No cards have been merged"), icon="merge")
    columns = (
        Column(
            key="kept",
            label=gettext_lazy("Kept"),
            render=lambda row: row.kept.name,
            lead=True,
            detail=lambda row: row.kept.number,
        ),
        Column(key="gone", label=gettext_lazy("Merged into it"), render=_gone),
        Column(key="state", label=gettext_lazy("Undo"), render=_state),
        Column(key="at", label=gettext_lazy("On"), render=lambda row: day(row.at), sort=("at",)),
        Column(key="by", label=gettext_lazy("By"), render=lambda row: row.by),
        Column(key="moved", label=gettext_lazy("Brought over"), render=_moved),
    )

    def rows(self) -> QuerySet[Any]:
        return Merge.objects.visible_to(self.user).for_list()

    def row_url(self, row: Any) -> str:
        return str(row.get_absolute_url())

    def row_label(self, row: Any) -> str:
        return f"{row.kept.name} · {row.gone.name}"

    def row_muted(self, row: Any) -> bool:
        return row.undone_at is not None


class MergeUndo(VisibleMixin, ServiceFormPage):
    """What a merge has brought over, and the press that takes it back."""

    model = Merge
    title = gettext_lazy("Undo the merge")
    subtitle = gettext_lazy(
        "Both cards come back with every record where it was. What was added to the kept card since stays "
        "with it."
    )
    form_class = UndoForm
    template_name = "customers/merge_undo.html"
    submit_label = gettext_lazy("Undo the merge")

    def record_rows(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("kept", "gone", "by", "undone_by")

    def allows_object(self, user: Any, record: Merge) -> bool:
        return may_merge(user, record.kept, record.gone)

    @cached_property
    def merge(self) -> Merge:
        found: Merge = self.get_record()
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        self.merge  # noqa: B018 - what they may not see is a 404 before any form is
        return super().get_form_kwargs()

    def get_cancel_url(self) -> str:
        return self.merge.kept.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        facts = {"merge": self.merge, "moved": in_words(rows_moved(self.merge)), "veto": self._veto()}
        return super().get_context_data(**kwargs) | facts

    def _veto(self) -> str:
        merge = self.merge
        try:
            refuse_undo(merge, merge.kept, merge.gone, cast("User", self.viewer))
        except Refused as refused:
            return str(refused)
        return ""

    def perform(self, form: Any) -> Customer:
        return undo_merge(merge=self.merge, by=cast("User", self.viewer)).gone

    def done_message(self, result: Customer) -> str:
        return _("%(name)s is a card of its own again.") % {"name": result.name}
