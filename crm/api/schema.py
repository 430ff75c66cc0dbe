"""The OpenAPI schema: what every operation has in common is said once, here."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework.settings import api_settings

from crm.api.describing import say_all
from crm.api.error_shapes import ErrorSerializer
from crm.api.idempotency import HEADER
from crm.api.models import KEY_LENGTH
from crm.shell.discovery import discover

_KEY = OpenApiParameter(
    name=HEADER,
    location=OpenApiParameter.HEADER,
    type={"type": "string", "maxLength": KEY_LENGTH},
    description=(
        "A text of your own for this one request. Sent again within a day, it gets the first answer again "
        "and nothing is done twice."
    ),
)
_VERBS = {
    "list": "List",
    "retrieve": "Read",
    "create": "Create",
    "partial_update": "Change",
    "destroy": "Remove",
}


class Schema(AutoSchema):
    """Adds errors, the idempotency key and summaries to every operation."""

    def get_override_parameters(self) -> list[Any]:
        parameters: list[Any] = list(super().get_override_parameters())
        return [*parameters, _KEY] if self.method == "POST" and self._logged_in else parameters

    @property
    def _logged_in(self) -> bool:
        return bool(self.view.get_authenticators())

    @property
    def _action(self) -> str:
        return getattr(self.view, "action", None) or ""

    def get_summary(self) -> str | None:
        """Say what an operation does: the verb and the record; of an action, its first sentence."""
        verb = _VERBS.get(self._action)
        rows = getattr(self.view, "queryset", None)
        if verb is None or rows is None:
            first: str = self.get_description().strip().split("\n")[0].removesuffix(".")
            return first or None
        meta = rows.model._meta
        return f"{verb} {meta.verbose_name_plural if verb == 'List' else meta.verbose_name}"

    def get_response_serializers(self) -> Any:
        """Answers to writes look like what is read, whatever the request looked like."""
        own = getattr(self.view, "serializer_class", None)
        if self._action in ("create", "partial_update") and own:
            return own
        return super().get_response_serializers()

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        for status in self._error_statuses():
            bodies.setdefault(status, self._error(status))
        return bodies

    def _error(self, status: str) -> dict[str, Any]:
        body: dict[str, Any] = self._get_response_for_code(ErrorSerializer, status, ["application/json"])
        body["description"] = _MEANINGS[status]
        return body

    def _error_statuses(self) -> list[str]:
        statuses = ["400", "403", "429"]
        if self._logged_in:
            statuses.append("401")
        if "{" in self.path:
            statuses.append("404")
        if self.method in ("POST", "PATCH", "PUT"):
            statuses += ["413", "415"]
        if self.method == "POST" and self._logged_in:
            statuses.append("422")
        return sorted(statuses)


class Generator(SchemaGenerator):
    """Writes the document, of everything that the apps' views and ``schema.py`` say."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Not in the settings: routers look at every attribute of a view, and would load it.
        api_settings.DEFAULT_SCHEMA_CLASS = Schema  # type: ignore[assignment]
        discover("schema")
        # Views that are not loaded yet have said nothing.
        import_module(settings.ROOT_URLCONF)
        say_all()


class LocalTime(OpenApiSerializerFieldExtension):
    """Times are local ones: the format "time" of JSON Schema would ask for an offset."""

    target_class = "rest_framework.fields.TimeField"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        pattern = r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?$"
        return {"type": "string", "pattern": pattern, "example": "09:30:00"}


_MEANINGS = {
    "400": "Something about the request is wrong; nothing was written.",
    "401": "No token or session, or one that does not count any more.",
    "403": "The person may not do this.",
    "404": "There is no such record, or the person may not see it.",
    "413": "The body is too large.",
    "415": "The body is in a format that is not taken here.",
    "422": "The Idempotency-Key was used for another request.",
    "429": "Too many requests; `Retry-After` says in how many seconds to go on.",
}
