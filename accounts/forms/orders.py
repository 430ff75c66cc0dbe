"""An order and its lines, as a rep enters them on a phone."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import OrderKind
from accounts.filters import Day
from accounts.models import Account, Currency, Order, OrderLine, Product
from accounts.services.orders import LineInput, fingerprint
from crm.people.models import User
from crm.shell.forms import Section, helper

_DECIMAL = {"inputmode": "decimal", "autocomplete": "off"}
_HUNDRED = Decimal(100)
MAX_LINES = 500
SALES_TO_CHOOSE = 50


class OrderForm(forms.Form):
    """The head of an order. *account* says whose; *order* is the one being mended."""

    date = forms.DateField(label=_("Date"), widget=Day)
    number = forms.CharField(
        label=_("Number"), max_length=40, required=False, help_text=_("Empty: the next free one.")
    )
    currency = forms.ModelChoiceField(label=_("Currency"), queryset=Currency.objects.all())
    rep = forms.ModelChoiceField(label=_("Rep"), queryset=User.objects.none(), required=False)
    returns = forms.ModelChoiceField(
        label=_("Return of"),
        queryset=Order.objects.none(),
        required=False,
        help_text=_("Prices not given are those of that order."),
    )

    def __init__(
        self,
        *args: Any,
        user: User,
        account: Account,
        kind: OrderKind,
        order: Order | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date"].initial = order.date if order else timezone.localdate()
        self._choose("rep", self._reps(user, order), order.rep if order else user)
        self._choose("currency", Currency.objects.all(), order.currency if order else account.currency)
        if order is not None:
            for name in ("number", "currency", "returns"):
                del self.fields[name]
            self.fields["seen"] = forms.CharField(
                widget=forms.HiddenInput, required=False, initial=fingerprint(order)
            )
        elif kind == OrderKind.RETURN:
            self._choose("returns", self._sales(account))
        else:
            del self.fields["returns"]
        self.helper = helper(Section(_("Order"), *self.fields))

    def _reps(self, user: User, order: Order | None) -> QuerySet[User]:
        """Whom *user* sees, and who has the order already, though they have left or moved."""
        seen = User.objects.visible_to(user).active()
        if order is None or order.rep_id is None:
            return seen
        return User.objects.filter(Q(pk__in=seen.values("pk")) | Q(pk=order.rep_id))

    def _sales(self, account: Account) -> QuerySet[Order]:
        """Return the latest sales of *account*, and the one that the address names."""
        sales = account.orders.filter(kind=OrderKind.SALE).order_by("-date", "-pk")
        latest = list(sales.values_list("pk", flat=True)[:SALES_TO_CHOOSE])
        return sales.filter(Q(pk__in=latest) | Q(pk=self.initial.get("returns") or 0))

    def _choose(self, name: str, rows: Any, initial: Any = None) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows
        field.initial = initial.pk if initial is not None else None


class LineForm(forms.Form):
    """One line; an empty row is no line."""

    product = forms.ModelChoiceField(
        label=_("Product"), queryset=Product.objects.none(), required=False, empty_label=_("Choose a product")
    )
    quantity = forms.DecimalField(
        label=_("Quantity"),
        max_digits=14,
        decimal_places=3,
        min_value=Decimal("0.001"),
        required=False,
        widget=forms.TextInput(attrs=_DECIMAL),
    )
    price = forms.DecimalField(
        label=_("Price"),
        max_digits=14,
        decimal_places=4,
        min_value=Decimal(0),
        required=False,
        widget=forms.TextInput(attrs=_DECIMAL | {"placeholder": _("list price")}),
    )
    discount = forms.DecimalField(
        label=_("Discount (%)"),
        max_digits=5,
        decimal_places=2,
        min_value=Decimal(0),
        max_value=_HUNDRED,
        required=False,
        widget=forms.TextInput(attrs=_DECIMAL),
    )

    def __init__(self, *args: Any, choices: list[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["product"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Product.objects.all()
        field.widget.choices = choices
        for bound in self:
            css = "form-select" if bound.name == "product" else "form-control"
            bound.field.widget.attrs["class"] = css
            bound.field.localize = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        given = [name for name in ("quantity", "price", "discount") if data.get(name) is not None]
        if given and not data.get("product") and "product" not in self.errors:
            self.add_error("product", _("Choose the product of this line."))
        if data.get("product") and data.get("quantity") is None and "quantity" not in self.errors:
            self.add_error("quantity", _("How much?"))
        return data

    def line(self) -> LineInput | None:
        """Return the line as the services take it; None for an empty row."""
        data: Mapping[str, Any] = self.cleaned_data
        if not data.get("product"):
            return None
        discount = (data.get("discount") or Decimal(0)) / _HUNDRED
        return LineInput(data["product"], data["quantity"], data.get("price"), discount)


class LineFormSet(forms.BaseFormSet[LineForm]):
    def lines(self) -> list[LineInput]:
        """Return the lines that were filled in."""
        return [line for form in self.forms if (line := form.line()) is not None]


def line_formset(*, rows: int, order: Order | None, data: QueryDict | None = None) -> LineFormSet:
    """Return the lines of *order* to edit, or of a new one, and *rows* empty ones, at most 500 in all."""
    factory = forms.formset_factory(
        LineForm, formset=LineFormSet, extra=rows, max_num=MAX_LINES, absolute_max=MAX_LINES
    )
    formset = factory(
        data,
        prefix="lines",
        initial=[_initial(order, line) for line in order.lines.all()] if order else [],
        form_kwargs={"choices": _product_choices(order)},
    )
    assert isinstance(formset, LineFormSet)
    return formset


def plain(value: Decimal) -> Decimal:
    """Return *value* without zeros at its end, and without an exponent."""
    short = value.normalize()
    return short if short.as_tuple().exponent <= 0 else short.quantize(Decimal(1))  # type: ignore[operator]


def _initial(order: Order, line: OrderLine) -> dict[str, Any]:
    discount = plain(line.discount * _HUNDRED) if line.discount else None
    return {
        "product": line.product_id,
        "quantity": plain(-line.quantity if order.kind == OrderKind.RETURN else line.quantity),
        "price": plain(line.price),
        "discount": discount,
    }


def _product_choices(order: Order | None) -> list[tuple[Any, Any]]:
    """Return the products sold today, and those of *order*, by family: asked for once for all lines."""
    groups: dict[str, list[tuple[int, str]]] = {}
    wanted = Q(active=True)
    if order is not None:
        wanted |= Q(pk__in=order.lines.values("product"))
    rows = Product.objects.filter(wanted).order_by("family__name", "name").select_related("family")
    for product in rows:
        family = product.family.name if product.family else str(_("Other"))
        unit = f" ({product.unit})" if product.unit else ""
        groups.setdefault(family, []).append((product.pk, f"{product.name}{unit}"))
    return [("", _("Choose a product")), *groups.items()]
