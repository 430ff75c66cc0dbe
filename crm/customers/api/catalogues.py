"""Industries and the fields an admin has added: everybody reads them, admins keep them in the admin."""

from __future__ import annotations

import django_filters
from rest_framework import serializers

from crm.api.viewsets import CatalogueViewSet
from crm.customers.choices import CustomerKind, FieldType
from crm.customers.models import CustomField, Industry


class IndustrySerializer(serializers.ModelSerializer[Industry]):
    class Meta:
        model = Industry
        fields = ("id", "name")
        read_only_fields = fields


class CustomFieldSerializer(serializers.ModelSerializer[CustomField]):
    """A field added to the cards. Its values stand in `custom` of a customer under its `key`."""

    choices = serializers.ListField(source="choice_list", child=serializers.CharField(), read_only=True)

    kind = serializers.ChoiceField(
        choices=CustomerKind.choices, allow_blank=True, read_only=True, help_text="Empty: both kinds of card."
    )

    class Meta:
        model = CustomField
        fields = ("id", "key", "label", "type", "choices", "help_text", "kind", "required", "position")
        read_only_fields = fields


class IndustryFilter(django_filters.FilterSet):
    name = django_filters.CharFilter(lookup_expr="icontains")

    class Meta:
        model = Industry
        fields: tuple[str, ...] = ()


class CustomFieldFilter(django_filters.FilterSet):
    type = django_filters.ChoiceFilter(choices=FieldType.choices)
    kind = django_filters.ChoiceFilter(choices=CustomerKind.choices)

    class Meta:
        model = CustomField
        fields: tuple[str, ...] = ()


class IndustryViewSet(CatalogueViewSet):
    """The industries a card can name."""

    queryset = Industry.objects.all()
    serializer_class = IndustrySerializer
    filterset_class = IndustryFilter
    orderings = {"name": ("name",)}
    default_ordering = "name"


class CustomFieldViewSet(CatalogueViewSet):
    """The fields in use that an admin has added to the cards.

    Lists of customers can be filtered by each as `custom_<key>`: numbers by `_min` and `_max`, dates by
    `_after` and `_before`, yes/no by `true` and `false`, texts by a part of them.
    """

    queryset = CustomField.objects.filter(active=True)
    serializer_class = CustomFieldSerializer
    filterset_class = CustomFieldFilter
    orderings = {"position": ("position",)}
    default_ordering = "position"
