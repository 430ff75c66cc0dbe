"""Who may do what with files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm.exchange.kinds import KINDS, Kind
from crm.exchange.models import Import, ImportState

if TYPE_CHECKING:
    from crm.people.models import User


def importable_kinds(user: User) -> list[Kind]:
    """The kinds this person may import."""
    return [kind for kind in KINDS if kind.may_import(user)]


def exportable_kinds(user: User) -> list[Kind]:
    """The kinds this person may export; of each they get what they may see."""
    return [kind for kind in KINDS if kind.may_export(user)]


def may_undo(user: User, imported: Import) -> bool:
    """Whether this person may take the import back: whoever ran it, and admins."""
    return imported.state == ImportState.DONE and (user.is_admin or imported.by_id == user.pk)
