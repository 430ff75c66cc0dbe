"""Rules of the customer file that an admin can change (domain.md, D1.6, D7.3)."""

from django.utils.translation import gettext_lazy as _

TITLE = _("Customer file")
DEFAULTS = {
    "CUSTOMERS_VERIFY_AFTER_MONTHS": (
        12,
        _("Months after which a card that nobody verified goes to the review queue."),
        int,
    ),
    "CUSTOMERS_PRIVATE_FIELDS": (
        False,
        _("Keep party, religion, family, bank account and tax number (special and sensitive data)."),
        bool,
    ),
}
