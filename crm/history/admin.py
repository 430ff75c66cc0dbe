"""What happened, to read only: history cannot be edited, by admins neither (domain.md, D7.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from crm.history.models import Event
from crm.history.services import delete_as

if TYPE_CHECKING:
    from crm.people.models import User


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """Rows to look at; nobody adds, changes or deletes them here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class TrackedAdmin(SimpleHistoryAdmin):  # type: ignore[misc]
    """Rows of a tracked model; who deletes one is known, as who changes it is."""

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        delete_as(obj, by=_person(request))

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for obj in queryset:
            delete_as(obj, by=_person(request))


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ("at", "customer", "verb", "by")
    list_filter = ("verb",)
    list_select_related = ("customer", "by")
    search_fields = ("customer__name", "customer__number")
    date_hierarchy = "at"
    show_full_result_count = False
