"""Rules of notes and files that an admin can change."""

from django.utils.translation import gettext_lazy as _

from crm.shell.limits import whole

TITLE = _("Notes and files")
DEFAULTS = {
    "TIMELINE_FILE_MEGABYTES": (20, _("Largest file on a card, in megabytes."), whole(1, 2_000)),
    "TIMELINE_FILE_TYPES": (
        "pdf png jpg jpeg gif webp heic txt csv doc docx xls xlsx ppt pptx odt ods odp eml msg zip",
        _("Endings of the files that may be put on a card, with spaces between."),
        str,
    ),
}
