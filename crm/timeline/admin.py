"""Touches, notes and files in Django's admin: to read only."""

from __future__ import annotations

from django.contrib import admin

from crm.history.admin import ReadOnlyAdmin
from crm.timeline.models import Attachment, Note, Touch


@admin.register(Note)
class NoteAdmin(ReadOnlyAdmin):
    list_display = ("at", "customer", "by")
    list_select_related = ("customer", "by")
    search_fields = ("customer__name", "customer__number")
    show_full_result_count = False


@admin.register(Touch)
class TouchAdmin(ReadOnlyAdmin):
    list_display = ("at", "kind", "customer", "by", "outcome", "next_step_on", "next_step_done_at")
    list_filter = ("kind", "outcome")
    list_select_related = ("customer", "by")
    search_fields = ("number", "customer__name", "customer__number")
    show_full_result_count = False


@admin.register(Attachment)
class AttachmentAdmin(ReadOnlyAdmin):
    list_display = ("at", "name", "size", "customer", "by", "removed_at")
    list_select_related = ("customer", "by")
    search_fields = ("name", "customer__name", "customer__number")
    fields = ("customer", "name", "size", "by", "at", "removed_by", "removed_at")
    show_full_result_count = False
