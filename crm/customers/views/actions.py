"""What is done to a card by one press: verified, put into the archive, taken out of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from crm.customers.models import Customer
from crm.customers.querysets import CustomerQuerySet
from crm.customers.services import archive_customers, restore_customers, verify_customers
from crm.shell.access import VisibleMixin
from crm.shell.forms import safe_next


class _Press(VisibleMixin):
    """Calls one service with the card and says what was done."""

    model = Customer
    http_method_names = ["post"]

    def act(self, customers: CustomerQuerySet) -> object:
        raise NotImplementedError

    def said(self, customer: Customer) -> str:
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        customer = self.get_record()
        self.act(Customer.objects.filter(pk=customer.pk))
        messages.success(request, self.said(customer))
        return HttpResponseRedirect(safe_next(request, customer.get_absolute_url()))


class Verify(_Press):
    def act(self, customers: CustomerQuerySet) -> object:
        return verify_customers(customers=customers, by=self.viewer)

    def said(self, customer: Customer) -> str:
        return _("%(name)s is verified today.") % {"name": customer.name}


class Archive(_Press):
    def act(self, customers: CustomerQuerySet) -> object:
        return archive_customers(customers=customers, by=self.viewer)

    def said(self, customer: Customer) -> str:
        return _("%(name)s is in the archive.") % {"name": customer.name}


class Restore(_Press):
    def act(self, customers: CustomerQuerySet) -> object:
        return restore_customers(customers=customers, by=self.viewer)

    def said(self, customer: Customer) -> str:
        return _("%(name)s is back from the archive.") % {"name": customer.name}
