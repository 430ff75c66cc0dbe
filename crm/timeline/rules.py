"""Who may do what with a touch, note or file they can see."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crm.people.models import User
    from crm.timeline.models import Attachment, Touch


def may_remove_file(user: User, attachment: Attachment) -> bool:
    """Whether *user* may take a file off: who put it there, managers above, admins."""
    return attachment.by_id == user.pk or user.is_leading or user.is_admin


def may_change_touch(user: User, touch: Touch) -> bool:
    """Whether *user* may mend or remove a touch: who made it, managers above, admins."""
    return touch.by_id == user.pk or user.is_leading or user.is_admin
