"""Likely duplicates, and cards that were merged."""

from __future__ import annotations

from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from crm.api.describing import extend_schema
from crm.api.fields import VisibleKey
from crm.api.viewsets import CreatesMixin, ReadViewSet
from crm.customers.duplicates.wording import from_json, in_words
from crm.customers.merging.counting import rows_moved
from crm.customers.merging.registry import GONE, KEPT
from crm.customers.models import Customer, DuplicatePair, Merge
from crm.customers.rules import may_merge
from crm.customers.services import merge_customers, undo_merge
from crm.customers.services.duplicates import dismiss_pair, start_scan
from crm.customers.views.duplicates import DuplicateFilter
from crm.jobs.api import JobSerializer


class PairedCardSerializer(serializers.ModelSerializer[Customer]):
    """One of two cards, as far as it takes to tell them apart."""

    class Meta:
        model = Customer
        fields = ("id", "number", "name", "city", "owner")
        read_only_fields = fields


class ReasonSerializer(serializers.Serializer[Any]):
    """What was compared, how it came out, and what it adds to the score (negative: takes away)."""

    code = serializers.CharField(help_text="Such as `phone.same` or `name.alike`.")
    points = serializers.IntegerField()
    percent = serializers.IntegerField(help_text="How alike, 0 to 100.")
    text = serializers.CharField(help_text="The same in words.")


class DuplicateSerializer(serializers.ModelSerializer[DuplicatePair]):
    """Two cards that may be one customer, as the last scan found them."""

    a = PairedCardSerializer(read_only=True)
    b = PairedCardSerializer(read_only=True)
    score = serializers.IntegerField(read_only=True, help_text="How surely, 0 to 100.")
    reasons = serializers.SerializerMethodField()

    class Meta:
        model = DuplicatePair
        fields = ("id", "a", "b", "score", "reasons", "found_at")
        read_only_fields = fields

    @extend_schema_field(ReasonSerializer(many=True))
    def get_reasons(self, pair: DuplicatePair) -> list[dict[str, Any]]:
        return [{**reason._asdict(), "text": in_words(reason)} for reason in from_json(pair.reasons)]


class DismissSerializer(serializers.Serializer[Any]):
    """Why they are different, for both feeds."""

    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


class DuplicateViewSet(ReadViewSet):
    """Cards that may be one customer, of those you see both of, still to be decided on."""

    queryset = DuplicatePair.objects.open().for_list()
    serializer_class = DuplicateSerializer
    filterset_class = DuplicateFilter
    orderings = {"score": ("score",)}
    default_ordering = "-score"

    @extend_schema(request=None, responses={202: JobSerializer}, filters=False)
    @action(detail=False, methods=["post"])
    def scan(self, request: Request) -> Response:
        """Look through all cards you see, in the background: answers with the job."""
        job = start_scan(by=self.person)
        return Response(JobSerializer(job, context=self.get_serializer_context()).data, status=202)

    @extend_schema(request=DismissSerializer, responses={204: None})
    @action(detail=True, methods=["post"])
    def dismiss(self, request: Request, pk: str) -> Response:
        """Say that the two are different customers: no scan offers them, until `told-apart` takes it back."""
        serializer = DismissSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        dismiss_pair(pair=self.get_object(), by=self.person, **serializer.validated_data)
        return Response(status=204)


class MergeSerializer(serializers.ModelSerializer[Merge]):
    """Two cards that became one: everything of `gone` went to `kept`."""

    kept = PairedCardSerializer(read_only=True)
    gone = PairedCardSerializer(read_only=True)
    choices = serializers.DictField(
        child=serializers.CharField(), read_only=True, help_text="Whose value stayed, by what differed."
    )
    moved = serializers.SerializerMethodField()
    undo_until = serializers.DateField(read_only=True, help_text="The last day on which it can be undone.")

    class Meta:
        model = Merge
        fields = (
            "id",
            "kept",
            "gone",
            "by",
            "at",
            "choices",
            "moved",
            "undo_until",
            "undone_at",
            "undone_by",
        )
        read_only_fields = fields

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "integer"}})
    def get_moved(self, merge: Merge) -> dict[str, int]:
        """How many rows went over, by their kind."""
        return {str(model._meta.model_name): count for model, count in rows_moved(merge).items()}


class NewMergeSerializer(serializers.Serializer[Any]):
    """Which card stays, which goes into it, and whose value stays where they differ.

    `choices` names fields of the card (`address`, `owner`, `introducer` and `annual_consumption` stand for
    what belongs together), `custom.<key>`, `account.<fact>` (`visit_hours` stands for both of them) and
    `private.<field>`; what it leaves out goes by default: the
    fuller value, else that of the card that was changed later.
    """

    kept = VisibleKey(queryset=Customer.objects.all())
    gone = VisibleKey(queryset=Customer.objects.all())
    choices = serializers.DictField(child=serializers.ChoiceField(choices=[KEPT, GONE]), required=False)


class MergeFilter(django_filters.FilterSet):
    kept = django_filters.NumberFilter(field_name="kept_id")
    gone = django_filters.NumberFilter(field_name="gone_id")
    undone = django_filters.BooleanFilter(
        field_name="undone_at", lookup_expr="isnull", exclude=True, label="Has been undone"
    )

    class Meta:
        model = Merge
        fields: tuple[str, ...] = ()


class MergeViewSet(CreatesMixin):
    """Cards that were merged, the latest first. Merging needs a leader, or two cards of one owner."""

    queryset = Merge.objects.for_list()
    serializer_class = MergeSerializer
    new_serializer_class = NewMergeSerializer
    orderings = {"at": ("at",)}
    default_ordering = "-at"
    filterset_class = MergeFilter

    def write_new(self, values: dict[str, Any]) -> Merge:
        self.require(may_merge(self.person, values["kept"], values["gone"]))
        return merge_customers(by=self.person, **values)

    @extend_schema(request=None, responses=MergeSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: str) -> Response:
        """Make two cards again, every row where it was; what was added since stays with the kept one."""
        merge: Merge = self.get_object()
        self.require(may_merge(self.person, merge.kept, merge.gone))
        return self.answer(undo_merge(merge=merge, by=self.person))
