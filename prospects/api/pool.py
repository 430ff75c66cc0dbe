"""The team's pool: its rows, claiming, giving out."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from crm.api.describing import extend_schema
from crm.api.fields import VisibleKey
from crm.api.viewsets import ServiceViewSet
from crm.people.models import User
from prospects import rules
from prospects.api.serializers import ProspectSerializer
from prospects.claims import Claims
from prospects.models import Prospect
from prospects.pool_filter import PoolFilter
from prospects.services import assign_from_pool, claim

VETOES = ("", "other_team", "ceiling", "wait")


class PoolRowSerializer(serializers.ModelSerializer[Prospect]):
    """What the team sees of a prospect that nobody holds; its card opens for who claims it.

    `veto` says why you may not claim it now, empty when you may: it lies in the pool of another team, your
    live list is full, or you lost it a short time ago and wait until `may_claim_on`.
    """

    name = serializers.CharField(source="customer.name", read_only=True)
    city = serializers.CharField(source="customer.city", read_only=True)
    industry = serializers.PrimaryKeyRelatedField[Any](
        source="customer.industry", read_only=True, allow_null=True
    )
    team = serializers.PrimaryKeyRelatedField[Any](source="customer.team", read_only=True)
    colour = serializers.ChoiceField(choices=("green", "yellow", "red", "grey"), read_only=True)
    last_contact = serializers.DateField(read_only=True, allow_null=True)
    last_holder = serializers.CharField(
        read_only=True, allow_null=True, help_text="The name of who lost it to the pool; null: nobody."
    )
    veto = serializers.SerializerMethodField()
    may_claim_on = serializers.SerializerMethodField()

    class Meta:
        model = Prospect
        fields = (
            "id",
            "name",
            "city",
            "industry",
            "team",
            "line",
            "stage",
            "step",
            "colour",
            "score",
            "last_contact",
            "last_holder",
            "veto",
            "may_claim_on",
        )
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(choices=VETOES))
    def get_veto(self, row: Prospect) -> str:
        return self._claims.veto(row)

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_may_claim_on(self, row: Prospect) -> Any:
        return self._claims.may_claim_on(row)

    @property
    def _claims(self) -> Claims:
        claims: Claims = self.context["claims"]
        return claims


class PoolApiFilter(PoolFilter):
    """As the pool's page."""


class GiveOutSerializer(serializers.Serializer[Any]):
    """The rep of the pool's team who shall work on the prospect."""

    rep = VisibleKey(queryset=User.objects.active())


class PoolViewSet(ServiceViewSet):
    """Prospects that nobody holds, in the pools of your team and of those you lead."""

    queryset = Prospect.objects.all()
    serializer_class = PoolRowSerializer
    filterset_class = PoolApiFilter
    orderings = {"score": ("score",), "name": ("customer__name",)}
    default_ordering = "-score"

    def get_queryset(self) -> QuerySet[Any]:
        """Rows of pools; for a claim also those that somebody else has just taken, to be told so."""
        rows: Any = Prospect.objects.all()
        if getattr(self, "swagger_fake_view", False):
            return rows.none()
        rows = rows.was_in_pool_for(self.person) if self.action == "claim" else rows.pool_for(self.person)
        return rows.select_related("customer").with_last_contact().with_last_holder(self.person)

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "claims": Claims(self.person)}

    @extend_schema(request=None, responses=ProspectSerializer)
    @action(detail=True, methods=["post"])
    def claim(self, request: Request, pk: str) -> Response:
        """Take the prospect out of your team's pool: it is yours to work on."""
        return self._card(claim(prospect=self.get_object(), by=self.person))

    @extend_schema(request=GiveOutSerializer, responses=ProspectSerializer)
    @action(detail=True, methods=["post"])
    def give(self, request: Request, pk: str) -> Response:
        """Give the prospect to a rep of the pool's team. For who leads it; ceiling and wait do not bind."""
        prospect = self.get_object()
        self.require(rules.may_give_from_pool(self.person, prospect))
        rep = self.read(GiveOutSerializer)["rep"]
        return self._card(assign_from_pool(prospect=prospect, rep=rep, by=self.person))

    def _card(self, prospect: Prospect) -> Response:
        rows = Prospect.objects.select_related("customer", "step").prefetch_related("products")
        shown = rows.get(pk=prospect.pk)
        return Response(ProspectSerializer(shown, context=self.get_serializer_context()).data)
