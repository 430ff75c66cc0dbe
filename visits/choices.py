"""Choices of visits and plans (domain.md, D2.2, D4.3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlanState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    CONFIRMED = "confirmed", _("Confirmed")
    CLOSED = "closed", _("Closed")


class VisitState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    CONFIRMED = "confirmed", _("Confirmed")
    DONE = "done", _("Done")
    MISSED = "missed", _("Missed")
    CANCELLED = "cancelled", _("Cancelled")


# Visits that are still to be made.
OPEN_STATES = (VisitState.PLANNED, VisitState.CONFIRMED)

# Visits that were not made and will not be.
UNMADE_STATES = (VisitState.MISSED, VisitState.CANCELLED)

# Visits that planning again never moves.
SETTLED_STATES = (VisitState.CONFIRMED, VisitState.DONE, VisitState.MISSED)


class MissedReason(models.TextChoices):
    """Why a visit was not made (domain.md, D2.3)."""

    ABSENT = "absent", _("Nobody there")
    POSTPONED = "postponed", _("Customer asked for another day")
    REFUSED = "refused", _("Customer did not want a visit")
    LATE = "late", _("Ran out of time")
    ROAD = "road", _("Traffic or car trouble")
    ILL = "ill", _("Ill")
    OTHER = "other", _("Other")


class Because(models.TextChoices):
    """Why a visit was taken out when the card it was for went."""

    POOL = "pool", _("The customer went back to the team.")
    GIVEN_UP = "given_up", _("The prospect was given up.")
    ARCHIVED = "archived", _("The card was archived.")


class Occasion(models.TextChoices):
    ROUTINE = "routine", _("Routine")
    DELIVERY = "delivery", _("Delivery")
    COLLECTION = "collection", _("Collecting payment")
    NEW_PRODUCT = "new_product", _("New product")
    DEMONSTRATION = "demonstration", _("Demonstration or exhibition")
    INSPECTION = "inspection", _("Service inspection")
    SURVEY = "survey", _("Usage survey")
    BIRTHDAY = "birthday", _("Birthday")
    FAMILY_EVENT = "family_event", _("Wedding or funeral")
    PROMOTION = "promotion", _("Promotion material")
    INVITATION = "invitation", _("Event invitation")
    GREETING = "greeting", _("Festival greeting")
    TRAINING = "training", _("Training")
    EXECUTIVE = "executive", _("Executive visit")
    COMPLAINT = "complaint", _("Complaint follow-up")
    CREDIT = "credit", _("Credit investigation")
    LAPSED = "lapsed", _("Re-visit of a lapsed customer")
