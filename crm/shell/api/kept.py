"""Saved filters and chosen columns of list pages in the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from rest_framework import mixins, serializers

from crm.api.viewsets import CreatesMixin
from crm.shell.models import SavedFilter
from crm.shell.services import MOST_COLUMNS, save_columns, save_filter

_PAGE = "The list page it belongs to, by the name of its address, such as customers:list."


class SavedFilterSerializer(serializers.ModelSerializer[SavedFilter]):
    """A filter that somebody has named: `query` is what stands behind the `?` of the page's address."""

    page = serializers.CharField(max_length=100, help_text=_PAGE)
    name = serializers.CharField(max_length=60, help_text="Saved under the same name again, it is replaced.")
    query = serializers.CharField(max_length=2_000, allow_blank=True)
    shared = serializers.BooleanField(default=False, help_text="Whether team mates see it as well.")
    is_default = serializers.BooleanField(
        default=False, help_text="Whether the page opens with it, for its owner."
    )

    class Meta:
        model = SavedFilter
        fields = ("id", "page", "name", "query", "shared", "is_default", "owner")
        read_only_fields = ("owner",)


class ListColumnsSerializer(serializers.ModelSerializer[SavedFilter]):
    """The columns that a person wants on a list page, by their keys."""

    page = serializers.CharField(max_length=100, help_text=_PAGE)
    columns = serializers.ListField(
        child=serializers.CharField(max_length=60), allow_empty=False, max_length=MOST_COLUMNS
    )

    class Meta:
        model = SavedFilter
        fields = ("id", "page", "columns")


class KeptFilter(django_filters.FilterSet):  # type: ignore[misc]
    page = django_filters.CharFilter(max_length=100)

    class Meta:
        model = SavedFilter
        fields: tuple[str, ...] = ()


class _KeptViewSet(CreatesMixin, mixins.DestroyModelMixin):
    """Kept and dropped, not changed: saved again it is replaced. Everybody drops only their own."""

    filterset_class = KeptFilter

    def own_or_seen(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows if self.action in ("list", "retrieve") else rows.filter(owner=self.person)


class SavedFilterViewSet(_KeptViewSet):
    """Saved filters: one's own, and those that team mates share."""

    queryset = SavedFilter.objects.all()
    serializer_class = SavedFilterSerializer
    orderings = {"name": ("name",)}

    def get_queryset(self) -> QuerySet[Any]:
        return self.own_or_seen(super().get_queryset().exclude(name=""))

    def write_new(self, values: dict[str, Any]) -> SavedFilter:
        return save_filter(by=self.person, **values)


class ListColumnsViewSet(_KeptViewSet):
    """One's own choice of columns; deleted, the page's own choice comes back."""

    queryset = SavedFilter.objects.all()
    serializer_class = ListColumnsSerializer

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().filter(name="", owner=self.person.pk)

    def write_new(self, values: dict[str, Any]) -> SavedFilter:
        save_columns(by=self.person, **values)
        kept: SavedFilter = self.get_queryset().get(page=values["page"])
        return kept
