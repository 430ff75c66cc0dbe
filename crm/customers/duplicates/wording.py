"""Why two cards are alike, in words, and as rows keep it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.customers.matching import Reason

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WORDS: Mapping[str, StrOrPromise] = {
    "name.same": gettext_lazy("The names are the same"),
    "name.alike": gettext_lazy("The names are alike (%(percent)s%%)"),
    "name.part": gettext_lazy("One name holds the other"),
    "name.mixed": gettext_lazy("The names share some words"),
    "name.other": gettext_lazy("The names differ"),
    "tax.same": gettext_lazy("The tax number is the same"),
    "tax.other": gettext_lazy("The tax numbers differ"),
    "birth.same": gettext_lazy("Born on the same day"),
    "birth.alike": gettext_lazy("The dates of birth are alike"),
    "birth.year": gettext_lazy("Born in the same year"),
    "birth.other": gettext_lazy("The dates of birth differ"),
    "phone.same": gettext_lazy("They share a phone number"),
    "phone.other": gettext_lazy("The phone numbers differ"),
    "email.same": gettext_lazy("They share an e-mail address"),
    "email.other": gettext_lazy("The e-mail addresses differ"),
    "domain.same": gettext_lazy("They share a web site or mail server"),
    "contact.same": gettext_lazy("They share a contact"),
    "town.same": gettext_lazy("In the same town"),
    "town.alike": gettext_lazy("In the same town or postcode, but not both"),
    "town.other": gettext_lazy("In different towns"),
    "street.same": gettext_lazy("In the same street, at the same number"),
    "street.no_number": gettext_lazy("In the same street, one without a number"),
    "street.other_number": gettext_lazy("In the same street, at another number"),
    "street.only_number": gettext_lazy("The house number is the same, the street is not"),
    "street.other": gettext_lazy("In different streets"),
}


def in_words(reason: Reason) -> str:
    """Return a reason as a line in the reader's language, with its points: "The names differ (−15)"."""
    return _("%(reason)s (%(points)s)") % {
        "reason": without_points(reason),
        "points": f"{reason.points:+}".replace("-", "−"),
    }


def without_points(reason: Reason) -> str:
    """Return a reason as a line in the reader's language: "The names differ"."""
    return str(WORDS[reason.code]) % {"percent": reason.percent}


def as_json(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """Return reasons as a row keeps them."""
    return [reason._asdict() for reason in reasons]


def from_json(stored: Iterable[Mapping[str, Any]]) -> list[Reason]:
    """Return reasons as `as_json` stored them; those of an older release that are not known are left out."""
    return [Reason(**row) for row in stored if row["code"] in WORDS]
