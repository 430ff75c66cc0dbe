"""The list shell: ``ListPage`` and what its subclasses declare."""

from crm.shell.actions import Action
from crm.shell.lists.bulk import BulkAction
from crm.shell.lists.columns import Column
from crm.shell.lists.keyset import Key
from crm.shell.lists.page import Empty, ListPage

__all__ = ["Action", "BulkAction", "Column", "Empty", "Key", "ListPage"]
