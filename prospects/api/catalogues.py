"""Acquisition methods and steps: everybody reads them, admins keep them in the admin."""

from __future__ import annotations

import django_filters
from rest_framework import serializers

from crm.api.viewsets import CatalogueViewSet
from prospects.choices import OPEN_STAGES, MethodGroup
from prospects.models import AcquisitionMethod, Step

STAGES = [(stage.value, stage.label) for stage in OPEN_STAGES]


class MethodSerializer(serializers.ModelSerializer[AcquisitionMethod]):
    """A way of finding customers. `code` is what files call it; `name` is in the person's language."""

    name = serializers.CharField(source="__str__", read_only=True)

    class Meta:
        model = AcquisitionMethod
        fields = ("id", "code", "name", "group", "position", "active")
        read_only_fields = fields


class StepSerializer(serializers.ModelSerializer[Step]):
    """A finer step inside a stage; `probability` of winning in percent."""

    name = serializers.CharField(source="__str__", read_only=True)

    class Meta:
        model = Step
        fields = ("id", "stage", "name", "probability", "position", "active")
        read_only_fields = fields


class MethodFilter(django_filters.FilterSet):
    group = django_filters.ChoiceFilter(choices=MethodGroup.choices)

    class Meta:
        model = AcquisitionMethod
        fields = ("active", "code")


class StepFilter(django_filters.FilterSet):
    stage = django_filters.ChoiceFilter(choices=STAGES)

    class Meta:
        model = Step
        fields = ("active",)


class MethodViewSet(CatalogueViewSet):
    """The ways in which prospects are found; those out of use stay on the prospects they brought."""

    queryset = AcquisitionMethod.objects.all()
    serializer_class = MethodSerializer
    filterset_class = MethodFilter
    orderings = {"position": ("position",), "code": ("code",)}
    default_ordering = "position"


class StepViewSet(CatalogueViewSet):
    """The steps inside the stages of a prospect, with their probability of winning."""

    queryset = Step.objects.all()
    serializer_class = StepSerializer
    filterset_class = StepFilter
    orderings = {"position": ("position",)}
    default_ordering = "position"
