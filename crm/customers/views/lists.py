"""The list of customers, and those that wait to be verified."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from crm.customers import bulk, columns, custom, custom_forms
from crm.customers.filters import ALL, ARCHIVED, filter_class
from crm.customers.models import Customer, CustomField
from crm.customers.policy import verify_before
from crm.shell.formats import day
from crm.shell.html import icon
from crm.shell.lists import Action, BulkAction, Column, Empty, ListPage


class CustomerList(ListPage):
    """Every customer the person sees; archived ones only when asked for."""

    title = _("Customers")
    search_field = "search_text"
    search_label = _("Search customers")
    default_sort = "name"
    row_url_name = "customers:card"
    export_kind = "customers"
    columns = columns.CUSTOMER_COLUMNS
    empty = Empty(
        title=_("No customers yet"),
        text=_("Write the first card, or import the customers you have."),
        icon="contacts",
        action=Action(label=_("New customer"), url=reverse_lazy("customers:create")),  # type: ignore[arg-type]
    )

    @property
    def bulk_actions(self) -> Sequence[BulkAction]:  # type: ignore[override]
        """Return what can be done with the cards shown: archive the current ones, restore the archived."""
        shown = self.params.get("archived", "")
        moving = {ALL: (bulk.ARCHIVE, bulk.RESTORE), ARCHIVED: (bulk.RESTORE,)}.get(shown, (bulk.ARCHIVE,))
        return (bulk.GIVE, bulk.TERRITORY, bulk.VERIFY, *bulk.further, bulk.MERGE, *moving)

    @cached_property
    def definitions(self) -> list[CustomField]:
        return custom.definitions()

    def rows(self) -> QuerySet[Any]:
        rows = Customer.objects.visible_to(self.user).for_list()
        match self.params.get("archived", ""):
            case value if value == ALL:
                return rows
            case value if value == ARCHIVED:
                return rows.exclude(archived_at=None)
            case _:
                return rows.current()

    def get_columns(self) -> Sequence[Column]:
        introducer = columns.introducer_column(self.user)
        return [*self.columns, introducer, *custom_forms.columns(self.definitions)]

    def get_filterset_class(self) -> Any:
        return filter_class(self.definitions)

    def row_muted(self, row: Any) -> bool:
        return bool(row.is_archived)

    def actions(self) -> Iterable[Action]:
        yield Action(label=_("Duplicates"), url=reverse("customers:duplicates"), icon="merge")
        yield Action(label=_("To verify"), url=reverse("customers:review"), icon="check")
        yield Action(label=_("New customer"), url=reverse("customers:create"), icon="plus", key="n")


def _verify_button(row: Any) -> SafeString:
    return format_html(
        '<button class="btn btn-sm" formaction="{}?next={}" aria-label="{}">{}{}</button>',
        reverse("customers:verify", args=[row.pk]),
        reverse("customers:review"),
        _("%(name)s: verified today") % {"name": row.name},
        icon("check"),
        _("Verified today"),
    )


class ReviewQueue(ListPage):
    """Cards that nobody has verified for so long that they may be wrong (domain.md, D1.6)."""

    title = _("Cards to verify")
    search_field = "search_text"
    search_label = _("Search these cards")
    default_sort = "verified"
    row_url_name = "customers:card"
    bulk_actions = (bulk.VERIFY, bulk.ARCHIVE, bulk.GIVE)
    empty = Empty(title=_("Every card is verified"), text=_("Nothing to do here for now."), icon="check")
    columns = (
        columns.NAME_AND_PLACE,
        columns.PHONE,
        columns.OWNER,
        Column(
            key="created", label=_("Created"), render=lambda row: day(row.created_at), sort=("created_at",)
        ),
        columns.VERIFIED,
        Column(key="done", label=_("Check"), render=_verify_button),
    )

    def rows(self) -> QuerySet[Any]:
        before = verify_before(timezone.localdate())
        return Customer.objects.visible_to(self.user).to_verify(before).for_list()
