"""Suggestions for a field that takes a customer's number."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.views.decorators.http import require_GET

from crm.customers.models import Customer
from crm.shell.textsearch import matching

AT_MOST = 10


@login_required
@require_GET
def suggest(request: HttpRequest) -> HttpResponse:
    """Return ``<option>`` elements of customers for what stands in the field that asks."""
    texts = (str(value).strip() for _, value in request.GET.items())
    text = next(filter(None, texts), "")
    rows = Customer.objects.visible_to(request.user).current()  # type: ignore[arg-type]
    found = matching(rows, text).values_list("number", "name", "city")[:AT_MOST] if text else []
    options = ((number, " · ".join(filter(None, [name, city]))) for number, name, city in found)
    return HttpResponse(format_html_join("", '<option value="{}">{}</option>', options))
