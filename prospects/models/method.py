"""How customers are found."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.history.base import HistoricalBase
from prospects.choices import MethodGroup


class AcquisitionMethod(models.Model):
    """A way of finding customers (domain.md, D1.2); the list is the admin's to edit.

    ``code`` is its number in files and stays; ``name`` is shown in the reader's language while it is one of
    those the product starts with.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120, unique=True)
    group = models.CharField(_("group"), max_length=12, choices=MethodGroup.choices)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    active = models.BooleanField(_("in use"), default=True)

    history = HistoricalRecords(bases=[HistoricalBase])

    class Meta:
        verbose_name = _("acquisition method")
        verbose_name_plural = _("acquisition methods")
        ordering = ("position", "id")

    def __str__(self) -> str:
        return gettext(self.name)

    @property
    def number(self) -> str:
        """What files call the method."""
        return self.code
