"""The visits made, for efforts and campaigns to count (domain.md, D1.2, D1.3, D1.5)."""

from __future__ import annotations

from prospects.visited import VisitTable, visit_tables
from visits.models import Visit

visit_tables.register(VisitTable(key="visits", made=Visit.objects.made))
