from prospects.models.campaign import Campaign, CampaignDay, CampaignMember
from prospects.models.ledger import LedgerEntry
from prospects.models.method import AcquisitionMethod
from prospects.models.pool import PoolMove
from prospects.models.prospect import Prospect
from prospects.models.step import Step

__all__ = [
    "AcquisitionMethod",
    "Campaign",
    "CampaignDay",
    "CampaignMember",
    "LedgerEntry",
    "PoolMove",
    "Prospect",
    "Step",
]
