"""Files on cards: put there, fetched and taken off."""

from __future__ import annotations

from typing import Any

import django_filters
from django.http import FileResponse, Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request

from crm.api.describing import extend_schema
from crm.api.fields import VisibleKey
from crm.api.viewsets import CreatesMixin
from crm.customers.models import Customer
from crm.timeline.models import Attachment
from crm.timeline.rules import may_remove_file
from crm.timeline.services import attach_file, remove_file
from crm.timeline.views.files import download


class FileSerializer(serializers.ModelSerializer[Attachment]):
    """A file on a customer's card; `size` is in bytes. Its content has an address of its own."""

    by_name = serializers.CharField(source="by.name", read_only=True)

    class Meta:
        model = Attachment
        fields = ("id", "customer", "name", "size", "by", "by_name", "at")
        read_only_fields = fields


class NewFileSerializer(serializers.Serializer[Any]):
    """A file for a card; which kinds and how large, an admin decides."""

    customer = VisibleKey(queryset=Customer.objects.all())
    file = serializers.FileField(allow_empty_file=True, max_length=200)


class FileFilter(django_filters.FilterSet):
    customer = django_filters.NumberFilter(field_name="customer_id")

    class Meta:
        model = Attachment
        fields: tuple[str, ...] = ()


class FileViewSet(CreatesMixin, mixins.DestroyModelMixin):
    """Files on cards of customers you see."""

    queryset = Attachment.objects.filter(removed_at=None).select_related("by")
    serializer_class = FileSerializer
    new_serializer_class = NewFileSerializer
    filterset_class = FileFilter
    parser_classes = (MultiPartParser,)
    orderings = {"at": ("at",), "name": ("name",)}
    default_ordering = "-at"

    def write_new(self, values: dict[str, Any]) -> Attachment:
        return attach_file(customer=values["customer"], by=self.person, upload=values["file"])

    def perform_destroy(self, instance: Attachment) -> None:
        """Take the file off the card; that it was there stays on the feed."""
        self.require(may_remove_file(self.person, instance))
        remove_file(attachment=instance, by=self.person)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY)})
    @action(detail=True, methods=["get"])
    def content(self, request: Request, pk: str) -> FileResponse:
        """Fetch what the file holds."""
        attachment: Attachment = self.get_object()
        response = download(attachment)
        if response is None:
            raise Http404
        return response
