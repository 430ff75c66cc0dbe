"""Orders: the list, the card, and the form a rep fills on a phone."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.badges import kind_badge
from accounts.choices import OrderKind
from accounts.filters import OrderFilter
from accounts.finding import by_number
from accounts.forms.orders import MAX_LINES, LineFormSet, OrderForm, line_formset
from accounts.models import Account, Order
from accounts.services.orders import LineInput, change_order, record_order, record_return
from accounts.services.rates import base_currency
from accounts.views.account_deeds import AccountFormPage
from crm.customers.models import Customer
from crm.shell import textsearch
from crm.shell.access import AllowedMixin, VisibleMixin
from crm.shell.actions import Action
from crm.shell.cards import CardPage, Header
from crm.shell.formats import day, money
from crm.shell.forms import ServiceFormPage
from crm.shell.keys import key_of
from crm.shell.lists import Column, Empty, Key, ListPage
from crm.shell.lookup import Found

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FIRST_ROWS = 3  # empty lines of a new order: as many as a phone shows
MORE_ROWS = 5
FOUND, LATEST = 20, 10  # names offered to choose from: found by letters, and before any are typed


class OrderList(ListPage):
    title = gettext_lazy("Orders")
    search_field = "account__customer__search_text"
    search_label = gettext_lazy("Search by number or customer")
    filterset_class = OrderFilter
    default_sort = "-date"
    export_kind = "orders"
    empty = Empty(
        title=gettext_lazy("No orders yet"),
        text=gettext_lazy("Record one from an account, or import them."),
        icon="orders",
    )
    columns = (
        Column(
            key="number",
            label=gettext_lazy("Number"),
            render=lambda row: row.number,
            sort=("number",),
            lead=True,
            detail=lambda row: row.account.customer.name,
        ),
        Column(key="date", label=gettext_lazy("Date"), render=lambda row: row.date, sort=("date",)),
        Column(key="kind", label=gettext_lazy("Kind"), render=kind_badge),
        Column(
            key="net",
            label=gettext_lazy("Net sum"),
            render=lambda row: money(row.net, row.currency_id),
            sort=(Key("net_base", nullable=False),),
            numeric=True,
        ),
        Column(key="rep", label=gettext_lazy("Rep"), render=lambda row: row.rep, sort=("rep__name",)),
    )

    def rows(self) -> QuerySet[Order]:
        return Order.objects.visible_to(self.user).for_list()

    def found(self, *, near: bool = False) -> Found:
        """Find by the number or a part of it first, and by the customer where no number has it."""
        rows: Any = self.filtered_rows()
        numbered = by_number(rows, self.query_text) if self.query_text else None
        if numbered is not None:
            return Found(numbered)
        return super().found(near=near)

    def actions(self) -> Iterable[Action]:
        yield Action(label=_("Record an order"), url=reverse("accounts:order-start"), icon="plus", key="n")


class OrderCard(CardPage):
    model, card = Order, "order"

    def record_rows(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("account__customer", "rep", "returns")

    def header(self) -> Header:
        order: Order = self.record
        account = order.account
        return Header(
            title=order.number,
            badges=[badge for badge in [kind_badge(order)] if badge],
            facts=[day(order.date), money(order.net, order.currency_id), str(order.rep or "")],
            crumbs=[
                (_("Orders"), reverse("accounts:orders")),
                (account.customer.name, account.get_absolute_url()),
            ],
        )

    def actions(self) -> Iterable[Action]:
        order: Order = self.record
        if order.kind == OrderKind.SALE:
            url = reverse("accounts:return-new", args=[order.account_id]) + f"?returns={order.pk}"
            yield Action(label=_("Record a return"), url=url, icon="undo")
        yield Action(
            label=_("Edit"), url=reverse("accounts:order-edit", args=[order.pk]), icon="edit", key="e"
        )


class OrderStart(AllowedMixin):
    """Whose order is it? Finds the account by a few letters, then goes on to the form.

    A customer without an account is offered as well: their first order opens one.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        text = request.GET.get("q", "").strip()
        rows = Account.objects.visible_to(self.viewer).open().select_related("customer")
        if text:
            found = textsearch.find(rows, text, field="customer__search_text", limit=FOUND)
        else:
            found = list(rows.order_by(F("last_order_on").desc(nulls_last=True), "-pk")[:LATEST])
        context = {"q": text, "accounts": found, **self._others(text, wanted=bool(text) or not found)}
        return render(request, "accounts/order_start.html", context)

    def _others(self, text: str, *, wanted: bool) -> dict[str, Any]:
        """Return customers whose first order this would be, and whether there are customers at all."""
        if not wanted:
            return {"has_customers": True}
        rows = Customer.objects.visible_to(self.viewer).current().filter(account=None)
        others = textsearch.find(rows, text, limit=LATEST) if text else list(rows.order_by("-pk")[:LATEST])
        has_customers = bool(others) or Customer.objects.visible_to(self.viewer).exists()
        return {"others": others, "has_customers": has_customers}


