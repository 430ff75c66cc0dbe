"""Rules of the customer file that an admin can change (domain.md, D1.6, D7.3)."""

from django.utils.translation import gettext_lazy as _

from crm.shell.contradictions import InOrder
from crm.shell.limits import whole

TITLE = _("Customer file")
DEFAULTS = {
    "CUSTOMERS_VERIFY_AFTER_MONTHS": (
        12,
        _("Months after which a card that nobody verified goes to the review queue."),
        whole(1, 240),
    ),
    "CUSTOMERS_PRIVATE_FIELDS": (
        False,
        _("Keep party, religion, family, bank account and tax number (special and sensitive data)."),
        bool,
    ),
    "CUSTOMERS_DUPLICATE_SCORE": (
        70,
        _("Score (0 to 100) from which two cards are listed as likely duplicates."),
        whole(0, 100),
    ),
    "CUSTOMERS_SIMILAR_SCORE": (
        30,
        _("Score (0 to 100) from which a card is shown as similar while one is added or imported."),
        whole(0, 100),
    ),
    "CUSTOMERS_MERGE_UNDO_DAYS": (
        30,
        _("Days for which a merge of two cards can be undone."),
        whole(0, 3_650),
    ),
}
IN_ORDER = (InOrder("CUSTOMERS_SIMILAR_SCORE", "CUSTOMERS_DUPLICATE_SCORE"),)
