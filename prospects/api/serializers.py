"""Prospects as the API writes and takes them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Product, ProductFamily
from crm.api.fields import BaseCurrency, Key, VisibleKey
from crm.customers.api.likely import ConfirmDuplicates
from crm.customers.api.serializers import NewCustomerSerializer
from crm.customers.models import Customer
from prospects.api.catalogues import STAGES
from prospects.choices import Answer, Disposition, GiveUpReason, Newcomer
from prospects.models import AcquisitionMethod, Prospect, Step
from prospects.places import Place
from prospects.services.opening import FACTS
from prospects.services.qualifying import score_of

SCORE_PARTS = ("need", "budget", "authority", "timing", "loyalty", "volume")
LIVE = [(one.value, one.label) for one in (Disposition.CONTINUE, Disposition.KEEP_WARM)]


class ScorePartSerializer(serializers.Serializer[Any]):
    """One part of the score: it `earned` so many of the `most` points that it can."""

    code = serializers.ChoiceField(choices=SCORE_PARTS)
    earned = serializers.DecimalField(max_digits=7, decimal_places=2)
    most = serializers.DecimalField(max_digits=7, decimal_places=2)


class ProspectSummarySerializer(serializers.ModelSerializer[Prospect]):
    """One effort to win a customer, for one product line or (`line` is null) for all of them.

    `owner` and `team` are the card's; without an owner it lies in the team's pool. `place` names stage
    and step in one word. `score` is 0 to 100, probabilities are in percent, sums in the base currency.
    """

    customer_number = serializers.CharField(source="customer.number", read_only=True)
    customer_name = serializers.CharField(source="customer.name", read_only=True)
    owner = serializers.PrimaryKeyRelatedField[Any](source="customer.owner", read_only=True, allow_null=True)
    team = serializers.PrimaryKeyRelatedField[Any](source="customer.team", read_only=True, allow_null=True)
    place = serializers.SerializerMethodField()
    colour = serializers.ChoiceField(choices=("green", "yellow", "red", "grey"), read_only=True)
    given_up_reason = serializers.ChoiceField(
        choices=GiveUpReason.choices, allow_blank=True, read_only=True, help_text="Empty: not given up."
    )
    win_probability = serializers.IntegerField(
        min_value=0, max_value=100, allow_null=True, read_only=True, help_text="Null without a step."
    )
    weighted_expectation = serializers.DecimalField(
        max_digits=16, decimal_places=2, allow_null=True, read_only=True
    )
    currency = BaseCurrency()

    class Meta:
        model = Prospect
        fields: tuple[str, ...] = (
            "id",
            "customer",
            "customer_number",
            "customer_name",
            "owner",
            "team",
            *FACTS,
            "stage",
            "step",
            "place",
            "colour",
            "stage_since",
            "disposition",
            "given_up_on",
            "given_up_reason",
            "given_up_note",
            "given_up_early",
            "given_up_by",
            "win_probability",
            "weighted_expectation",
            "currency",
            "score",
            "visits_made",
            "added_by",
            "held_since",
            "won_on",
            "account",
            "updated_at",
        )
        read_only_fields = fields

    def get_place(self, prospect: Prospect) -> str:
        """Where it stands, such as `likely-3`: send it back as `seen` with a move."""
        return str(Place.of(prospect))


class ProspectSerializer(ProspectSummarySerializer):
    """A prospect with its products of interest, and why its score is what it is."""

    products = serializers.PrimaryKeyRelatedField[Any](many=True, read_only=True)
    score_parts = serializers.SerializerMethodField()

    class Meta(ProspectSummarySerializer.Meta):
        fields = (*ProspectSummarySerializer.Meta.fields, "products", "score_parts")
        read_only_fields = fields

    @extend_schema_field(ScorePartSerializer(many=True))
    def get_score_parts(self, prospect: Prospect) -> Any:
        """The parts of the score; their sum, rounded, is the score."""
        return ScorePartSerializer(score_of(prospect).parts, many=True).data


class _FactsSerializer(serializers.Serializer[Any]):
    """The facts of an effort; those of the customer are changed on the card."""

    line = Key(
        queryset=ProductFamily.objects.all(),
        required=False,
        allow_null=True,
        help_text="Null: everything we sell.",
    )
    products = Key(queryset=Product.objects.filter(active=True), many=True, required=False)
    interest = serializers.CharField(max_length=200, required=False, allow_blank=True)
    newcomer = serializers.ChoiceField(choices=Newcomer.choices, required=False)
    hesitation = serializers.CharField(
        max_length=200, required=False, allow_blank=True, help_text="Needed of who hesitates."
    )
    method = Key(queryset=AcquisitionMethod.objects.all(), required=False, help_text="One in use.")
    expected_value = serializers.DecimalField(
        max_digits=14,
        decimal_places=2,
        min_value=0,
        required=False,
        allow_null=True,
        help_text="Expected sales a year, in the base currency.",
    )
    expected_on = serializers.DateField(required=False, allow_null=True)
    need = serializers.ChoiceField(choices=Answer.choices, required=False)
    budget = serializers.ChoiceField(choices=Answer.choices, required=False)
    authority = serializers.ChoiceField(choices=Answer.choices, required=False)
    timing = serializers.ChoiceField(choices=Answer.choices, required=False)
    opened_on = serializers.DateField(required=False, help_text="Today unless you say so; not in the future.")

    def validate_method(self, method: AcquisitionMethod) -> AcquisitionMethod:
        kept = self.instance.method_id if self.instance is not None else None
        if not method.active and method.pk != kept:
            raise serializers.ValidationError(_("This method is out of use."), code="out_of_use")
        return method


class ProspectChangeSerializer(_FactsSerializer):
    """Changed facts of an effort; those of the customer are changed on the card."""

    unchanged_since = serializers.DateTimeField(
        required=False,
        write_only=True,
        help_text="`updated_at` as you read it: refused when somebody has changed it meanwhile.",
    )


class NewProspectSerializer(_FactsSerializer):
    """A new effort: on the `customer` of that key, or with a new `card`. Give one of the two."""

    customer = VisibleKey(queryset=Customer.objects.all(), required=False)
    card = NewCustomerSerializer(required=False)
    confirm_duplicates = ConfirmDuplicates()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("customer" in attrs) == ("card" in attrs):
            message = _("Give either a customer of the file or a new card.")
            raise serializers.ValidationError({"customer": [message]})
        return super().validate(attrs)


class PlaceSerializer(serializers.Serializer[Any]):
    """Where a prospect goes: a stage and, there, a step in use or none."""

    stage = serializers.ChoiceField(choices=STAGES)
    step = Key(queryset=Step.objects.all(), required=False, allow_null=True)
    seen = serializers.CharField(
        max_length=40,
        required=False,
        help_text="The `place` you read: refused when somebody has moved the prospect since.",
    )

    def validate_seen(self, seen: str) -> Place:
        place = Place.parse(seen)
        if place is None:
            raise serializers.ValidationError(_("This is no place of a prospect."))
        return place


class DispositionSerializer(serializers.Serializer[Any]):
    """How to go on with a prospect; giving up is an action of its own."""

    disposition = serializers.ChoiceField(choices=LIVE)


class GiveUpSerializer(serializers.Serializer[Any]):
    """Why a prospect is struck off; before so many visits (a setting) in words as well."""

    reason = serializers.ChoiceField(choices=GiveUpReason.choices)
    note = serializers.CharField(max_length=400, required=False, allow_blank=True)


class ConvertSerializer(serializers.Serializer[Any]):
    """When the prospect was won."""

    won_on = serializers.DateField(
        required=False, help_text="Today unless you say so; not in the future, nor before it was opened."
    )
