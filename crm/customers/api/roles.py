"""The roles of a contact as the API writes and takes them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from crm.customers.choices import OTHER_CONTACT, ROLES_OR_OTHER, ContactRole
from crm.customers.models import Contact


@extend_schema_serializer(deprecate_fields=["role"])
class RolesSerializer(serializers.ModelSerializer[Contact]):
    """``roles``, and ``role`` for programs that know of one only: written alone it is the only one."""

    roles = serializers.ListField(
        child=serializers.ChoiceField(choices=ContactRole.choices),
        required=False,
        help_text="What they are there, in any order; empty for somebody else at the customer.",
    )
    role = serializers.ChoiceField(
        choices=ROLES_OR_OTHER,
        required=False,
        help_text="The first of `roles`, or `other`. Written alone it becomes the only one.",
    )

    def to_representation(self, instance: Contact) -> dict[str, Any]:
        """Add `role`, which no record has."""
        return super().to_representation(instance) | {"role": next(iter(instance.roles), OTHER_CONTACT)}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Take `role` for `roles` where it stands alone; beside them it has to be one of them."""
        role = attrs.pop("role", None)
        if role is None:
            return attrs
        roles = attrs.setdefault("roles", [] if role == OTHER_CONTACT else [role])
        if role not in (roles or [OTHER_CONTACT]):
            message = _("It is none of the roles sent with it. Send roles alone.")
            raise serializers.ValidationError({"role": [message]}, code="disagree")
        return attrs
