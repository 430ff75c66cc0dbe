"""Caps on imported files that an admin can change."""

from django.utils.translation import gettext_lazy as _

TITLE = _("Import and export")
DEFAULTS = {
    "EXCHANGE_MAX_MEGABYTES": (50, _("Largest file taken in the page, in megabytes."), int),
    "EXCHANGE_MAX_ROWS": (300_000, _("Most rows of one file taken in the page."), int),
    "EXCHANGE_MAX_CELL_CHARACTERS": (32_767, _("Most characters in one cell."), int),
}
