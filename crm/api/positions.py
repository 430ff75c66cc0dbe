"""Pages of lines merged from several tables, newest first: feeds and histories."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from crm.api.pagination import CURSOR
from crm.history.merging import Position


def position_of(request: Request) -> Position | None:
    """Return where the asked page begins; None for the first one. What is no position is a 400."""
    text = request.query_params.get(CURSOR, "")
    position = Position.parse(text)
    if text and (position is None or position.pk > 2**62):
        raise ValidationError({CURSOR: [_("This cursor is not one of ours. Begin with the first page.")]})
    return position


def answer(request: Request, results: Any, rest: Position | None) -> Response:
    """Return a page of *results*; *rest* is where the next one begins."""
    url = request.build_absolute_uri()
    following = replace_query_param(url, CURSOR, str(rest)) if rest else None
    return Response({"next": following, "previous": None, "results": results})
