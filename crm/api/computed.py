"""Pages of what is worked out rather than read from a table: a list that stays as it is."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from crm.api.pagination import CURSOR, ORDERING, CursorPages, size_of
from crm.shell.keys import key_of


class ComputedPages(CursorPages):
    """Pages of a list in the order it has: a cursor is the place at which the page begins."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        text = request.query_params.get(CURSOR, "")
        self.start, self.size = key_of(text), size_of(request)
        if text and str(self.start) != text:
            message = _("This cursor is not one of ours. Begin with the first page.")
            raise ValidationError({CURSOR: [message]})
        self.url, self.total = request.build_absolute_uri(), len(queryset)
        return list(queryset[self.start : self.start + self.size])

    def get_paginated_response(self, data: Any) -> Response:
        end = self.start + self.size
        following = self._at(end) if end < self.total else None
        previous = self._at(max(0, self.start - self.size)) if self.start else None
        return Response({"next": following, "previous": previous, "results": data})

    def _at(self, place: int) -> str:
        return replace_query_param(self.url, CURSOR, str(place))

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [one for one in super().get_schema_operation_parameters(view) if one["name"] != ORDERING]
