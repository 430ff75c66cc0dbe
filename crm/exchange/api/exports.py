"""Exports in the API: whole kinds of record as files."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from crm.api.describing import extend_schema
from crm.api.viewsets import OnceMixin
from crm.exchange.exporting import CONTENT_TYPES, Format
from crm.exchange.kinds import KINDS
from crm.exchange.rules import exportable_kinds
from crm.exchange.views.exports import export_file


class ExportKindSerializer(serializers.Serializer[Any]):
    """A kind of record that can be exported."""

    kind = serializers.CharField(source="name")
    title = serializers.CharField(help_text="In the person's language.")


class FileNegotiation(BaseContentNegotiation):
    """The address says what the file is; errors are JSON whatever is accepted."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return next(iter(parsers), None)

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return JSONRenderer(), JSONRenderer.media_type


class Exports(OnceMixin):
    """Kinds of record that can be exported."""

    @extend_schema(responses=ExportKindSerializer(many=True), operation_id="exports_list")
    def get(self, request: Request) -> Response:
        """List the kinds of record that you may export."""
        kinds = exportable_kinds(self.person)
        return Response(ExportKindSerializer(kinds, many=True).data)


class ExportFile(OnceMixin):
    """One kind of record as a file."""

    content_negotiation_class = FileNegotiation

    @extend_schema(
        operation_id="exports_retrieve",
        parameters=[
            OpenApiParameter("kind", str, OpenApiParameter.PATH, description="Such as `customers`."),
            OpenApiParameter("file_format", str, OpenApiParameter.PATH, enum=list(Format)),
            OpenApiParameter("private", str, enum=["0", "1"], description="1: with private details (D7.3)."),
            OpenApiParameter(
                "list", str, description="A list page, such as `customers:list`, whose filters follow."
            ),
        ],
        responses={(200, kind): OpenApiTypes.BINARY for kind in CONTENT_TYPES.values()},
    )
    def get(self, request: Request, kind: str, file_format: str) -> HttpResponseBase:
        """Fetch all records of a kind that you may see, as one file.

        Rows stream; private details are left out unless asked for by someone allowed.
        """
        found = KINDS.get(kind)
        if found is None or file_format not in list(Format):
            raise Http404
        self.require(found.may_export(self.person))
        return export_file(found, self.person, Format(file_format), request.query_params)
