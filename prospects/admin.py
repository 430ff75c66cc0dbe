"""Prospects in Django's admin: the catalogues to keep, all else to read.

What is done to a prospect goes through services, on its own page, so that history, feed and ledger know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.admin import SimpleHistoryAdmin

from crm.history.admin import ReadOnlyAdmin, TrackedAdmin
from crm.jobs.services import enqueue
from prospects.jobs import QUALIFY
from prospects.models import (
    AcquisitionMethod,
    Campaign,
    CampaignDay,
    LedgerEntry,
    PoolMove,
    Prospect,
    Step,
)

if TYPE_CHECKING:
    from crm.people.models import User


class _CatalogueAdmin(TrackedAdmin):
    """Rows that prospects use are taken out of use instead of deleted."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(prospect_count=Count("prospects"))

    @admin.display(description=gettext_lazy("prospects"), ordering="prospect_count")
    def prospect_count(self, row: Any) -> int:
        return int(row.prospect_count)


@admin.register(AcquisitionMethod)
class MethodAdmin(_CatalogueAdmin):
    list_display = ("name", "code", "group", "position", "active", "prospect_count")
    list_filter = ("active", "group")
    list_editable = ("position", "active")
    search_fields = ("name", "code")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Files know a method by its code, so that it stays."""
        return ("code",) if obj is not None else ()


@admin.register(Step)
class StepAdmin(_CatalogueAdmin):
    list_display = ("name", "stage", "probability", "position", "active", "prospect_count")
    list_filter = ("active", "stage")
    list_editable = ("probability", "position", "active")
    search_fields = ("name",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A step that prospects stand at cannot move to another stage: they would not."""
        return ("stage",) if obj is not None and obj.prospects.exists() else ()


@admin.register(Prospect)
class ProspectAdmin(ReadOnlyAdmin, SimpleHistoryAdmin):
    list_display = ("customer", "line", "stage", "step", "disposition", "score", "method", "opened_on")
    list_filter = ("stage", "disposition", "given_up_early", "newcomer", "method__group")
    list_select_related = ("customer", "line", "step", "method")
    search_fields = ("customer__name", "customer__number")
    date_hierarchy = "opened_on"
    show_full_result_count = False
    actions = ("qualify_all",)

    @admin.action(
        description=gettext_lazy("Work out the scores of all prospects again"), permissions=["view"]
    )
    def qualify_all(self, request: HttpRequest, queryset: QuerySet[Prospect]) -> None:
        """Queue the job for the whole list, whatever is ticked: weights are everybody's."""
        enqueue(kind=QUALIFY, by=cast("User", request.user), key=QUALIFY)
        messages.info(request, _("The scores are being worked out again."))


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnlyAdmin):
    list_display = ("at", "team", "kind", "customer", "rep", "change", "debt")
    list_filter = ("kind", "team")
    list_select_related = ("team", "customer", "rep")
    search_fields = ("customer__name", "customer__number", "rep__name")
    date_hierarchy = "at"
    show_full_result_count = False


@admin.register(PoolMove)
class PoolMoveAdmin(ReadOnlyAdmin):
    list_display = ("at", "team", "kind", "customer", "rep", "by")
    list_filter = ("kind", "team")
    list_select_related = ("team", "customer", "rep", "by")
    search_fields = ("customer__name", "customer__number", "rep__name")
    date_hierarchy = "at"
    show_full_result_count = False


class DayInline(admin.TabularInline[CampaignDay, Campaign]):
    model = CampaignDay
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Campaign)
class CampaignAdmin(ReadOnlyAdmin, SimpleHistoryAdmin):
    list_display = ("name", "team", "lead", "state", "opened_on", "closed_on", "member_count")
    list_filter = ("state", "team")
    list_select_related = ("team", "lead")
    search_fields = ("name", "segment", "lead__name")
    inlines = (DayInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Campaign]:
        return super().get_queryset(request).annotate(member_count=Count("members"))

    @admin.display(description=gettext_lazy("prospects"), ordering="member_count")
    def member_count(self, campaign: Any) -> int:
        return int(campaign.member_count)
