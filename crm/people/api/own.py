"""Oneself: who the token speaks for, and one's own settings."""

from __future__ import annotations

from typing import Any

from django.forms.models import model_to_dict
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from crm.api.describing import extend_schema
from crm.api.forms import cleaned
from crm.api.viewsets import OnceMixin
from crm.people.api.people import UserSerializer
from crm.people.forms import ProfileForm
from crm.people.models import User
from crm.people.services.profile import OWN_FIELDS, update_profile


class MeSerializer(serializers.ModelSerializer[User]):
    """Yourself. Degrees are WGS 84; the base is where your working day starts."""

    time_zone = serializers.CharField(max_length=60, help_text="A zone such as Europe/Berlin.")

    class Meta:
        model = User
        fields = (*UserSerializer.Meta.fields, "base_name", "base_latitude", "base_longitude")
        read_only_fields = tuple(name for name in fields if name not in OWN_FIELDS)


class Me(OnceMixin):
    """The person the token or session belongs to."""

    @extend_schema(responses=MeSerializer, operation_id="me_retrieve")
    def get(self, request: Request) -> Response:
        """Read yourself: role, team and settings."""
        return Response(MeSerializer(self.person).data)

    @extend_schema(request=MeSerializer, responses=MeSerializer)
    def patch(self, request: Request) -> Response:
        """Change your own settings: what is not sent stays."""
        person = User.objects.get(pk=self.person.pk)
        given = MeSerializer(person, data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        values: dict[str, Any] = model_to_dict(person, OWN_FIELDS) | given.validated_data
        form = cleaned(ProfileForm(values, instance=person))
        return Response(MeSerializer(update_profile(person=person, by=self.person, **form)).data)
