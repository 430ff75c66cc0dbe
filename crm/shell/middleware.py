"""What no text is, is refused before a page sees it."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict

NUL, API = "\0", "/api/"


class PlainTextMiddleware:
    """Refuses, with 400, a NUL in a query or a form: PostgreSQL cannot hold it, and nobody can type it.

    The API reads and refuses for itself, in its own words.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(API) and (_has_nul(request.GET) or _has_nul(request.POST)):
            raise BadRequest("A text holds the character NUL.")
        return self.get_response(request)


def _has_nul(data: QueryDict) -> bool:
    return any(NUL in value for values in data.lists() for value in (values[0], *values[1]))
