"""Everything that is stored, by content: to see what a service left as it was."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from simple_history.models import HistoricalChanges

APPS = ("customers", "timeline", "accounts", "prospects", "visits")
# Only ever added to: who, when, what. Feed and history have tests of their own.
APPEND_ONLY = {"customers.Merge", "customers.PrivateLook", "prospects.LedgerEntry"}
# When a row was written last is not what it says.
BOOKKEEPING = {"updated_at"}


def stored() -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table of the business but those append-only, by the name of its model."""
    models = [
        model
        for app in APPS
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        if not issubclass(model, HistoricalChanges) and model._meta.label not in APPEND_ONLY
    ]
    return {model._meta.label: _rows(model) for model in models}


def _rows(model: Any) -> list[tuple[Any, ...]]:
    names = [field.attname for field in model._meta.concrete_fields if field.name not in BOOKKEEPING]
    rows = [tuple((name, _plain(getattr(row, name))) for name in names) for row in model._base_manager.all()]
    return sorted(rows, key=repr)


def _plain(value: Any) -> Any:
    return str(value) if hasattr(value, "url") else value
