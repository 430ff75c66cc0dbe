"""Cards as the API writes and takes them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from crm.api.fields import BaseCurrency, Key, VisibleKey
from crm.customers.api.likely import ConfirmDuplicates
from crm.customers.api.roles import RolesSerializer
from crm.customers.choices import PrivateField
from crm.customers.custom_forms import PREFIX
from crm.customers.fields import ADDRESS_FIELDS, CONTACT_FIELDS, EDITABLE
from crm.customers.models import Address, Contact, Customer, PrivateDetails, PrivateLook
from crm.customers.services.private import MAX_LENGTH
from crm.people.models import Territory, User
from crm.shell.errors import Refused, RefusedMany
from crm.shell.lists.bulk import AT_MOST

READ_ONLY = (
    "id",
    "owner",
    "team",
    "completeness",
    "verified_on",
    "archived_at",
    "merged_into",
    "created_at",
    "updated_at",
)


@extend_schema_field(
    {
        "type": "object",
        "additionalProperties": {
            "nullable": True,
            "oneOf": [{"type": "string"}, {"type": "number"}, {"type": "boolean"}],
        },
    }
)
class CustomValues(serializers.DictField):
    """Values of admin-defined fields by their key; what a value may be, the card's own rules say.

    Numbers come as strings, dates as ISO dates, yes/no as booleans; null takes a value out.
    """

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        values: dict[str, Any] = super().to_internal_value(data)
        text = serializers.CharField(allow_blank=True, trim_whitespace=False)
        for key, value in values.items():
            if isinstance(value, dict | list):
                raise serializers.ValidationError({key[:60]: [_("Give one text, number, date, yes or no.")]})
            if isinstance(value, str):
                text.run_validators(value)
        return values


class CustomerSerializer(serializers.ModelSerializer[Customer]):
    """A card. Fields not sent keep what is stored; private details have an address of their own.

    Sums are in the base currency, `latitude` and `longitude` in degrees (WGS 84).
    """

    serializer_related_field = Key
    custom = CustomValues(required=False)
    introducer = VisibleKey(
        queryset=Customer.objects.all(),
        required=False,
        allow_null=True,
        help_text="The customer who introduced them; null also when you do not see that customer.",
    )
    introducer_contact = VisibleKey(
        queryset=Contact.objects.select_related("customer"),
        required=False,
        allow_null=True,
        help_text="The contact who introduced them; sets `introducer` to that contact's customer.",
    )
    introducer_colleague = Key(
        queryset=User.objects.active(),
        required=False,
        allow_null=True,
        help_text="The colleague who introduced them.",
    )
    territory = VisibleKey(queryset=Territory.objects.all(), required=False, allow_null=True)
    number = serializers.CharField(
        max_length=40, required=False, allow_blank=True, help_text="Empty on a new card: one is given."
    )
    currency = BaseCurrency()
    _introducers: set[int] | None = None

    class Meta:
        model = Customer
        fields = (*READ_ONLY, *sorted(EDITABLE), "currency")
        read_only_fields = READ_ONLY

    def to_representation(self, instance: Customer) -> dict[str, Any]:
        """Leave out an introducer whom the person may not see."""
        shown = super().to_representation(instance)
        if shown["introducer"] is not None and instance.introducer_id not in self._seen_introducers(instance):
            shown["introducer"] = shown["introducer_contact"] = None
        return shown

    def _seen_introducers(self, instance: Customer) -> set[int]:
        """Return which introducers of the page the person may see: one query for all of its rows."""
        if self._introducers is None:
            page: Any = getattr(self.parent, "instance", None) or [instance]
            ids = {row.introducer_id for row in page} - {None}
            rows = Customer.objects.visible_to(self.context["request"].user).filter(pk__in=ids)
            self._introducers = set(rows.values_list("pk", flat=True)) if ids else set()
        return self._introducers


class CardChangeSerializer(CustomerSerializer):
    """Changes of a card."""

    unchanged_since = serializers.DateTimeField(
        required=False,
        write_only=True,
        help_text="`updated_at` as you read it: refused when somebody has changed the card meanwhile.",
    )

    class Meta(CustomerSerializer.Meta):
        fields = (*CustomerSerializer.Meta.fields, "unchanged_since")


class _PartSerializer(serializers.ModelSerializer[Any]):
    customer = VisibleKey(queryset=Customer.objects.all())

    def validate_customer(self, customer: Customer) -> Customer:
        if self.instance is not None and self.instance.customer_id != customer.pk:
            raise serializers.ValidationError(_("It stays on the card it was made for."), code="fixed")
        return customer


class ContactSerializer(RolesSerializer, _PartSerializer):
    """A person at a customer."""

    class Meta:
        model = Contact
        fields = ("id", "customer", *CONTACT_FIELDS, "role", "created_at")
        read_only_fields = ("created_at",)


class AddressSerializer(_PartSerializer):
    """A further address of a customer; the main one stands on the card itself."""

    class Meta:
        model = Address
        fields = ("id", "customer", *ADDRESS_FIELDS)


class NewContactSerializer(RolesSerializer):
    """A person at a new customer."""

    class Meta:
        model = Contact
        fields = (*CONTACT_FIELDS, "role")


class NewAddressSerializer(serializers.ModelSerializer[Address]):
    """A further address of a new customer."""

    class Meta:
        model = Address
        fields = ADDRESS_FIELDS


class NewCustomerSerializer(CustomerSerializer):
    """A new card, with the people and addresses on it. The name and one way to reach them are needed."""

    owner = VisibleKey(
        queryset=User.objects.active(),
        required=False,
        allow_null=True,
        help_text="Only managers give a card to somebody else; without one it is a rep's own, or lies in "
        "the pool of a leader's team.",
    )
    contacts = NewContactSerializer(many=True, required=False)
    addresses = NewAddressSerializer(many=True, required=False)

    class Meta(CustomerSerializer.Meta):
        fields = (*CustomerSerializer.Meta.fields, "contacts", "addresses")
        read_only_fields = tuple(name for name in READ_ONLY if name != "owner")  # type: ignore[assignment]


class CardToAddSerializer(NewCustomerSerializer):
    """A new card, and that it is another than those it is like."""

    confirm_duplicates = ConfirmDuplicates()

    class Meta(NewCustomerSerializer.Meta):
        fields = (*NewCustomerSerializer.Meta.fields, "confirm_duplicates")


class OwnerSerializer(serializers.Serializer[Any]):
    """Who gets the card, and a note for its feed."""

    owner = VisibleKey(queryset=User.objects.active())
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


class OwnersSerializer(OwnerSerializer):
    """Whose owner is to change, and who gets them."""

    customers = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**62), allow_empty=False, max_length=AT_MOST
    )


class ChangedSerializer(serializers.Serializer[Any]):
    """How many changed; those that were so already are not counted."""

    changed = serializers.IntegerField()


class VerifySerializer(serializers.Serializer[Any]):
    """On which day the card was checked; today unless given."""

    on = serializers.DateField(required=False)

    def validate_on(self, day: date) -> date:
        if day > timezone.localdate():
            raise serializers.ValidationError(_("This day is still to come."), code="future")
        return day


class ArchiveSerializer(serializers.Serializer[Any]):
    """Why the card is put aside; stands on its feed."""

    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)


class CompletenessSerializer(serializers.Serializer[Any]):
    """How much of the card is filled, and which rows are not."""

    percent = serializers.IntegerField(min_value=0, max_value=100)
    missing = serializers.ListField(child=serializers.CharField(), help_text="In the person's language.")


class PrivateSerializer(serializers.ModelSerializer[PrivateDetails]):
    """Private details: every look at them is written down."""

    class Meta:
        model = PrivateDetails
        fields = tuple(PrivateField.values)
        extra_kwargs = {name: {"required": False, "max_length": MAX_LENGTH} for name in fields}


class PrivateLookSerializer(serializers.ModelSerializer[PrivateLook]):
    """One look at, or change of, private details; never what they say."""

    by_name = serializers.CharField(source="by.name", read_only=True)
    details = serializers.ListField(child=serializers.CharField(), source="fields", read_only=True)

    class Meta:
        model = PrivateLook
        fields = ("at", "by", "by_name", "action", "details")
        read_only_fields = fields


@contextmanager
def custom_fields_named() -> Iterator[None]:
    """Name custom fields in refusals as the API does: ``custom.key``."""
    try:
        yield
    except RefusedMany as many:
        raise RefusedMany([_renamed(one) for one in many.refusals]) from many
    except Refused as refused:
        raise _renamed(refused) from refused


def _renamed(refused: Refused) -> Refused:
    if refused.field and refused.field.startswith(PREFIX):
        field = f"custom.{refused.field.removeprefix(PREFIX)}"
        return Refused(refused.message, field=field, code=refused.code)
    return refused
