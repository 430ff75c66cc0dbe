"""Choices of the effort to win a customer (domain.md, D1.2, D1.3)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(models.TextChoices):
    """How near the first order is; each has its colour (D1.3)."""

    POTENTIAL = "potential", _("Potential")
    LIKELY = "likely", _("Likely soon")
    WON = "won", _("Won")

    @property
    def colour(self) -> str:
        return {"potential": "green", "likely": "yellow", "won": "red"}[self.value]


OPEN_STAGES = (Stage.POTENTIAL, Stage.LIKELY)
STRUCK_OFF_COLOUR = "grey"


class Disposition(models.TextChoices):
    """What is decided after a visit (D1.3)."""

    CONTINUE = "continue", _("Continue")
    KEEP_WARM = "keep_warm", _("Keep warm")
    GIVEN_UP = "given_up", _("Given up")


LIVE_DISPOSITIONS = (Disposition.CONTINUE, Disposition.KEEP_WARM)


class Newcomer(models.TextChoices):
    """Which kind of newcomer the effort is about (D1.3)."""

    NEVER_BOUGHT = "never_bought", _("Never bought")
    HESITATING = "hesitating", _("Hesitating")
    LAPSED = "lapsed", _("Lapsed")
    OTHER_PRODUCT = "other_product", _("Existing account, other product")


class GiveUpReason(models.TextChoices):
    NO_NEED = "no_need", _("No need")
    NO_BUDGET = "no_budget", _("No budget")
    RIVAL = "rival", _("Stays with the rival")
    PRICE = "price", _("Our price")
    UNREACHABLE = "unreachable", _("Cannot be reached")
    UNSUITABLE = "unsuitable", _("Does not suit us")
    CREDIT = "credit", _("Bad credit standing")
    CLOSED = "closed", _("Closed or moved away")
    OTHER = "other", pgettext_lazy("reason", "Other")


class MethodGroup(models.TextChoices):
    """The groups of the methods catalogue (D1.2)."""

    NETWORK = "network", _("Personal network")
    CUSTOMERS = "customers", _("Existing customers")
    CANVASSING = "canvassing", _("Direct canvassing")
    MEDIA = "media", _("Data and media")


class Answer(models.IntegerChoices):
    """An answer to one question of the qualification."""

    UNKNOWN = 0, _("Not known")
    WEAK = 1, pgettext_lazy("qualification", "Weak")
    FAIR = 2, pgettext_lazy("qualification", "Fair")
    STRONG = 3, pgettext_lazy("qualification", "Strong")


class EffortOrder(models.IntegerChoices):
    """In which order efforts are made (D1.1): accounts before names, and names by their rival's hold."""

    MAJOR_ACCOUNT = 1, _("Major account")
    MINOR_ACCOUNT = 2, _("Minor account")
    LOW_LOYALTY = 3, _("Low loyalty to the rival")
    NOT_KNOWN = 4, _("Loyalty to the rival not known")
    HIGH_LOYALTY = 5, _("High loyalty to the rival")


class LedgerKind(models.TextChoices):
    """What changes the debt of Plan 100 (D1.3)."""

    STRUCK_OFF = "struck_off", _("Struck off")
    REVIVED = "revived", _("Revived")
    NEW_NAME = "new_name", _("New name")
    MERGED = "merged", _("Merged with another name")


class PoolMoveKind(models.TextChoices):
    """How a prospect comes into the team's pool and out of it (D1.3)."""

    RETURNED = "returned", _("Returned to the pool")
    RELEASED = "released", _("Given to the pool")
    CLAIMED = "claimed", _("Claimed from the pool")
    ASSIGNED = "assigned", _("Given out of the pool")


class CampaignState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("campaign", "Planned")
    RUNNING = "running", pgettext_lazy("campaign", "Running")
    CLOSED = "closed", pgettext_lazy("campaign", "Closed")
