"""The customer file: who they are."""

from crm.customers.models.address import Address
from crm.customers.models.contact import Contact
from crm.customers.models.custom_field import CustomField
from crm.customers.models.customer import Customer
from crm.customers.models.duplicate import DuplicatePair, NotDuplicate
from crm.customers.models.industry import Industry
from crm.customers.models.match_key import MatchKey
from crm.customers.models.merge import Merge
from crm.customers.models.private import PrivateDetails, PrivateLook

__all__ = [
    "Address",
    "Contact",
    "CustomField",
    "Customer",
    "DuplicatePair",
    "Industry",
    "MatchKey",
    "Merge",
    "NotDuplicate",
    "PrivateDetails",
    "PrivateLook",
]
