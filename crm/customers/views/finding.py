"""Suggestions for a field that takes a customer's number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.views.decorators.http import require_GET

from crm.customers.forms.pieces import IntroducerField
from crm.customers.models import Contact, Customer
from crm.shell.textsearch import matching

if TYPE_CHECKING:
    from crm.people.models import User

AT_MOST = 10


@login_required
@require_GET
def suggest(request: HttpRequest) -> HttpResponse:
    """Return ``<option>`` elements of customers for what stands in the field that asks.

    The field of the introducer, and it alone, is offered contacts too.
    """
    texts = (str(value).strip() for _, value in request.GET.items())
    text = next(filter(None, texts), "")
    user = cast("User", request.user)
    options = [*_customers(user, text)] if text else []
    if text and "introducer" in request.GET:
        options += _contacts(user, text.rpartition(IntroducerField.BETWEEN)[2])
    return HttpResponse(format_html_join("", '<option value="{}">{}</option>', options))


def _customers(user: User, text: str) -> Iterator[tuple[str, str]]:
    rows = matching(Customer.objects.visible_to(user).current(), text)
    for number, name, city in rows.values_list("number", "name", "city")[:AT_MOST]:
        yield number, " · ".join(filter(None, [name, city]))


def _contacts(user: User, text: str) -> Iterator[tuple[str, str]]:
    rows = Contact.objects.visible_to(user).filter(customer__archived_at=None).select_related("customer")
    for contact in matching(rows, text)[:AT_MOST]:
        yield IntroducerField.words(contact.customer, contact), contact.customer.name
