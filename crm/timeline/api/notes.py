"""Notes: read and written, never changed."""

from __future__ import annotations

from typing import Any

import django_filters
from rest_framework import serializers

from crm.api.fields import VisibleKey
from crm.api.viewsets import CreatesMixin
from crm.customers.models import Customer
from crm.timeline.models import Note
from crm.timeline.services import add_note
from crm.timeline.services.notes import MAX_LENGTH


class NoteSerializer(serializers.ModelSerializer[Note]):
    """Some words about a customer, as they were written."""

    customer = VisibleKey(queryset=Customer.objects.all())
    text = serializers.CharField(max_length=MAX_LENGTH)
    by_name = serializers.CharField(source="by.name", read_only=True)

    class Meta:
        model = Note
        fields = ("id", "customer", "text", "by", "by_name", "at")
        read_only_fields = ("by", "at")


class NoteFilter(django_filters.FilterSet):
    customer = django_filters.NumberFilter(field_name="customer_id")
    by = django_filters.NumberFilter(field_name="by_id")
    at = django_filters.DateFromToRangeFilter()

    class Meta:
        model = Note
        fields: tuple[str, ...] = ()


class NoteViewSet(CreatesMixin):
    """Notes on customers' feeds. They are a record: there is no changing or removing them."""

    queryset = Note.objects.select_related("by")
    serializer_class = NoteSerializer
    filterset_class = NoteFilter
    orderings = {"at": ("at",)}
    default_ordering = "-at"

    def write_new(self, values: dict[str, Any]) -> Note:
        return add_note(by=self.person, **values)
