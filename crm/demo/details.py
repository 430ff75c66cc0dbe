"""What makes a file look lived in: fields of one's own, notes, a tier overruled."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from accounts.choices import Tier
from accounts.models import Account
from accounts.services.overrides import override_tier
from crm.customers.choices import CustomerKind, FieldType
from crm.customers.models import Customer, CustomField
from crm.people.choices import Role
from crm.people.models import User
from crm.timeline.models import Note
from crm.timeline.services.notes import add_note

OVERRULED_DAYS = 90

_NOTES = (
    "Gate code at the yard is with the porter. Tanker enters from the north side.",
    "Wants an offer for the winter grade before the first frost.",
    "New workshop manager since spring; asks for data sheets by e-mail.",
    "Compares our price with two others every quarter. Service decides, not the last cent.",
    "Delivery only between 7 and 10, the yard is full of trucks afterwards.",
    "Is building a second hall; more hydraulic oil from next year.",
    "Was annoyed about the late delivery in August. Apologised, settled.",
    "Asked for a talk about HVO for the whole fleet.",
    "Pays by direct debit from now on.",
    "Son takes over the firm next year; introduce ourselves.",
)


def define_fields() -> None:
    """Two fields that a fuel distributor would add to the card."""
    CustomField.objects.create(
        key="fleet_size",
        label="Vehicles in the fleet",
        type=FieldType.NUMBER,
        kind=CustomerKind.ORGANISATION,
        position=1,
    )
    CustomField.objects.create(
        key="tank_inspected", label="Tank inspected on", type=FieldType.DATE, position=2
    )


def write_notes(random: Random) -> None:
    """Notes of the last months on every fifth card."""
    customers = list(Customer.objects.filter(owner__isnull=False).select_related("owner").order_by("pk"))
    for customer in random.sample(customers, len(customers) // 5):
        assert customer.owner is not None
        note = add_note(customer=customer, by=customer.owner, text=random.choice(_NOTES))
        at = note.at - timedelta(days=random.randint(1, 200), minutes=random.randint(0, 500))
        Note.objects.filter(pk=note.pk).update(at=at)


def overrule(today: date) -> None:
    """Each manager holds one promising B account in tier A for a quarter."""
    for manager in User.objects.filter(role=Role.MANAGER).select_related("team").order_by("pk"):
        account = (
            Account.objects.filter(tier=Tier.B, customer__team=manager.team).order_by("-sales", "pk").first()
        )
        if account is not None:
            override_tier(
                account=account,
                tier=Tier.A,
                reason="New plant opens in spring; treat as a key account until then.",
                expires_on=today + timedelta(days=OVERRULED_DAYS),
                by=manager,
            )
