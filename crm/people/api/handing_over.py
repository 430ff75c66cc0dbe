"""Hand a territory, or everything a leaver keeps, to another person."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from crm.api.describing import extend_schema
from crm.api.fields import VisibleKey
from crm.api.viewsets import OnceMixin
from crm.people.models import Territory, User
from crm.people.rules import may_hand_over
from crm.people.services.handing_over import hand_over


class HandOverSerializer(serializers.Serializer[Any]):
    """From whom, to whom, and whether only one territory."""

    giver = VisibleKey(queryset=User.objects.all())
    taker = VisibleKey(queryset=User.objects.active())
    territory = VisibleKey(
        queryset=Territory.objects.all(), required=False, allow_null=True, help_text="None: everything."
    )
    note = serializers.CharField(
        max_length=300, required=False, allow_blank=True, help_text="Stands on the feed of each customer."
    )


class HandedOverSerializer(serializers.Serializer[Any]):
    """How many records moved, by their kind."""

    moved = serializers.DictField(child=serializers.IntegerField())


class HandOver(OnceMixin):
    """Handing records over."""

    @extend_schema(request=HandOverSerializer, responses=HandedOverSerializer)
    def post(self, request: Request) -> Response:
        """Hand all records of a person, or those of one territory, to another.

        For leaders and admins, among the people they see.
        """
        self.require(may_hand_over(self.person))
        given = HandOverSerializer(data=request.data, context={"request": request})
        given.is_valid(raise_exception=True)
        return Response({"moved": hand_over(by=self.person, **given.validated_data)})
