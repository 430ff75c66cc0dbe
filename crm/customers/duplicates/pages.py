"""Where one decides on two cards, and how they stand in a list."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from crm.customers.marking import look_up_marks
from crm.customers.models import Customer, DuplicatePair, NotDuplicate
from crm.shell.html import link

marks_of_pairs = look_up_marks(lambda pair: [pair.a_id, pair.b_id])


def pair_of_cards(pair: DuplicatePair | NotDuplicate) -> SafeString:
    """Return the cell that names both cards of a pair, each with its marks, number, city and owner.

    The column looks the marks up: `marks_of_pairs`.
    """
    lines = (
        (
            link(card.get_absolute_url(), card.name),
            pair.marks[card.pk],  # type: ignore[union-attr]
            " · ".join(filter(None, [card.number, card.city, str(card.owner or "")])),
        )
        for card in (pair.a, pair.b)
    )
    return format_html(
        '<span class="pair">{}</span>', format_html_join("", "<span>{} {}<small>{}</small></span>", lines)
    )


def merge_url(one: Customer, other: Customer) -> str:
    """Return the page that merges two cards; the fuller one is kept, of two alike the older."""
    kept, gone = sorted((one, other), key=lambda card: (-card.completeness, card.pk))
    return reverse("customers:merge", args=[kept.pk, gone.pk])


def apart_url(one: int, other: int) -> str:
    """Return the address that says that two cards, given by primary key, are different customers."""
    return reverse("customers:told-apart", args=sorted((one, other)))
