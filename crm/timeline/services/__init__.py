"""Writes of the timeline."""

from crm.timeline.services.files import attach_file, remove_file
from crm.timeline.services.notes import add_note

__all__ = ["add_note", "attach_file", "remove_file"]
