"""Special and sensitive data: apart from the card, encrypted, and every look recorded (D7.3)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.customers.choices import PrivateField
from crm.customers.encryption import EncryptedTextField
from crm.customers.querysets import CustomerPartQuerySet


class PrivateDetails(models.Model):
    """Party, religion, family (the spouse too), bank account, tax number of one customer.

    ``tax_digest`` is a keyed digest of the folded tax number, so that equal ones can be found without
    reading any.
    """

    customer = models.OneToOneField(
        "customers.Customer", models.CASCADE, related_name="private", verbose_name=_("customer")
    )
    party = EncryptedTextField(_("party"), blank=True, default="")
    religion = EncryptedTextField(_("religion"), blank=True, default="")
    spouse_name = EncryptedTextField(_("spouse's name"), blank=True, default="")
    family_members = EncryptedTextField(_("family members"), blank=True, default="")
    bank_account = EncryptedTextField(_("bank account"), blank=True, default="")
    tax_number = EncryptedTextField(_("tax number"), blank=True, default="")
    tax_digest = models.CharField(max_length=64, blank=True, default="", db_index=True, editable=False)

    objects = CustomerPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("private details")
        verbose_name_plural = _("private details")

    def __str__(self) -> str:
        return str(self.customer_id)


class PrivateLook(models.Model):
    """One look at, or change of, private details: who, when, which. Append-only; values never stored."""

    class Action(models.TextChoices):
        LOOKED = "looked", _("Looked at")
        CHANGED = "changed", _("Changed")
        EXPORTED = "exported", _("Exported")

    customer = models.ForeignKey(
        "customers.Customer", models.CASCADE, related_name="private_looks", verbose_name=_("customer")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), auto_now_add=True)
    action = models.CharField(_("action"), max_length=8, choices=Action.choices)
    fields = models.JSONField(_("fields"), default=list)

    objects = CustomerPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("look at private details")
        verbose_name_plural = _("looks at private details")
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        labels = dict(PrivateField.choices)
        return ", ".join(str(labels.get(name, name)) for name in self.fields)
