"""A prospect: one effort to win a customer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.history.base import HistoricalBase
from prospects.choices import (
    LIVE_DISPOSITIONS,
    OPEN_STAGES,
    STRUCK_OFF_COLOUR,
    Answer,
    Disposition,
    GiveUpReason,
    Newcomer,
    Stage,
)
from prospects.querysets import ProspectQuerySet

OPEN = Q(stage__in=OPEN_STAGES, disposition__in=LIVE_DISPOSITIONS)


class Prospect(models.Model):
    """One effort to win a customer for one line of products, or for all of them (domain.md, D1).

    Who they are, who supplies them today and who introduced them stands on the customer's card; the effort's
    rep is the card's owner, and an open effort whose card has none lies in its team's pool. Worked out
    are ``score`` (0–100), from the qualification (`prospects.scoring`), and ``visits_made`` and
    ``visits_spent``: all visits made while the effort went on, and those of them that are its own where
    several went on, for sums over efforts (`prospects.services.visits`). ``held_since`` is when the present
    owner got the card.
    """

    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name="prospects", verbose_name=_("customer")
    )
    line = models.ForeignKey(
        "accounts.ProductFamily",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="prospects",
        verbose_name=_("product line"),
        help_text=_("Empty: everything we sell."),
    )
    products = models.ManyToManyField(
        "accounts.Product", blank=True, related_name="prospects", verbose_name=_("products of interest")
    )
    interest = models.CharField(_("interest in words"), max_length=200, blank=True)
    newcomer = models.CharField(
        _("kind of newcomer"), max_length=13, choices=Newcomer.choices, default=Newcomer.NEVER_BOUGHT
    )
    hesitation = models.CharField(_("why they hesitate"), max_length=200, blank=True)
    method = models.ForeignKey(
        "prospects.AcquisitionMethod",
        models.PROTECT,
        related_name="prospects",
        verbose_name=_("acquisition method"),
    )

    stage = models.CharField(
        _("stage"), max_length=9, choices=Stage.choices, default=Stage.POTENTIAL, editable=False
    )
    step = models.ForeignKey(
        "prospects.Step",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="prospects",
        verbose_name=_("step"),
        editable=False,
    )
    stage_since = models.DateField(_("in this stage since"), default=timezone.localdate, editable=False)
    disposition = models.CharField(
        _("disposition"),
        max_length=9,
        choices=Disposition.choices,
        default=Disposition.CONTINUE,
        editable=False,
    )
    given_up_on = models.DateField(_("given up on"), null=True, blank=True, editable=False)
    given_up_reason = models.CharField(
        _("why given up"), max_length=11, choices=GiveUpReason.choices, blank=True, editable=False
    )
    given_up_note = models.CharField(_("why, in words"), max_length=400, blank=True, editable=False)
    given_up_early = models.BooleanField(_("given up early"), default=False, editable=False)
    given_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("given up by"),
        editable=False,
    )

    expected_value = models.DecimalField(
        _("expected yearly sales"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    expected_on = models.DateField(_("expected first order"), null=True, blank=True)
    need = models.PositiveSmallIntegerField(_("need"), choices=Answer.choices, default=Answer.UNKNOWN)
    budget = models.PositiveSmallIntegerField(_("budget"), choices=Answer.choices, default=Answer.UNKNOWN)
    authority = models.PositiveSmallIntegerField(
        _("authority"), choices=Answer.choices, default=Answer.UNKNOWN
    )
    timing = models.PositiveSmallIntegerField(_("timing"), choices=Answer.choices, default=Answer.UNKNOWN)
    score = models.PositiveSmallIntegerField(_("qualification"), default=0, editable=False)
    visits_made = models.PositiveSmallIntegerField(_("visits made"), default=0, editable=False)
    visits_spent = models.PositiveSmallIntegerField(_("visits spent"), default=0, editable=False)

    opened_on = models.DateField(_("opened on"), default=timezone.localdate)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("added by"),
        editable=False,
    )
    held_since = models.DateField(_("held since"), default=timezone.localdate, editable=False)
    won_on = models.DateField(_("won on"), null=True, blank=True, editable=False)
    account = models.ForeignKey(
        "accounts.Account",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="prospects",
        verbose_name=_("account"),
        editable=False,
    )
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = ProspectQuerySet.as_manager()
    history = HistoricalRecords(
        bases=[HistoricalBase],
        excluded_fields=["score", "visits_made", "visits_spent", "held_since", "updated_at"],
    )

    class Meta:
        verbose_name = _("prospect")
        verbose_name_plural = _("prospects")
        ordering = ("-score", "id")
        indexes = (
            models.Index(F("score").desc(), "id", name="prospect_score"),
            models.Index(F("score").desc(), "id", condition=OPEN, name="prospect_open_score"),
            models.Index(fields=["stage", "id"], name="prospect_stage"),
            models.Index(fields=["opened_on", "id"], name="prospect_opened"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["customer", "line"], condition=OPEN, name="prospect_open_once_a_line"
            ),
            models.UniqueConstraint(
                fields=["customer"],
                condition=OPEN & Q(line=None),
                name="prospect_open_once_for_all_lines",
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.WON, won_on__isnull=False, account__isnull=False)
                | (~Q(stage=Stage.WON) & Q(won_on=None)),
                name="prospect_won_has_day_and_account",
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.WON, disposition=Disposition.GIVEN_UP),
                name="prospect_won_is_not_given_up",
            ),
            models.CheckConstraint(
                condition=Q(disposition=Disposition.GIVEN_UP, given_up_on__isnull=False)
                | (~Q(disposition=Disposition.GIVEN_UP) & Q(given_up_on=None)),
                name="prospect_given_up_has_day",
            ),
        )

    def __str__(self) -> str:
        return str(self.customer)

    def get_absolute_url(self) -> str:
        return reverse("prospects:card", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether the effort goes on: neither won nor given up."""
        return self.stage != Stage.WON and self.disposition != Disposition.GIVEN_UP

    @property
    def is_live(self) -> bool:
        """Whether it goes on and can be worked on: what lies in the archive is restored first."""
        return self.is_open and not self.customer.is_archived

    @property
    def is_struck_off(self) -> bool:
        return self.disposition == Disposition.GIVEN_UP

    @property
    def ended_on(self) -> date | None:
        """The day on which it was won or given up; None while it goes on."""
        return self.won_on or self.given_up_on

    def went_on(self, day: date) -> bool:
        """Whether it went on that *day*, its first and its last day included."""
        return self.opened_on <= day and (self.ended_on is None or day <= self.ended_on)

    @property
    def colour(self) -> str:
        """The colour of the stage; grey when struck off (D1.3)."""
        return STRUCK_OFF_COLOUR if self.is_struck_off else Stage(self.stage).colour

    @property
    def win_probability(self) -> int | None:
        """The probability of the step in percent; None while no step says one (D1.3)."""
        if self.stage == Stage.WON:
            return 100
        if self.is_struck_off:
            return 0
        return self.step.probability if self.step is not None else None

    @property
    def weighted_expectation(self) -> Decimal | None:
        """The expected yearly sales times the win probability; None while one of them is not known."""
        if self.expected_value is None or self.win_probability is None:
            return None
        return self.expected_value * self.win_probability / 100

    @property
    def stage_word(self) -> str:
        """What stands beside the colour: the step where there is one, else the stage."""
        if self.is_struck_off:
            return str(Disposition.GIVEN_UP.label)
        return str(self.step) if self.step is not None else str(Stage(self.stage).label)
