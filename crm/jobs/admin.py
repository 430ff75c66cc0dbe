"""Background work in Django's admin: where an admin finds why something failed."""

from __future__ import annotations

from django.contrib import admin

from crm.history.admin import ReadOnlyAdmin
from crm.jobs.models import Job


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ("kind", "state", "by", "created_at", "done_at", "attempts", "error", "detail")
    list_filter = ("failed", "kind")
    list_select_related = ("by",)
    date_hierarchy = "created_at"
    show_full_result_count = False
