"""The pages a competent person writes with Django's generic views in an afternoon."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.forms import BaseModelForm
from django.http import HttpResponse
from django.utils import timezone
from django.views.generic import CreateView, DetailView, ListView

from benchmarks.bare.models import Account, Customer, Order, User


def own(rows: QuerySet[Any], user: User, prefix: str) -> QuerySet[Any]:
    """A rep's own rows, a manager's team's, everything for an admin."""
    if user.role == "rep":
        return rows.filter(**{f"{prefix}owner": user})
    if user.role == "manager":
        return rows.filter(**{f"{prefix}team_id": user.team_id})
    return rows


class AccountList(LoginRequiredMixin, ListView):
    template_name = "bare/accounts.html"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[Account]:
        rows = Account.objects.select_related("customer__owner").order_by("customer__name", "id")
        rows = own(rows, self.request.user, "customer__")
        if text := self.request.GET.get("q"):
            rows = rows.filter(customer__name__icontains=text)
        return rows


class AccountDetail(LoginRequiredMixin, DetailView):
    template_name = "bare/account.html"

    def get_queryset(self) -> QuerySet[Account]:
        return own(Account.objects.select_related("customer__owner"), self.request.user, "customer__")


class CustomerDetail(LoginRequiredMixin, DetailView):
    template_name = "bare/customer.html"

    def get_queryset(self) -> QuerySet[Customer]:
        return own(Customer.objects.select_related("owner"), self.request.user, "")


class CustomerCreate(LoginRequiredMixin, CreateView):
    model = Customer
    fields = ["name", "number", "phone", "email", "street", "city", "postcode", "country", "website"]
    template_name = "bare/form.html"

    def form_valid(self, form: BaseModelForm[Customer]) -> HttpResponse:
        customer = form.instance
        customer.owner, customer.team_id = self.request.user, self.request.user.team_id
        customer.kind, customer.custom, customer.completeness = "organisation", {}, 0
        customer.created_at = customer.updated_at = timezone.now()
        return super().form_valid(form)


class OrderList(LoginRequiredMixin, ListView):
    template_name = "bare/orders.html"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[Order]:
        rows = Order.objects.select_related("account__customer", "rep").order_by("-date", "-id")
        return own(rows, self.request.user, "account__customer__")
