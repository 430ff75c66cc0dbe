"""The feed of a customer and the notes put on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from crm.customers.models import Customer
from crm.shell.access import VisibleMixin
from crm.shell.errors import Refused
from crm.shell.forms import safe_next
from crm.shell.htmx import wants_fragment
from crm.timeline.rendering import feed_context
from crm.timeline.services import add_note


class Feed(VisibleMixin):
    """A page of the feed: alone, or the lines that htmx puts below those already shown."""

    model = Customer

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = feed_context(request, self.get_record())
        template = "timeline/_days.html" if wants_fragment(request) else "timeline/feed.html"
        response = render(request, template, context)
        patch_vary_headers(response, ["HX-Request"])
        return response


class NoteAdd(VisibleMixin):
    """Adds a note; answers htmx with the feed, a plain form with the way back to the card."""

    model = Customer
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        customer = self.get_record()
        error, text = "", request.POST.get("text", "")
        try:
            add_note(customer=customer, by=self.viewer, text=text)
        except Refused as refused:
            error = str(refused)
        if wants_fragment(request):
            context = {**feed_context(request, customer), "error": error, "text": text if error else ""}
            return render(request, "timeline/_feed.html", context, status=422 if error else 200)
        if error:
            messages.error(request, error)
        return HttpResponseRedirect(safe_next(request, customer.get_absolute_url()))
