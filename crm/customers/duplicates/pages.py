"""Where one decides on two cards."""

from __future__ import annotations

from django.urls import reverse

from crm.customers.models import Customer


def merge_url(one: Customer, other: Customer) -> str:
    """Return the page that merges two cards; the fuller one is kept, of two alike the older."""
    kept, gone = sorted((one, other), key=lambda card: (-card.completeness, card.pk))
    return reverse("customers:merge", args=[kept.pk, gone.pk])


def apart_url(one: int, other: int) -> str:
    """Return the address that says that two cards, given by primary key, are different customers."""
    return reverse("customers:told-apart", args=sorted((one, other)))
