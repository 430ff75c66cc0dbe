"""Search in the API: what the search page finds."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from crm.api.describing import extend_schema
from crm.api.viewsets import OnceMixin
from crm.shell.search import find_all
from crm.shell.textsearch import MAX_QUERY
from crm.shell.views.finding import ON_THE_PAGE


class HitSerializer(serializers.Serializer[Any]):
    """One thing found."""

    title = serializers.CharField()
    detail = serializers.CharField(help_text="What tells it from others of that name.")
    url = serializers.CharField(help_text="Its page.")


class FoundSerializer(serializers.Serializer[Any]):
    """What one source found, the best first."""

    source = serializers.CharField(source="source.key")  # type: ignore[assignment]
    label = serializers.CharField(  # type: ignore[assignment]
        source="source.label", help_text="In the person's language."
    )
    hits = HitSerializer(many=True)


class SearchQuerySerializer(serializers.Serializer[Any]):
    """What to search for."""

    q = serializers.CharField(max_length=MAX_QUERY)


class Search(OnceMixin):
    """Search."""

    @extend_schema(
        parameters=[OpenApiParameter("q", {"type": "string", "maxLength": MAX_QUERY}, required=True)],
        responses=FoundSerializer(many=True),
        operation_id="search_list",
    )
    def get(self, request: Request) -> Response:
        """Search customers, contacts, orders and products, whatever accents, case and one typo a word.

        Up to 20 hits of each source.
        """
        asked = SearchQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        if unknown := sorted(set(request.query_params) - {"q"}):
            raise ValidationError({name[:60]: [_("There is no such parameter here.")] for name in unknown})
        found = find_all(self.person, asked.validated_data["q"], limit=ON_THE_PAGE)
        return Response(FoundSerializer(list(found), many=True).data)
