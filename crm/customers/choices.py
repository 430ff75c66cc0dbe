"""Choices of the customer file (domain.md, D1.1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CustomerKind(models.TextChoices):
    ORGANISATION = "organisation", _("Organisation")
    INDIVIDUAL = "individual", _("Individual")


class ContactRole(models.TextChoices):
    PRINCIPAL = "principal", _("Principal")
    HANDLING = "handling", _("Handling contact")
    DECISION_MAKER = "decision_maker", _("Decision-maker")
    OTHER = "other", _("Other")


class AddressKind(models.TextChoices):
    MAILING = "mailing", _("Mailing address")
    SITE = "site", _("Factory or site")
    DELIVERY = "delivery", _("Delivery address")
    EMPLOYER = "employer", _("Employer's address")
    OTHER = "other", _("Other address")


class Loyalty(models.TextChoices):
    LOW = "low", _("Low")
    HIGH = "high", _("High")


class FieldType(models.TextChoices):
    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")
    CHOICE = "choice", _("Choice")
    BOOLEAN = "boolean", _("Yes or no")


class PrivateField(models.TextChoices):
    """The special and sensitive data of D7.3."""

    PARTY = "party", _("Party")
    RELIGION = "religion", _("Religion")
    SPOUSE = "spouse_name", _("Spouse's name")
    FAMILY = "family_members", _("Family members")
    BANK_ACCOUNT = "bank_account", _("Bank account")
    TAX_NUMBER = "tax_number", _("Tax number")
