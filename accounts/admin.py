"""The trading relation in Django's admin: catalogue, currencies and rates; runs to read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from accounts.models import Currency, ExchangeRate, Product, ProductFamily, TierRun


class RateInline(admin.TabularInline[ExchangeRate, Currency]):
    model = ExchangeRate
    extra = 1


@admin.register(Currency)
class CurrencyAdmin(admin.ModelAdmin[Currency]):
    list_display = ("code", "name")
    search_fields = ("code", "name")
    inlines = (RateInline,)


@admin.register(ExchangeRate)
class ExchangeRateAdmin(admin.ModelAdmin[ExchangeRate]):
    list_display = ("currency", "valid_from", "rate")
    list_filter = ("currency",)
    date_hierarchy = "valid_from"


@admin.register(ProductFamily)
class ProductFamilyAdmin(admin.ModelAdmin[ProductFamily]):
    search_fields = ("name",)


@admin.register(Product)
class ProductAdmin(SimpleHistoryAdmin):
    list_display = ("number", "name", "family", "unit", "price", "cost", "active")
    list_filter = ("active", "family")
    list_select_related = ("family",)
    search_fields = ("number", "name")
    autocomplete_fields = ("family",)


@admin.register(TierRun)
class TierRunAdmin(admin.ModelAdmin[TierRun]):
    """Runs are history: to be read, never written."""

    list_display = ("pk", "as_of", "days", "a_share", "b_share", "new_days", "total", "by", "created_at")
    list_select_related = ("by",)
    date_hierarchy = "as_of"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
