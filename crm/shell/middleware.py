"""What no text is, is refused before a page sees it; what a service refuses is said, not a failure."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from crm.shell.errors import Refused
from crm.shell.forms import safe_next
from crm.shell.html import refusal
from crm.shell.htmx import wants_fragment

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


class RefusedMiddleware:
    """Says what a service has refused and no page has caught: a toast where the person came from.

    A refusal has written nothing, so there is nothing to undo. What was asked for by GET has no page to go
    back to, for that may be the one that is refused: it gets a plain page. The API answers for itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refused) or request.path.startswith(API):
            return None
        if request.method != "POST":
            return render(request, "refused.html", {"words": refusal(error)}, status=409)
        messages.error(request, refusal(error))
        url = safe_next(request, _came_from(request))
        return HttpResponseClientRedirect(url) if wants_fragment(request) else HttpResponseRedirect(url)


def _came_from(request: HttpRequest) -> str:
    url = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if url and ours else "/"
