"""Products as a kind of record in files."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Product, ProductFamily
from accounts.rules import sees_costs
from crm.exchange.fields import Field, FieldType
from crm.exchange.modelkind import ModelKind
from crm.exchange.records import Context, Record

if TYPE_CHECKING:
    from crm.people.models import User

TEN_DIGITS = Decimal(10) ** 10 - 1


class ProductKind(ModelKind):
    """Products, found by number. A family that does not exist yet is added. Everybody may see them."""

    name = "products"
    list_url_name = "accounts:products"
    title = gettext_lazy("Products")
    noun = gettext_lazy("product")
    order = 40
    model = Product
    attrs = {
        "number": "number",
        "name": "name",
        "family": "family_id",
        "unit": "unit",
        "price": "price",
        "cost": "cost",
        "active": "active",
    }

    def fields(self) -> Sequence[Field]:
        return _FIELDS

    def may_export_field(self, field: Field, by: User | None) -> bool:
        return field.name != "cost" or by is None or sees_costs(by)

    def visible(self, by: User | None) -> QuerySet[Product]:
        return Product.objects.all()

    def prepare(self, batch: Sequence[Record], existing: Mapping[Hashable, Any], context: Context) -> None:
        context.memory["families"] = {row.name.casefold(): row for row in ProductFamily.objects.all()}

    def attributes(self, record: Record, target: Product, context: Context) -> dict[str, Any]:
        wanted = super().attributes(record, target, context)
        if name := wanted.pop("family_id", None):
            wanted["family_id"] = self._family(name, context)
        elif "family" in record.values:
            wanted["family_id"] = None
        return wanted

    def _family(self, name: str, context: Context) -> int:
        known = context.memory["families"]
        if name.casefold() not in known and context.writing:
            known[name.casefold()] = ProductFamily.objects.create(name=name)
            context.notes[_("Product families added: %(count)s.")] += 1
        family = known.get(name.casefold())
        return family.pk if family else -1

    def export_rows(self, by: User | None) -> QuerySet[Product]:
        return super().export_rows(by).select_related("family")

    def export_value(self, row: Product, field: Field) -> Any:
        if field.name == "family":
            return row.family.name if row.family else None
        return super().export_value(row, field)


_FIELDS = (
    Field(
        "number",
        gettext_lazy("number"),
        required=True,
        max_length=40,
        synonyms=(
            "product_id product_number product_no product_code item_id item_number sku article "
            "article_number id no code 产品编号 產品編號 제품번호 품번"
        ),
    ),
    Field(
        "name",
        gettext_lazy("name"),
        required=True,
        max_length=160,
        synonyms=("product_name product item item_name description title 产品名称 產品名稱 제품명 품명"),
    ),
    Field(
        "family",
        gettext_lazy("family"),
        max_length=120,
        synonyms="product_family category category_name group product_group",
        help=gettext_lazy("By name; one that does not exist yet is added."),
    ),
    Field(
        "unit",
        gettext_lazy("unit"),
        max_length=60,
        synonyms="quantity_per_unit unit_of_measure uom 单位 單位 단위",
    ),
    Field(
        "price",
        gettext_lazy("price"),
        FieldType.DECIMAL,
        places=4,
        minimum=Decimal(0),
        maximum=TEN_DIGITS,
        synonyms="unit_price list_price sales_price 单价 單價 단가",
    ),
    Field(
        "cost",
        gettext_lazy("cost"),
        FieldType.DECIMAL,
        places=4,
        minimum=Decimal(0),
        maximum=TEN_DIGITS,
        synonyms="unit_cost cost_price purchase_price",
    ),
    Field("active", gettext_lazy("sold today"), FieldType.BOOLEAN, synonyms="is_active sold"),
)
