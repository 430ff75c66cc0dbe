"""The two kinds of card as abstract models: every row of domain.md D1.1 that is a plain fact.

People (principal, handling contact, decision-maker) are contacts; site, mailing and employer's
address are addresses; party, religion, family, bank account and tax number are private details.
"""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.customers.choices import Loyalty


class OrganisationCard(models.Model):
    """What is asked of an organisation. Sums are in the base currency."""

    short_name = models.CharField(_("short name"), max_length=80, blank=True)
    annual_turnover = models.DecimalField(
        _("annual turnover"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    employees = models.PositiveIntegerField(_("number of employees"), null=True, blank=True)
    brand = models.CharField(_("brand or trade mark"), max_length=120, blank=True)
    registered_capital = models.DecimalField(
        _("registered capital"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    main_customers = models.TextField(_("main customers"), blank=True)
    strength = models.TextField(_("company strength"), blank=True)
    handling_department = models.CharField(_("handling department"), max_length=120, blank=True)
    products_bought = models.TextField(_("products bought today"), blank=True)
    annual_consumption = models.DecimalField(
        _("annual consumption"),
        max_digits=16,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    consumption_unit = models.CharField(_("unit of consumption"), max_length=20, blank=True)
    delivery_method = models.CharField(_("delivery method"), max_length=120, blank=True)
    has_storage = models.BooleanField(_("own storage"), null=True, blank=True)
    storage_capacity = models.CharField(_("storage capacity"), max_length=80, blank=True)
    bank = models.CharField(_("bank"), max_length=120, blank=True)
    incumbent = models.CharField(_("supplied today by"), max_length=160, blank=True)
    incumbent_loyalty = models.CharField(
        _("loyalty to that supplier"), max_length=4, choices=Loyalty.choices, blank=True
    )

    class Meta:
        abstract = True


class IndividualCard(models.Model):
    """What is asked of an individual."""

    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(
        _("year of birth"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1880), MaxValueValidator(2100)],
    )
    occupation = models.CharField(_("occupation"), max_length=120, blank=True)
    employer = models.CharField(_("employer"), max_length=160, blank=True)
    position = models.CharField(_("position"), max_length=120, blank=True)
    best_time_to_call = models.CharField(_("working hours, best time to call"), max_length=120, blank=True)
    place_of_origin = models.CharField(_("place of origin"), max_length=120, blank=True)
    interests = models.TextField(_("interests"), blank=True)
    personality = models.CharField(_("personality"), max_length=200, blank=True)
    favourite_sport = models.CharField(_("favourite sport"), max_length=120, blank=True)
    payment_behaviour = models.CharField(_("payment behaviour"), max_length=200, blank=True)

    class Meta:
        abstract = True
