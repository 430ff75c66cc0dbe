"""The columns of the list of imports."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from crm.exchange.kinds import KINDS
from crm.exchange.models import Import, ImportState
from crm.shell.lists import Column

TONES = {
    ImportState.DONE: "green",
    ImportState.CHECKED: "accent",
    ImportState.UPLOADED: "grey",
    ImportState.CHECKING: "yellow",
    ImportState.RUNNING: "yellow",
    ImportState.UNDOING: "yellow",
    ImportState.REFUSED: "red",
    ImportState.FAILED: "red",
    ImportState.UNDONE: "grey",
}


def state_tag(imported: Import) -> SafeString:
    """The state as a coloured word."""
    tone = TONES[ImportState(imported.state)]
    return format_html('<span class="tag tag--{}">{}</span>', tone, imported.get_state_display())


def kind_title(imported: Import) -> Any:
    kind = KINDS.get(imported.kind)
    return kind.title if kind else imported.kind


COLUMNS = (
    Column(
        key="file",
        label=_("File"),
        render=lambda row: row.file_name,
        detail=kind_title,
        lead=True,
        sort=("file_name",),
    ),
    Column(key="state", label=_("State"), render=state_tag),
    Column(key="created", label=_("New"), render=lambda row: row.counts["created"], numeric=True),
    Column(key="updated", label=_("Changed"), render=lambda row: row.counts["updated"], numeric=True),
    Column(key="refused", label=_("Refused"), render=lambda row: row.counts["refused"], numeric=True),
    Column(key="by", label=_("By"), render=lambda row: row.by, quiet=True),
    Column(
        key="uploaded",
        label=_("Uploaded"),
        render=lambda row: row.created_at,
        sort=("created_at",),
        quiet=True,
    ),
)
