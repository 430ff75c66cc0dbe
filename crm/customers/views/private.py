"""Private details: shown after a press that is written down, and changed there (domain.md, D7.3).

For whoever may not see them the pages do not exist.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from crm.customers.forms import PrivateForm
from crm.customers.models import Customer
from crm.customers.rules import may_see_private
from crm.customers.services import change_private, look_at_private
from crm.shell.access import VisibleMixin
from crm.shell.errors import Refused
from crm.shell.forms import add_refusal


class _PrivatePage(VisibleMixin):
    model = Customer
    http_method_names = ["post"]

    def get_customer(self) -> Customer:
        customer: Customer = self.get_record()
        if not may_see_private(self.viewer, customer):
            raise Http404
        return customer

    def page(self, customer: Customer, form: PrivateForm, status: int = 200) -> HttpResponse:
        context = {"customer": customer, "form": form}
        response = render(self.request, "customers/private.html", context, status=status)
        add_never_cache_headers(response)
        return response


class PrivateShow(_PrivatePage):
    """Shows the details; that somebody looked is written in the same request."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        customer = self.get_customer()
        details = look_at_private(customer=customer, by=self.viewer)
        return self.page(customer, PrivateForm(kind=customer.kind, details=details))


class PrivateSave(_PrivatePage):
    """Changes the details; the record says which, never what."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        customer = self.get_customer()
        form = PrivateForm(request.POST, kind=customer.kind)
        if form.is_valid():
            try:
                change_private(customer=customer, by=self.viewer, values=form.cleaned_data)
            except Refused as refused:
                add_refusal(form, refused)
            else:
                messages.success(request, _("The private details are saved."))
                return HttpResponseRedirect(f"{customer.get_absolute_url()}?tab=private")
        return self.page(customer, form, status=422)
