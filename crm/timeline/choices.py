"""Kinds of touch and what came of them (domain.md, D1.4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TouchKind(models.TextChoices):
    CALL = "call", _("Phone call")
    LETTER = "letter", _("Advertising letter")
    BROCHURE = "brochure", _("Brochure or promotion material")
    MESSAGE = "message", _("Chat or network message")
    EMAIL = "email", _("E-mail")
    SOUVENIR = "souvenir", _("Souvenir")
    CARD = "card", _("Congratulation or condolence card")
    BIRTHDAY = "birthday", _("Birthday gift")
    FESTIVAL = "festival", _("Festival greeting")
    INVITATION = "invitation", _("Invitation to an event")


class TouchOutcome(models.TextChoices):
    REACHED = "reached", pgettext_lazy("touch", "Reached")
    INTERESTED = "interested", pgettext_lazy("touch", "Interested")
    NOT_NOW = "not_now", pgettext_lazy("touch", "Not now")
    REFUSED = "refused", pgettext_lazy("touch", "Refused")
    NO_ANSWER = "no_answer", pgettext_lazy("touch", "No answer")
    SENT = "sent", pgettext_lazy("touch", "Sent")


class StepKind(models.TextChoices):
    """What the next step is; a visit makes the customer a candidate of the rep's week (D4.1)."""

    CALL = "call", pgettext_lazy("next step", "Call")
    VISIT = "visit", pgettext_lazy("next step", "Visit")
    OTHER = "other", pgettext_lazy("next step", "Other")


# On buttons, where all kinds stand side by side.
SHORT = {
    TouchKind.CALL: pgettext_lazy("touch", "Call"),
    TouchKind.LETTER: pgettext_lazy("touch", "Letter"),
    TouchKind.BROCHURE: pgettext_lazy("touch", "Brochure"),
    TouchKind.MESSAGE: pgettext_lazy("touch", "Message"),
    TouchKind.EMAIL: pgettext_lazy("touch", "E-mail"),
    TouchKind.SOUVENIR: pgettext_lazy("touch", "Souvenir"),
    TouchKind.CARD: pgettext_lazy("touch", "Card"),
    TouchKind.BIRTHDAY: pgettext_lazy("touch", "Birthday gift"),
    TouchKind.FESTIVAL: pgettext_lazy("touch", "Greeting"),
    TouchKind.INVITATION: pgettext_lazy("touch", "Invitation"),
}
ICONS = {
    TouchKind.CALL: "phone",
    TouchKind.LETTER: "mail",
    TouchKind.BROCHURE: "file",
    TouchKind.MESSAGE: "message",
    TouchKind.EMAIL: "mail",
    TouchKind.SOUVENIR: "gift",
    TouchKind.CARD: "mail",
    TouchKind.BIRTHDAY: "gift",
    TouchKind.FESTIVAL: "star",
    TouchKind.INVITATION: "calendar",
}


def usual_outcome(kind: str) -> TouchOutcome:
    """Return what most touches of a kind come to: a call reaches somebody, all else is sent."""
    return TouchOutcome.REACHED if kind == TouchKind.CALL else TouchOutcome.SENT


# What is sent and not spoken: its outcome is known when it leaves.
SENT_KINDS = frozenset(
    {
        TouchKind.LETTER,
        TouchKind.BROCHURE,
        TouchKind.SOUVENIR,
        TouchKind.CARD,
        TouchKind.BIRTHDAY,
        TouchKind.FESTIVAL,
        TouchKind.INVITATION,
    }
)
