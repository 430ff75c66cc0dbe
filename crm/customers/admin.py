"""The catalogues of the customer file in Django's admin; cards themselves are to read only there.

What is done to a card goes through services, on its own page, so that history and feed know of it.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.customers.choices import ContactRole, FieldType
from crm.customers.models import Contact, Customer, CustomField, Industry, Merge, PrivateLook
from crm.history.admin import ReadOnlyAdmin, TrackedAdmin


@admin.register(Industry)
class IndustryAdmin(TrackedAdmin):
    list_display = ("name", "customer_count")
    search_fields = ("name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Industry]:
        return super().get_queryset(request).annotate(customer_count=Count("customers"))

    @admin.display(description=gettext_lazy("customers"), ordering="customer_count")
    def customer_count(self, industry: Any) -> int:
        return int(industry.customer_count)


class CustomFieldForm(forms.ModelForm[CustomField]):
    """Sees to it that the definition can hold, and that stored values keep their meaning."""

    class Meta:
        model = CustomField
        fields = "__all__"  # noqa: DJ007 - an admin edits all of a definition

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        choices = [line.strip() for line in cleaned.get("choices", "").splitlines() if line.strip()]
        if cleaned.get("type") == FieldType.CHOICE:
            if len(choices) < 2:
                self.add_error("choices", _("Give at least two choices, one a line."))
            elif len({choice.casefold() for choice in choices}) < len(choices):
                self.add_error("choices", _("Two of these choices are the same."))
        elif choices:
            self.add_error("choices", _("Only a choice has choices; change the type or empty this."))
        if cleaned.get("key") in _taken_names():
            self.add_error("key", _("The card has a field of this name already; choose another."))
        self._keep_meaning(cleaned)
        return cleaned

    def _keep_meaning(self, cleaned: dict[str, Any]) -> None:
        key = self.initial.get("key")
        used = bool(key) and Customer.objects.filter(custom__has_key=key).exists()
        for name in ("key", "type"):
            if used and name in cleaned and cleaned[name] != self.initial[name]:
                self.add_error(
                    name, _("Cards hold values already: make a new field, and take this out of use.")
                )


def _taken_names() -> set[str]:
    return {field.name for field in Customer._meta.get_fields()}


@admin.register(CustomField)
class CustomFieldAdmin(TrackedAdmin):
    """A field that cards use is taken out of use instead of deleted."""

    form = CustomFieldForm
    list_display = ("label", "key", "type", "kind", "required", "in_list", "position", "active")
    list_filter = ("active", "type", "kind")
    list_editable = ("position", "active")
    search_fields = ("label", "key")
    fieldsets = (
        (None, {"fields": ("label", "key", "type", "choices", "help_text")}),
        (gettext_lazy("Where and how"), {"fields": ("kind", "required", "in_list", "position", "active")}),
    )

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return forms.ModelForm

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        if not allowed or obj is None:
            return allowed
        return not Customer.objects.filter(custom__has_key=obj.key).exists()

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)  # it would not ask which of them cards use
        return actions


class ContactInline(admin.TabularInline[Contact, Customer]):
    model = Contact
    fields = ("name", *(role.column for role in ContactRole), "title", "phone", "mobile", "email")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Customer)
class CustomerAdmin(ReadOnlyAdmin):
    list_display = ("name", "number", "kind", "city", "owner", "team", "archived_at")
    list_filter = ("kind", "team")
    list_select_related = ("owner", "team")
    search_fields = ("name", "number")
    inlines = (ContactInline,)
    show_full_result_count = False


@admin.register(Merge)
class MergeAdmin(ReadOnlyAdmin):
    list_display = ("at", "kept", "gone", "by", "undone_at", "undone_by")
    list_select_related = ("kept", "gone", "by", "undone_by")
    search_fields = ("kept__name", "kept__number", "gone__name", "gone__number")
    date_hierarchy = "at"
    show_full_result_count = False


@admin.register(PrivateLook)
class PrivateLookAdmin(ReadOnlyAdmin):
    list_display = ("at", "by", "action", "customer", "__str__")
    list_filter = ("action",)
    list_select_related = ("by", "customer")
    search_fields = ("customer__name", "customer__number", "by__name", "by__email")
    date_hierarchy = "at"
    show_full_result_count = False
