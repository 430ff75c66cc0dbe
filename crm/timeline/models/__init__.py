"""What people put on a customer's timeline."""

from crm.timeline.models.attachment import Attachment
from crm.timeline.models.note import Note
from crm.timeline.models.touch import Touch

__all__ = ["Attachment", "Note", "Touch"]
