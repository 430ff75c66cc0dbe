"""What every error of the API looks like."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

ERROR_CODES = (
    "invalid",
    "parse_error",
    "authentication_failed",
    "not_authenticated",
    "permission_denied",
    "not_found",
    "method_not_allowed",
    "not_acceptable",
    "unsupported_media_type",
    "likely_duplicates",
    "too_large",
    "idempotency_key_reused",
    "throttled",
    "locked_out",
)


class FieldErrorSerializer(serializers.Serializer[Any]):
    """One thing that is wrong."""

    field = serializers.CharField(
        allow_null=True,
        help_text="Which field, with dots into lists and objects (`lines.0.quantity`); null: the request.",
    )
    code = serializers.CharField(help_text="For programs, such as `required` or `number_taken`.")
    message = serializers.CharField(help_text="For people, in the language of the person.")


class ErrorSerializer(serializers.Serializer[Any]):
    """What every error looks like. Nothing was written."""

    code = serializers.ChoiceField(choices=ERROR_CODES, help_text="The sort of error.")
    message = serializers.CharField(help_text="What is wrong and what to do, in the language of the person.")
    errors = FieldErrorSerializer(  # type: ignore[assignment]
        many=True, help_text="What is wrong with which field; may be empty."
    )
