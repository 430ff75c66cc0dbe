"""Writes of the customer file. Every service locks first, then writes record, history and feed together."""

from crm.customers.services.addresses import add_address, remove_address, update_address
from crm.customers.services.archive import archive_customers, restore_customers
from crm.customers.services.cards import create_customer, update_customer
from crm.customers.services.contacts import add_contact, remove_contact, update_contact
from crm.customers.services.merging import merge_customers, undo_merge
from crm.customers.services.ownership import change_owner
from crm.customers.services.preparing import check, check_part, give_to, prepare, prepare_contact
from crm.customers.services.private import change_private, look_at_private, mark_exported
from crm.customers.services.territories import assign_territory
from crm.customers.services.verification import verify_customers

__all__ = [
    "add_address",
    "add_contact",
    "archive_customers",
    "assign_territory",
    "change_owner",
    "change_private",
    "check",
    "check_part",
    "create_customer",
    "give_to",
    "look_at_private",
    "mark_exported",
    "merge_customers",
    "prepare",
    "prepare_contact",
    "remove_address",
    "remove_contact",
    "restore_customers",
    "undo_merge",
    "update_address",
    "update_contact",
    "update_customer",
    "verify_customers",
]
