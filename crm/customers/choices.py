"""Choices of the customer file (domain.md, D1.1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CustomerKind(models.TextChoices):
    ORGANISATION = "organisation", _("Organisation")
    INDIVIDUAL = "individual", _("Individual")


class ContactRole(models.TextChoices):
    """What somebody is at a customer; in a small firm one person is all of it (docs/adr/0021)."""

    PRINCIPAL = "principal", _("Principal")
    HANDLING = "handling", _("Handling contact")
    DECISION_MAKER = "decision_maker", _("Decision-maker")

    @property
    def column(self) -> str:
        """The column of ``Contact`` that says who has the role."""
        return f"is_{self.value}"


# What filters and files call somebody without any role.
OTHER_CONTACT = "other"
ROLES_OR_OTHER = (*ContactRole.choices, (OTHER_CONTACT, _("Other")))


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
