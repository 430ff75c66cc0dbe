"""What happened, to read only: history cannot be edited, by admins neither (domain.md, D7.4)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from crm.history.models import Event


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """Rows to look at; nobody adds, changes or deletes them here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ("at", "customer", "verb", "by")
    list_filter = ("verb",)
    list_select_related = ("customer", "by")
    search_fields = ("customer__name", "customer__number")
    date_hierarchy = "at"
    show_full_result_count = False
