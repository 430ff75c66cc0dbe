"""What happened to a customer."""

from __future__ import annotations

from html import unescape
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.html import strip_tags
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from crm.api.describing import extend_schema
from crm.api.pagination import CURSOR
from crm.api.positions import answer, position_of
from crm.api.viewsets import OnceMixin
from crm.customers.models import Customer
from crm.timeline.feed_sources import PAGE_SIZE, FeedItem, feed_of


class FeedItemSerializer(serializers.Serializer[Any]):
    """A line of the feed. `source` and `id` say which record it is of: a note, a file, a visit…"""

    at = serializers.DateTimeField()
    source = serializers.CharField(source="position.source")  # type: ignore[assignment]
    id = serializers.IntegerField(source="position.pk")
    text = serializers.SerializerMethodField()
    detail = serializers.SerializerMethodField()

    def get_text(self, item: FeedItem) -> str:
        """The line in the person's language, without markup."""
        return _plain(item.line)

    def get_detail(self, item: FeedItem) -> str:
        """More of it, such as the text of a note; may be empty."""
        return _plain(item.detail) if hasattr(item.detail, "__html__") else item.detail


class FeedPageSerializer(serializers.Serializer[Any]):
    """A page of the feed."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True, help_text="Always null: pages lead backwards only.")
    results = FeedItemSerializer(many=True)


class Feed(OnceMixin):
    """What happened to a customer."""

    @extend_schema(
        operation_id="customers_feed_retrieve",
        parameters=[
            OpenApiParameter(CURSOR, str, description="Where the page begins: taken from `next`."),
        ],
        responses=FeedPageSerializer,
    )
    def get(self, request: Request, customer: int) -> Response:
        """Read the feed of a customer: events, notes, files, orders and visits, newest first."""
        card = get_object_or_404(Customer.objects.visible_to(self.person), pk=customer)
        items, rest = feed_of(card, self.person, before=position_of(request), limit=PAGE_SIZE)
        return answer(request, FeedItemSerializer(items, many=True).data, rest)


def _plain(markup: str) -> str:
    return unescape(strip_tags(markup)).strip()
