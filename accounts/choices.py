"""Choices of the trading relation (domain.md, D3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Tier(models.TextChoices):
    A = "A", _("A")
    B = "B", _("B")
    C = "C", _("C")
    NEW = "N", _("New")


RATED_TIERS = (Tier.A, Tier.B, Tier.C)


class OrderKind(models.TextChoices):
    SALE = "sale", _("Sale")
    RETURN = "return", _("Return")


class DistanceBand(models.TextChoices):
    NEAR = "near", _("Near")
    MIDDLE = "middle", _("Middle")
    FAR = "far", _("Far")


class Channel(models.TextChoices):
    VISIT = "visit", _("Visit")
    PHONE = "phone", _("Phone")
    MESSAGE = "message", _("Message")
    EMAIL = "email", _("E-mail")
    POST = "post", _("Post")


class SupplyPriority(models.TextChoices):
    FIRST = "first", pgettext_lazy("supply priority", "First")
    NORMAL = "normal", pgettext_lazy("supply priority", "Normal")
    LAST = "last", pgettext_lazy("supply priority", "Last")
