"""Caps on imported files that an admin can change."""

from django.utils.translation import gettext_lazy as _

from crm.shell.limits import whole

TITLE = _("Import and export")
DEFAULTS = {
    "EXCHANGE_MAX_MEGABYTES": (50, _("Largest file taken in the page, in megabytes."), whole(1, 2_000)),
    "EXCHANGE_MAX_ROWS": (300_000, _("Most rows of one file taken in the page."), whole(1, 10_000_000)),
    "EXCHANGE_MAX_CELL_CHARACTERS": (32_767, _("Most characters in one cell."), whole(1, 1_000_000)),
    "EXCHANGE_KEEP_DAYS": (
        90,
        _("Days after which the file of an import, its bad rows and errors are deleted; the counts stay."),
        whole(1, 3_650),
    ),
}
