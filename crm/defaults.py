"""Every rule an admin can change without a release, gathered from the apps for the admin page.

An app keeps its own in ``<app>/defaults.py``: ``TITLE`` and ``DEFAULTS``, a dictionary of
``NAME: (default, help text, limits)``, or the type where there are none; ``IN_ORDER`` names the pairs that
must keep an order. This module only joins them.
"""

from __future__ import annotations

from typing import Any

import accounts.defaults
import crm.customers.defaults
import crm.exchange.defaults
import crm.jobs.defaults
import crm.timeline.defaults
import prospects.defaults
import visits.defaults
from crm.shell.contradictions import InOrder
from crm.shell.limits import Limits

_SOURCES = (
    crm.customers.defaults,
    crm.timeline.defaults,
    crm.exchange.defaults,
    accounts.defaults,
    prospects.defaults,
    visits.defaults,
    crm.jobs.defaults,
)

CONSTANCE_CONFIG: dict[str, tuple[Any, ...]] = {}
for _source in _SOURCES:
    CONSTANCE_CONFIG.update(_source.DEFAULTS)
# Pairs, as a title in a person's language is no key of a dictionary.
CONSTANCE_CONFIG_FIELDSETS = tuple((_source.TITLE, tuple(_source.DEFAULTS)) for _source in _SOURCES)
RULES_IN_ORDER: tuple[InOrder, ...] = tuple(
    pair for _source in _SOURCES for pair in getattr(_source, "IN_ORDER", ())
)
CONSTANCE_ADDITIONAL_FIELDS = {
    kind: kind.field for _default, _help, kind in CONSTANCE_CONFIG.values() if isinstance(kind, Limits)
}
