"""Pairs of cards of which somebody said that they are not the same, and the way back."""

from __future__ import annotations

from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from crm.api.describing import extend_schema
from crm.api.viewsets import ReadViewSet
from crm.customers.api.duplicates import PairedCardSerializer
from crm.customers.models import NotDuplicate
from crm.customers.services.duplicates import reconsider_pair


class ToldApartSerializer(serializers.ModelSerializer[NotDuplicate]):
    """Two cards of which somebody said that they are different customers."""

    a = PairedCardSerializer(read_only=True)
    b = PairedCardSerializer(read_only=True)

    class Meta:
        model = NotDuplicate
        fields = ("id", "a", "b", "by", "at", "note")
        read_only_fields = fields


class ToldApartViewSet(ReadViewSet):
    """Cards that were told apart, of those you see both of, the latest first: no scan offers them."""

    queryset = NotDuplicate.objects.for_list()
    serializer_class = ToldApartSerializer
    orderings = {"at": ("at",)}
    default_ordering = "-at"

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: str) -> Response:
        """Take back that the two are different: those still alike are among `duplicates` again at once."""
        reconsider_pair(told=self.get_object(), by=self.person)
        return Response(status=204)
