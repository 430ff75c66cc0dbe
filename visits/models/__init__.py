"""Visit plans and visits."""

from visits.models.plan import LeftOut, VisitPlan
from visits.models.visit import Visit

__all__ = ["LeftOut", "Visit", "VisitPlan"]
