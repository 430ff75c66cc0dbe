"""What the search finds here: prospects by the name, number, town or phone of their card."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.shell.search import Hit, Source, sources
from crm.shell.textsearch import find
from prospects.badges import stage_badge
from prospects.models import Prospect

if TYPE_CHECKING:
    from crm.people.models import User


def find_prospects(user: User, text: str, limit: int) -> list[Hit]:
    """Return open prospects; a hit shows the stage."""
    rows = Prospect.objects.visible_to(user).open().select_related("customer", "step", "line")
    found = find(rows, text, limit=limit, field="customer__search_text")
    return [
        Hit(
            row.customer.name,
            " · ".join(str(part) for part in (row.line, row.customer.city) if part),
            row.get_absolute_url(),
            marks=stage_badge(row),
        )
        for row in found
    ]


sources.register(
    Source(
        key="prospects",
        label=_("Prospects"),
        icon="prospects",
        order=15,
        find=find_prospects,
        all_url=lambda text: f"{reverse('prospects:list')}?{urlencode({'q': text})}",
    )
)
