"""Products: the list, the card and the form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import rules
from accounts.filters import ProductFilter
from accounts.forms.products import ProductForm
from accounts.models import Product
from accounts.services.products import save_product
from crm.shell.access import VisibleMixin
from crm.shell.actions import Action
from crm.shell.cards import CardPage, Header
from crm.shell.formats import money
from crm.shell.forms import ServiceFormPage
from crm.shell.html import tag
from crm.shell.lists import Column, Empty, Key, ListPage
from crm.shell.lookup import Found

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_COST = Column(
    key="cost",
    label=gettext_lazy("Cost"),
    render=lambda row: money(row.cost, settings.BASE_CURRENCY),
    sort=("cost",),
    numeric=True,
)


class ProductList(ListPage):
    title = gettext_lazy("Products")
    search_field = "name"
    search_label = gettext_lazy("Search products")
    filterset_class = ProductFilter
    default_sort = "name"
    export_kind = "products"
    columns = (
        Column(
            key="name",
            label=gettext_lazy("Name"),
            render=lambda row: row.name,
            sort=("name",),
            lead=True,
            detail=lambda row: row.number,
        ),
        Column(
            key="family",
            label=gettext_lazy("Family"),
            render=lambda row: row.family,
            sort=("family__name",),
        ),
        Column(key="unit", label=gettext_lazy("Unit"), render=lambda row: row.unit),
        Column(
            key="price",
            label=gettext_lazy("Price"),
            render=lambda row: money(row.price, settings.BASE_CURRENCY),
            sort=(Key("price", nullable=False),),
            numeric=True,
        ),
    )

    def get_columns(self) -> Sequence[Column]:
        return (*self.columns, _COST) if rules.sees_costs(self.user) else self.columns

    def get_empty(self) -> Empty:
        title = _("No products yet")
        if self.user.is_admin:
            action = Action(label=_("Import products"), url=f"{reverse('exchange:upload')}?kind=products")
            text = _("Import your list, or write the first one by hand. Orders are made of products.")
            return Empty(title=title, text=text, icon="products", action=action)
        if rules.may_edit_products(self.user):
            action = Action(label=_("New product"), url=reverse("accounts:product-new"))
            return Empty(title=title, text=_("Orders are made of products."), icon="products", action=action)
        return Empty(title=title, text=_("Your manager or an admin adds them."), icon="products")

    def rows(self) -> QuerySet[Product]:
        return Product.objects.visible_to(self.user).select_related("family")

    def found(self, *, near: bool = False) -> Found:
        rows: Any = self.filtered_rows()
        return Found(rows.matching(self.query_text))

    def row_muted(self, row: Any) -> bool:
        return not row.active

    def actions(self) -> Iterable[Action]:
        if rules.may_edit_products(self.user):
            yield Action(label=_("New product"), url=reverse("accounts:product-new"), icon="plus", key="n")


class ProductCard(CardPage):
    model, card = Product, "product"

    def record_rows(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("family")

    def header(self) -> Header:
        product: Product = self.record
        price = money(product.price, settings.BASE_CURRENCY)
        return Header(
            title=product.name,
            badges=[] if product.active else [tag(_("No longer sold"))],
            facts=[product.number, f"{price} / {product.unit}" if product.unit else price],
            crumbs=[(_("Products"), reverse("accounts:products"))],
            muted=not product.active,
        )

    def actions(self) -> Iterable[Action]:
        if rules.may_edit_products(self.viewer):
            url = reverse("accounts:product-edit", args=[self.record.pk])
            yield Action(label=_("Edit"), url=url, icon="edit", key="e")


class ProductNew(ServiceFormPage):
    title = gettext_lazy("New product")
    form_class = ProductForm

    def allows(self, user: Any) -> bool:
        return rules.may_edit_products(user)

    def get_cancel_url(self) -> str:
        return reverse("accounts:products")

    def perform(self, form: Any) -> Product:
        return save_product(facts=form.cleaned_data, by=self.viewer)

    def done_message(self, result: Any) -> StrOrPromise:
        return _("%(name)s is in the catalogue.") % {"name": result.name}


class ProductEdit(VisibleMixin, ServiceFormPage):
    model = Product
    form_class = ProductForm

    def allows(self, user: Any) -> bool:
        return rules.may_edit_products(user)

    def get_title(self) -> StrOrPromise:
        return str(self.get_record().name)

    def get_cancel_url(self) -> str:
        return reverse("accounts:product", args=[self.kwargs["pk"]])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.get_record()}

    def perform(self, form: Any) -> Product:
        return save_product(product=self.get_record(), facts=form.cleaned_data, by=self.viewer)

    def done_message(self, result: Any) -> StrOrPromise:
        return _("Saved. Orders keep the price they were taken at.")
