"""What the timeline works out again when two cards are merged."""

from __future__ import annotations

from crm.customers.merging.registry import Refresh, refreshes
from crm.timeline.services.touches import refresh_last_touch

refreshes.register(Refresh(key="timeline.last_touch", refresh=refresh_last_touch))
