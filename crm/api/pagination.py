"""Pages of the API by key: the four-thousandth page is as quick as the first, and none shifts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from crm.shell.lists import keyset, paging
from crm.shell.lists.columns import Column
from crm.shell.lists.keyset import BadCursorError, Order
from crm.shell.lists.ordering import order_of

PAGE_SIZE, MAX_PAGE_SIZE = 50, 500
CURSOR, SIZE, ORDERING = "cursor", "page_size", "ordering"
PARAMETERS = frozenset({CURSOR, SIZE, ORDERING})
BY_KEY: Mapping[str, Sequence[str]] = {"id": ("pk",)}
_AFTER, _BEFORE = "a", "b"


class CursorPages(BasePagination):
    """50 rows a page, at most 500 by ``?page_size=``, in the order of ``?ordering=``.

    A view offers orders as ``orderings`` (name → fields, the primary key last unless said otherwise)
    and its own as ``default_ordering``; without them rows come by primary key.
    """

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        order = _order(queryset, request, view)
        cursor = request.query_params.get(CURSOR, "")
        direction, text = cursor[:1], cursor[1:]
        if cursor:
            _check_cursor(order, direction, text)
        after, before = (text if direction == side else "" for side in (_AFTER, _BEFORE))
        self.url = request.build_absolute_uri()
        self.page = paging.fetch(queryset, order, size=size_of(request), after=after, before=before)
        return self.page.rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response(
            {
                "next": self._link(_AFTER, self.page.next),
                "previous": self._link(_BEFORE, self.page.previous),
                "results": data,
            }
        )

    def _link(self, direction: str, cursor: str) -> str | None:
        return replace_query_param(self.url, CURSOR, direction + cursor) if cursor else None

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "nullable": True, "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": {**link, "description": "The page after this one; null on the last."},
                "previous": {**link, "description": "The page before this one; null on the first."},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        names = sorted(_orderings(view))
        choices = [sign + name for name in names for sign in ("", "-")]
        words = f"The order of the rows; “-” turns it round. By default {_default(view)}."
        return [
            _parameter(CURSOR, {"type": "string"}, "Where the page begins: taken from `next` or `previous`."),
            _parameter(
                SIZE, {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE, "default": PAGE_SIZE},
                "Rows a page.",
            ),
            _parameter(ORDERING, {"type": "string", "enum": choices}, words),
        ]  # fmt: skip


def _parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}


def _orderings(view: Any) -> Mapping[str, Sequence[str]]:
    return {**BY_KEY, **getattr(view, "orderings", {})}


def _default(view: Any) -> str:
    return getattr(view, "default_ordering", "id")


def _order(queryset: QuerySet[Any], request: Request, view: Any) -> Order:
    asked = request.query_params.get(ORDERING) or _default(view)
    name = asked.removeprefix("-")
    fields = _orderings(view).get(name)
    if fields is None:
        message = _("Rows cannot be ordered by “%(name)s”. Choose one of: %(names)s.")
        names = ", ".join(sorted(_orderings(view)))
        raise ValidationError({ORDERING: [message % {"name": name[:40], "names": names}]})
    column = Column(key=name, label=name, render=str, sort=tuple(fields))
    return order_of(queryset, column, descending=asked.startswith("-"))


def _check_cursor(order: Order, direction: str, cursor: str) -> None:
    try:
        if direction not in (_AFTER, _BEFORE):
            raise BadCursorError(cursor)
        keyset.decode(order, cursor)
    except BadCursorError:
        message = _("This cursor does not belong to this list in this order. Begin with the first page.")
        raise ValidationError({CURSOR: [message]}) from None


def size_of(request: Request) -> int:
    """Return how many rows of a page are asked for; ValidationError for a number that cannot be."""
    text = request.query_params.get(SIZE) or str(PAGE_SIZE)
    size = int(text) if text.isdecimal() and len(text) < 6 else 0
    if not 1 <= size <= MAX_PAGE_SIZE:
        raise ValidationError({SIZE: [_("A number from 1 to %(most)s.") % {"most": MAX_PAGE_SIZE}]})
    return size
