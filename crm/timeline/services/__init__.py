"""Writes of the timeline."""

from crm.timeline.services.files import attach_file, remove_file
from crm.timeline.services.notes import add_note
from crm.timeline.services.steps import finish_step
from crm.timeline.services.touches import log_touch, log_touches, remove_touch, update_touch

__all__ = [
    "add_note",
    "attach_file",
    "finish_step",
    "log_touch",
    "log_touches",
    "remove_file",
    "remove_touch",
    "update_touch",
]
