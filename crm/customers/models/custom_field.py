"""Fields that an admin adds to the cards."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.customers.choices import CustomerKind, FieldType
from crm.history.base import HistoricalBase


class CustomField(models.Model):
    """One admin-defined field; its values lie in ``Customer.custom`` under ``key``.

    Numbers are stored as strings of decimals, dates as ISO dates, so that JSON keeps them exact.
    """

    key = models.CharField(
        _("key"),
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(r"^[a-z][a-z0-9_]*$", _("Small letters, digits and underscores, a letter first."))
        ],
    )
    label = models.CharField(_("label"), max_length=80)
    type = models.CharField(_("type"), max_length=8, choices=FieldType.choices, default=FieldType.TEXT)
    choices = models.TextField(_("choices"), blank=True, help_text=_("One choice a line."))
    help_text = models.CharField(_("help"), max_length=200, blank=True)
    kind = models.CharField(
        _("only for"),
        max_length=12,
        choices=CustomerKind.choices,
        blank=True,
        help_text=_("Empty: both kinds of card."),
    )
    required = models.BooleanField(_("required"), default=False)
    in_list = models.BooleanField(_("column in the list"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    history = HistoricalRecords(bases=[HistoricalBase])

    class Meta:
        verbose_name = _("custom field")
        verbose_name_plural = _("custom fields")
        ordering = ("position", "id")
        constraints = (
            models.CheckConstraint(
                condition=~Q(type=FieldType.CHOICE) | ~Q(choices=""), name="custom_choice_has_choices"
            ),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def choice_list(self) -> list[str]:
        """The choices, in the admin's order."""
        return [line.strip() for line in self.choices.splitlines() if line.strip()]
