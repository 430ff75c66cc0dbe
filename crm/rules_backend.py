"""Where the rules that admins change are kept: rows, read all at once and remembered for a while."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from constance import settings as constance_settings
from constance.backends.database import DatabaseBackend
from constance.codecs import loads
from django.core.cache import cache
from django.db import transaction

from crm.shell.limits import Limits

_KEY = "rules-changed-by-admins"
_SECONDS = 300


class RulesBackend(DatabaseBackend):
    """Keeps only what an admin changed; everything else is the default of the code.

    A page asks for several rules: one look into the cache, or one query, answers all of them. Reading
    never writes, which the plain backend does for every rule that nobody has changed yet.
    """

    def get(self, key: str) -> Any:
        return self._changed().get(key, constance_settings.CONFIG[key][0])

    def mget(self, keys: Iterable[str]) -> dict[str, Any]:
        changed = self._changed()
        return {key: changed[key] for key in keys if key in changed}

    def set(self, key: str, value: Any) -> None:
        super().set(key, value)
        # At once for this transaction, and again for whoever read the old value until its end.
        cache.delete(_KEY)
        transaction.on_commit(lambda: cache.delete(_KEY))

    def _changed(self) -> dict[str, Any]:
        """The values in the table by their names, of rules that still exist."""
        kept: dict[str, Any] | None = cache.get(_KEY)
        if kept is None:
            rows = self._model._default_manager.values_list("key", "value")
            kept = {
                key: _within_limits(key, loads(value))
                for key, value in rows
                if key in constance_settings.CONFIG
            }
            cache.set(_KEY, kept, _SECONDS)
        return kept


def _within_limits(key: str, value: Any) -> Any:
    limits = constance_settings.CONFIG[key][2]
    return limits.nearest(value) if isinstance(limits, Limits) else value
