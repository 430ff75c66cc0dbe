"""Contacts as a kind of record in files."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from crm.customers.choices import OTHER_CONTACT, ROLES_OR_OTHER, ContactRole
from crm.customers.models import Contact, Customer
from crm.customers.services.preparing import prepare_contact
from crm.exchange.fields import Field, FieldType
from crm.exchange.locks import lock_keys
from crm.exchange.modelkind import ModelKind
from crm.exchange.records import Context, Record
from crm.exchange.refreshing import refresh_cards
from crm.shell.textsearch import fold

if TYPE_CHECKING:
    from crm.people.models import User

COLUMNS = (
    "name",
    "title",
    "department",
    "phone",
    "mobile",
    "email",
    "messenger",
    "birthday",
    "interests",
    "personality",
)


class ContactKind(ModelKind):
    """People at customers. They have no number: customer and name together find one."""

    name = "contacts"
    list_url_name = "customers:list"
    title = _("Contacts")
    order = 30
    keys = ("customer", "name")
    model = Contact
    attrs = {"customer": "customer_id", **{name: name for name in COLUMNS}}
    derived = ("search_text",)

    def fields(self) -> Sequence[Field]:
        return _FIELDS

    def may_import(self, by: User | None) -> bool:
        return True

    def key_of(self, record: Record) -> Hashable | None:
        customer, name = record.values.get("customer"), record.values.get("name")
        return (customer, fold(name)) if customer and name else None

    def find(self, numbers: Sequence[str], by: User | None) -> dict[str, int]:
        return {}

    def hold(self, batches: Iterable[Sequence[Record]], context: Context) -> None:
        lock_keys(Customer, {record.values.get("customer") for batch in batches for record in batch} - {None})

    def hold_for_undo(self, import_id: int) -> None:
        mine = Contact.history.model.objects.filter(job_id=import_id)
        lock_keys(Customer, set(mine.values_list("customer_id", flat=True)))
        super().hold_for_undo(import_id)

    def existing(self, batch: Sequence[Record], context: Context) -> dict[Hashable, Any]:
        customers = {record.values["customer"] for record in batch if record.values.get("customer")}
        # As everybody who writes to a card: the card is locked first, then what hangs on it.
        list(self.lockable(Customer.objects.filter(pk__in=customers).only("pk"), context))
        rows = self.lockable(Contact.objects.filter(customer__in=customers), context).order_by("-pk")
        return {(row.customer_id, fold(row.name)): row for row in rows}

    def attributes(self, record: Record, target: Contact, context: Context) -> dict[str, Any]:
        wanted = super().attributes(record, target, context)
        if "role" in record.values:
            roles = record.values["role"] or ()
            wanted |= {role.column: role in roles for role in ContactRole}
        return wanted

    def before_write(self, created: Sequence[Record], updated: Sequence[Record], context: Context) -> None:
        for record in (*created, *updated):
            assert isinstance(record.target, Contact)
            prepare_contact(record.target)

    def after_write(self, written: Sequence[Record], context: Context) -> None:
        refresh_cards(sorted({record.values["customer"] for record in written}))

    def after_undo(self, touched: Mapping[type[Model], Sequence[Any]], by: User | None) -> None:
        history = Contact.history.model.objects.filter(id__in=touched.get(Contact, ()))
        refresh_cards(sorted(set(history.values_list("customer_id", flat=True))))

    def export_value(self, row: Contact, field: Field) -> Any:
        """The roles as the import takes them back: all in one cell, and a word where there is none."""
        if field.name == "role":
            return ", ".join(row.roles) or OTHER_CONTACT
        return super().export_value(row, field)

    def export_rows(self, by: User | None) -> Any:
        return super().export_rows(by).select_related("customer")


_FIELDS = (
    Field(
        "customer",
        _("customer"),
        FieldType.REFERENCE,
        required=True,
        reference="customers",
        max_length=40,
        synonyms=("customer_id customer_number account account_number company_id 客户编号 고객번호"),
    ),
    Field(
        "name", _("name"), required=True, max_length=160, synonyms="contact_name full_name contact 姓名 이름"
    ),
    Field(
        "role",
        _("role"),
        FieldType.CHOICES,
        choices=dict(ROLES_OR_OTHER),
        synonyms="roles contact_role contact_roles",
        help=_("One or several, as “principal, decision_maker”."),
    ),
    Field("title", _("title"), max_length=120, synonyms="contact_title job_title position"),
    Field("department", _("department"), max_length=120),
    Field("phone", _("phone"), FieldType.PHONE, max_length=40, synonyms="telephone phone_number tel"),
    Field("mobile", _("mobile"), FieldType.PHONE, max_length=40, synonyms="mobile_phone cell"),
    Field("email", _("e-mail"), FieldType.EMAIL, max_length=190, synonyms="e_mail mail email_address"),
    Field("messenger", _("messenger id"), max_length=80, synonyms="wechat kakaotalk line whatsapp"),
    Field("birthday", _("birthday"), FieldType.DATE, synonyms="birth_date date_of_birth dob"),
    Field("interests", _("interests")),
    Field("personality", _("personality"), max_length=200),
)