class _LinesMixin(ServiceFormPage):
    """The form of an order's head with a table of lines; "more lines" comes back with empty rows."""

    form_class = OrderForm
    template_name = "accounts/order_form.html"
    order: Order | None = None

    @cached_property
    def formset(self) -> LineFormSet:
        if self.request.method == "POST":
            return line_formset(rows=0, order=self.order, data=self.request.POST)
        return line_formset(rows=1 if self.order else FIRST_ROWS, order=self.order)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if "more" in request.POST:
            return self.render_to_response(self.get_context_data(form=form, formset=self._with_more_rows()))
        if form.is_valid() and self.formset.is_valid():
            return self.form_valid(form)
        return self.form_invalid(form)

    def _with_more_rows(self) -> LineFormSet:
        data = self.request.POST.copy()
        data["lines-TOTAL_FORMS"] = str(min(MAX_LINES, self.formset.total_form_count() + MORE_ROWS))
        return line_formset(rows=0, order=self.order, data=data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"formset": self.formset, "order": self.order, **kwargs})

    def lines(self) -> list[LineInput]:
        return self.formset.lines()

    def done_url(self, result: Any) -> str:
        return str(result.get_absolute_url())


class OrderNew(_LinesMixin, AccountFormPage):
    kind = OrderKind.SALE

    def get_title(self) -> StrOrPromise:
        name = self.account.customer.name
        if self.kind == OrderKind.RETURN:
            return _("Goods back from %(name)s") % {"name": name}
        return _("Order of %(name)s") % {"name": name}

    def get_form_kwargs(self) -> dict[str, Any]:
        own = {"user": self.viewer, "account": self.account, "kind": self.kind}
        return super().get_form_kwargs() | own

    def get_initial(self) -> dict[str, Any]:
        currency = self.account.currency or base_currency()
        returns = key_of(self.request.GET.get("returns"))
        given = {"returns": returns} if returns else {}
        return super().get_initial() | {"currency": currency.pk} | given

    def perform(self, form: Any) -> Order:
        record = record_return if self.kind == OrderKind.RETURN else record_order
        return record(account=self.account, lines=self.lines(), by=self.viewer, **form.cleaned_data)

    def done_message(self, result: Any) -> StrOrPromise:
        words = {"number": result.number, "sum": money(result.net, result.currency_id)}
        return _("%(number)s is recorded: %(sum)s.") % words


class ReturnNew(OrderNew):
    kind = OrderKind.RETURN


class OrderEdit(_LinesMixin, VisibleMixin):
    model = Order

    def record_rows(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("account__customer", "account__currency", "currency", "rep")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated:
            self.order = self.get_record()

    def get_title(self) -> StrOrPromise:
        return _("Order %(number)s") % {"number": self.order}

    def get_cancel_url(self) -> str:
        assert self.order is not None
        return self.order.get_absolute_url()

    def get_form_kwargs(self) -> dict[str, Any]:
        assert self.order is not None
        own = {"account": self.order.account, "kind": OrderKind(self.order.kind), "order": self.order}
        return super().get_form_kwargs() | own | {"user": self.viewer}

    def perform(self, form: Any) -> Order:
        assert self.order is not None
        return change_order(order=self.order, lines=self.lines(), by=self.viewer, **form.cleaned_data)

    def done_message(self, result: Any) -> StrOrPromise:
        return _("Saved.")
