"""Plans and visits in Django's admin: to look at, not to change."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from visits.models import LeftOut, Visit, VisitPlan


class ReadOnly:
    """Nobody adds, changes or deletes here: pages and services do, with history."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class VisitsOfPlan(ReadOnly, admin.TabularInline[Visit, VisitPlan]):
    model = Visit
    fields = ("date", "starts", "ends", "customer", "state", "fixed", "tier", "value", "travel")
    show_change_link = True
    extra = 0


class LeftOutOfPlan(ReadOnly, admin.TabularInline[LeftOut, VisitPlan]):
    model = LeftOut
    fields = ("customer", "reason", "due_on", "value")
    extra = 0


@admin.register(VisitPlan)
class VisitPlanAdmin(ReadOnly, admin.ModelAdmin[VisitPlan]):
    list_display = ("iso_week", "rep", "state", "engine", "flagged", "travel", "value", "planned_at")
    list_filter = ("state", "flagged", "week")
    search_fields = ("rep__name", "rep__email")
    list_select_related = ("rep",)
    inlines = (VisitsOfPlan, LeftOutOfPlan)

    @admin.display(description=_("week"), ordering="week")
    def iso_week(self, plan: VisitPlan) -> str:
        return plan.iso_week


@admin.register(Visit)
class VisitAdmin(ReadOnly, admin.ModelAdmin[Visit]):
    list_display = ("date", "starts", "rep", "customer", "state", "fixed", "tier")
    list_filter = ("state", "fixed", "tier", "occasion")
    search_fields = ("customer__name", "customer__number", "rep__name")
    list_select_related = ("rep", "customer")
    date_hierarchy = "date"
