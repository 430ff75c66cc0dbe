"""The fields of a customer in files: every row of the card (domain.md, D1.1), custom and private ones too."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.customers import custom
from crm.customers.choices import (
    AddressKind,
    ContactRole,
    CustomerKind,
    PrivateField,
)
from crm.customers.choices import (
    FieldType as CustomType,
)
from crm.customers.models import Customer, CustomField
from crm.exchange.fields import Field, FieldType
from crm.exchange.territories import FIELD as TERRITORY_FIELD

# File field → column of the card, where the two differ.
RENAMED = {"address": "street", "owner": "owner_id", "introducer": "introducer_id"}
PLAIN = (
    "kind",
    "name",
    "short_name",
    "address",
    "city",
    "region",
    "postcode",
    "country",
    "phone",
    "mobile",
    "email",
    "messenger",
    "website",
    "annual_turnover",
    "employees",
    "brand",
    "registered_capital",
    "main_customers",
    "strength",
    "handling_department",
    "products_bought",
    "annual_consumption",
    "consumption_unit",
    "delivery_method",
    "has_storage",
    "storage_capacity",
    "bank",
    "incumbent",
    "incumbent_loyalty",
    "credit_standing",
    "introducer_note",
    "birth_date",
    "birth_year",
    "occupation",
    "employer",
    "position",
    "best_time_to_call",
    "place_of_origin",
    "interests",
    "personality",
    "favourite_sport",
    "payment_behaviour",
    "verified_on",
)
SYNONYMS: dict[str, str] = {
    "number": (
        "customer_id customer_number customer_no account_number account_id account_no "
        "client_id location_account id no code customer_code 客户编号 客戶編號 고객번호 거래처코드"
    ),
    "name": (
        "company_name company customer_name business_name account_name organisation "
        "organization client_name firm full_name 公司名称 客户名称 公司名稱 客戶名稱 회사명 고객명 상호"
    ),
    "kind": "customer_kind customer_type",
    "address": ("street street_address address1 address_1 address_line_1 地址 주소"),
    "city": "town 城市 도시",
    "region": "state province county 省",
    "postcode": "postal_code zip zip_code zipcode post_code plz 邮编 郵遞區號 우편번호",
    "country": "country_name 国家 國家 국가",
    "phone": "telephone phone_number tel 电话 電話 전화 전화번호",
    "mobile": "mobile_phone cell cell_phone 手机 手機 휴대폰",
    "email": "e_mail mail email_address 邮箱 電子郵件 이메일",
    "brand": "dba_name dba trade_name trademark",
    "website": "web url homepage web_site",
    "industry": ("industry_name sector branch primary_naics_description naics_description 行业 行業 업종"),
    "owner": ("owner_number owner_id rep rep_id sales_rep salesperson employee_id 负责人 담당자"),
    "coordinates": ("location position_wkt geo geom geometry point lat_lon latlon gps"),
    "latitude": "lat y 纬度 위도",
    "longitude": "lon lng long x 经度 경도",
    "contact": "contact_name contact_person 联系人 聯絡人 담당자명",
    "contact_title": "contact_position contact_job_title",
    "spouse_name": "spouse wife husband partner 配偶 배우자",
    "tax_number": "tax_id vat vat_number vat_id ust_id 税号 統一編號 사업자등록번호",
}
CONTACT_PARTS = {
    "contact": ("name", _("handling contact")),
    "contact_title": ("title", _("handling contact's title")),
    "contact_phone": ("phone", _("handling contact's phone")),
    "contact_email": ("email", _("handling contact's e-mail")),
    "contact_personality": ("personality", _("contact's personality")),
    "contact_interests": ("interests", _("contact's interests")),
}
ROLE_PARTS = {
    "principal": (ContactRole.PRINCIPAL, _("principal")),
    "decision_maker": (ContactRole.DECISION_MAKER, _("decision-maker")),
}
ADDRESS_PARTS = {
    "mailing_address": (AddressKind.MAILING, _("mailing address")),
    "site_address": (AddressKind.SITE, _("factory or site")),
    "delivery_address": (AddressKind.DELIVERY, _("delivery address")),
    "employer_address": (AddressKind.EMPLOYER, _("employer's address")),
}
_REACH = {
    "phone": FieldType.PHONE,
    "mobile": FieldType.PHONE,
    "email": FieldType.EMAIL,
    "website": FieldType.WEBSITE,
}
CUSTOM_PREFIX = "custom."
CUSTOM_TYPES = {
    CustomType.TEXT: FieldType.TEXT,
    CustomType.NUMBER: FieldType.DECIMAL,
    CustomType.DATE: FieldType.DATE,
    CustomType.CHOICE: FieldType.CHOICE,
    CustomType.BOOLEAN: FieldType.BOOLEAN,
}


def customer_fields(definitions: Sequence[CustomField], *, private: bool) -> list[Field]:
    """All fields of a customer; the custom ones as `custom.<key>`, the private ones where switched on."""
    return [
        Field("number", _("number"), max_length=40, synonyms=SYNONYMS["number"]),
        *(_plain_field(name) for name in PLAIN),
        Field(
            "industry",
            _("industry"),
            max_length=240,
            synonyms=SYNONYMS["industry"],
            help=_("By name; one that does not exist yet is added."),
        ),
        Field(
            "owner",
            _("owner"),
            FieldType.REFERENCE,
            reference="users",
            synonyms=SYNONYMS["owner"],
            help=_("The owner's number."),
        ),
        Field(
            "introducer",
            _("introducer"),
            FieldType.REFERENCE,
            reference="customers",
            synonyms="introduced_by introducer_number",
            help=_("The introducing customer's number."),
        ),
        Field(
            "introducer_contact",
            _("introduced by the contact"),
            max_length=160,
            help=_("The name of a contact of the introducing customer."),
        ),
        Field(
            "introducer_colleague",
            _("introduced by the colleague"),
            max_length=40,
            help=_("The colleague's number."),
        ),
        TERRITORY_FIELD,
        Field(
            "coordinates",
            _("coordinates"),
            FieldType.POINT,
            synonyms=SYNONYMS["coordinates"],
            help=_("Latitude, longitude; or POINT (longitude latitude)."),
        ),
        _degrees("latitude", _("latitude"), 90),
        _degrees("longitude", _("longitude"), 180),
        Field(
            "archived_on",
            _("archived on"),
            FieldType.DATE,
            help=_("A new card with such a day comes archived; cards on file stay as they are."),
        ),
        *_part_fields(),
        *(_custom_field(definition) for definition in definitions),
        *(_private_field(name, label, kept=private) for name, label in PrivateField.choices),
    ]


def _plain_field(name: str) -> Field:
    column: Any = Customer._meta.get_field(RENAMED.get(name, name))
    kwargs: dict[str, Any] = {"synonyms": SYNONYMS.get(name, ""), "required": name == "name"}
    if column.choices:
        return Field(name, column.verbose_name, FieldType.CHOICE, choices=dict(column.choices), **kwargs)
    if isinstance(column, models.EmailField):
        return Field(name, column.verbose_name, FieldType.EMAIL, max_length=column.max_length, **kwargs)
    if isinstance(column, models.DecimalField):
        return Field(
            name,
            column.verbose_name,
            FieldType.DECIMAL,
            places=column.decimal_places,
            minimum=Decimal(0),
            maximum=Decimal(10) ** (column.max_digits - column.decimal_places) - 1,
            **kwargs,
        )
    if isinstance(column, models.IntegerField):
        return Field(name, column.verbose_name, FieldType.INTEGER, minimum=Decimal(0), **kwargs)
    if isinstance(column, models.DateField):
        return Field(name, column.verbose_name, FieldType.DATE, **kwargs)
    if isinstance(column, models.BooleanField):
        return Field(name, column.verbose_name, FieldType.BOOLEAN, **kwargs)
    kind = _REACH.get(name, FieldType.TEXT)
    return Field(name, column.verbose_name, kind, max_length=column.max_length, **kwargs)


def _degrees(name: str, label: Any, limit: int) -> Field:
    return Field(
        name,
        label,
        FieldType.DECIMAL,
        places=6,
        minimum=Decimal(-limit),
        maximum=Decimal(limit),
        synonyms=SYNONYMS[name],
        exportable=False,
    )


def _part_fields() -> list[Field]:
    fields = [
        Field(
            name,
            label,
            _REACH.get(part, FieldType.TEXT),
            max_length=_CONTACT_LENGTHS.get(part),
            synonyms=SYNONYMS.get(name, ""),
        )
        for name, (part, label) in CONTACT_PARTS.items()
    ]
    fields += [Field(name, label, max_length=160) for name, (_role, label) in ROLE_PARTS.items()]
    fields += [Field(name, label, max_length=200) for name, (_kind, label) in ADDRESS_PARTS.items()]
    return fields


_CONTACT_LENGTHS = {"name": 160, "title": 120, "phone": 40, "email": 190, "personality": 200}


def _custom_field(definition: CustomField) -> Field:
    return Field(
        CUSTOM_PREFIX + definition.key,
        definition.label,
        CUSTOM_TYPES[CustomType(definition.type)],
        choices={choice: choice for choice in definition.choice_list},
        max_length=custom.MAX_TEXT,
        places=6,
        synonyms=definition.key,
        help=definition.help_text,
    )


def _private_field(name: str, label: Any, *, kept: bool) -> Field:
    return Field(
        name,
        label,
        max_length=500,
        private=True,
        synonyms=SYNONYMS.get(name, ""),
        importable=kept,
        exportable=kept,
        withheld="" if kept else _("Private details are kept only where an admin has switched them on."),
    )


def is_individual(kind: str) -> bool:
    return kind == CustomerKind.INDIVIDUAL
