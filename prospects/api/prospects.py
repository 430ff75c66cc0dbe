"""Prospects: added, kept, moved, decided on, given up, won."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import QuerySet
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from crm.api.describing import extend_schema
from crm.api.viewsets import WriteViewSet
from crm.customers.api.likely import LikelyDuplicatesSerializer, refuse_likely
from crm.customers.api.serializers import custom_fields_named
from crm.shell.errors import Refused, RefusedMany
from prospects.api.filters import ProspectApiFilter, filter_of_the_day
from prospects.api.serializers import (
    ConvertSerializer,
    DispositionSerializer,
    GiveUpSerializer,
    NewProspectSerializer,
    PlaceSerializer,
    ProspectChangeSerializer,
    ProspectSerializer,
    ProspectSummarySerializer,
)
from prospects.models import Prospect
from prospects.services import (
    add_prospect,
    convert,
    give_to_pool,
    give_up,
    move_to_stage,
    open_prospect,
    revive,
    set_disposition,
    update_prospect,
)
from prospects.services.opening import FACTS


class ProspectViewSet(WriteViewSet):
    """Prospects of customers you see: efforts to win them.

    Lists hold the open ones unless `state` asks for others, the best qualified first, and can also be
    filtered by each custom field of the cards as `custom_<key>` (see custom fields).
    """

    queryset = Prospect.objects.select_related("customer", "step")
    serializer_class = ProspectSerializer
    list_serializer_class = ProspectSummarySerializer
    new_serializer_class = NewProspectSerializer
    change_serializer_class = ProspectChangeSerializer
    orderings = {
        "score": ("score",),
        "name": ("customer__name",),
        "opened_on": ("opened_on",),
        "stage_since": ("stage_since",),
        "expected_on": ("expected_on",),
        "expected_value": ("expected_value",),
    }
    default_ordering = "-score"

    @property
    def filterset_class(self) -> type[ProspectApiFilter]:
        """The list page's filter and, for a request, the custom fields of the day."""
        asked = getattr(self, "request", None)
        custom = asked is not None and any(name.startswith("custom_") for name in asked.query_params)
        return filter_of_the_day() if custom else ProspectApiFilter

    def get_queryset(self) -> QuerySet[Any]:
        rows = super().get_queryset()
        return rows if self.action == "list" else rows.prefetch_related("products")

    @extend_schema(responses={201: ProspectSerializer, 409: LikelyDuplicatesSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Open an effort: on a customer of the file, or with a new card in one step.

        A card that is like others of the file is not saved but answered with 409, which names them; sent
        again with `confirm_duplicates` it is.
        """
        return super().create(request, *args, **kwargs)

    def write_new(self, values: dict[str, Any]) -> Prospect:
        products, facts = values.pop("products", ()), _facts(values)
        if "customer" in values:
            return open_prospect(customer=values["customer"], by=self.person, facts=facts, products=products)
        card = values["card"]
        if not values["confirm_duplicates"]:
            refuse_likely(card, by=self.person)
        parts = {name: card.pop(name, ()) for name in ("contacts", "addresses")}
        owner = card.pop("owner", None)
        with card_fields_named(), custom_fields_named():
            return add_prospect(
                by=self.person, card=card, facts=facts, owner=owner, products=products, **parts
            )

    def write_changes(self, record: Prospect, values: dict[str, Any]) -> Prospect:
        return update_prospect(
            prospect=record,
            by=self.person,
            facts=_facts(values),
            products=values.get("products"),
            unchanged_since=values.get("unchanged_since"),
        )

    @extend_schema(request=PlaceSerializer, responses=ProspectSerializer)
    @action(detail=True, methods=["post"])
    def stage(self, request: Request, pk: str) -> Response:
        """Move the prospect to a stage that is open and there to a step; winning it is `convert`."""
        prospect = self.get_object()
        given = self.read(PlaceSerializer)
        moved = move_to_stage(
            prospect=prospect,
            stage=given["stage"],
            step=given.get("step"),
            was=given.get("seen"),
            by=self.person,
        )
        return self.answer(moved)

    @extend_schema(request=DispositionSerializer, responses=ProspectSerializer)
    @action(detail=True, methods=["post"])
    def disposition(self, request: Request, pk: str) -> Response:
        """Decide how to go on after a visit: continue, or keep warm."""
        prospect = self.get_object()
        given = self.read(DispositionSerializer)
        return self.answer(set_disposition(prospect=prospect, by=self.person, **given))

    @extend_schema(request=GiveUpSerializer, responses=ProspectSerializer)
    @action(detail=True, methods=["post"], url_path="give-up")
    def give_up(self, request: Request, pk: str) -> Response:
        """Strike the prospect off with a reason; its team owes new names for it (Plan 100).

        With the customer's last effort its visits leave the plan, and appointments are cancelled.
        """
        prospect = self.get_object()
        return self.answer(give_up(prospect=prospect, by=self.person, **self.read(GiveUpSerializer)))

    @extend_schema(request=None, responses=ProspectSerializer)
    @action(detail=True, methods=["post"])
    def revive(self, request: Request, pk: str) -> Response:
        """Take a prospect that was given up on again, in the stage it had."""
        return self.answer(revive(prospect=self.get_object(), by=self.person))

    @extend_schema(request=ConvertSerializer, responses=ProspectSerializer)
    @action(detail=True, methods=["post"])
    def convert(self, request: Request, pk: str) -> Response:
        """Close the prospect as won; `account` is the account, opened when there was none."""
        prospect = self.get_object()
        convert(prospect=prospect, by=self.person, on=self.read(ConvertSerializer).get("won_on"))
        return self.answer(prospect)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"], url_path="to-pool")
    def to_pool(self, request: Request, pk: str) -> Response:
        """Give the prospect to the team's pool; who does not lead the team sees it no more.

        Its visits to come are taken out of the plan, appointments too.
        """
        give_to_pool(prospect=self.get_object(), by=self.person)
        return Response(status=204)


def _facts(values: dict[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in FACTS if name in values}


@contextmanager
def card_fields_named() -> Iterator[None]:
    """Name fields of the card in refusals as the API does: ``card.phone``."""
    try:
        yield
    except RefusedMany as many:
        raise RefusedMany([_on_card(one) for one in many.refusals]) from many
    except Refused as refused:
        raise _on_card(refused) from refused


def _on_card(refused: Refused) -> Refused:
    if refused.field is None or refused.field in FACTS:
        return refused
    return Refused(refused.message, field=f"card.{refused.field}", code=refused.code)
