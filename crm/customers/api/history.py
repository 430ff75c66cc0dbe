"""Field-level history as the API writes it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from crm.history.changes import CHANGED, CREATED, DELETED, Change, Revision

KINDS = {CREATED: "created", CHANGED: "changed", DELETED: "removed"}


class ChangeSerializer(serializers.Serializer[Change]):
    """One field; values as text, null for none. What points to a record is given by its name."""

    field = serializers.CharField(help_text="The field's name; of custom fields `custom.key`.")
    label = serializers.CharField(  # type: ignore[assignment]
        help_text="The field's name in the person's language."
    )
    before = serializers.SerializerMethodField()
    after = serializers.SerializerMethodField()

    def get_before(self, change: Change) -> str | None:
        return _text(change.before)

    def get_after(self, change: Change) -> str | None:
        return _text(change.after)


class RevisionSerializer(serializers.Serializer[Any]):
    """One write: who, when, of what, and which fields."""

    at = serializers.DateTimeField()
    by = serializers.CharField(help_text="The person's name; empty for the system.")
    kind = serializers.SerializerMethodField()
    subject = serializers.CharField(help_text="Empty for the card; else which contact or address.")
    reason = serializers.CharField()
    changes = ChangeSerializer(many=True)

    def get_kind(self, revision: Revision) -> str:
        """`created`, `changed` or `removed`."""
        return KINDS[revision.kind]


class HistoryPageSerializer(serializers.Serializer[Any]):
    """A page of history."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True, help_text="Always null: pages lead backwards only.")
    results = RevisionSerializer(many=True)


def _text(value: object) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
