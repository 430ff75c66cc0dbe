"""Prospects and their catalogues in the API."""

from crm.api.registry import register
from prospects.api.campaigns import CampaignMemberViewSet, CampaignViewSet
from prospects.api.catalogues import MethodViewSet, StepViewSet
from prospects.api.pool import PoolViewSet
from prospects.api.prospects import ProspectViewSet
from prospects.api.quota import LedgerViewSet, Plan100ViewSet

register("prospects", ProspectViewSet)
register("acquisition-methods", MethodViewSet)
register("steps", StepViewSet)
register("pool", PoolViewSet, basename="pool")
register("plan-100", Plan100ViewSet, basename="plan-100")
register("ledger-entries", LedgerViewSet)
register("campaigns", CampaignViewSet)
register("campaign-members", CampaignMemberViewSet)
