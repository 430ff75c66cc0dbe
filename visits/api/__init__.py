"""Visits and visit plans in the API."""

from crm.api.registry import register
from visits.api.plans import VisitPlanViewSet
from visits.api.visits import VisitViewSet

register("visits", VisitViewSet)
register("visit-plans", VisitPlanViewSet)
