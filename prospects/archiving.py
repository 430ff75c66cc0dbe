"""A card is not archived past the effort to win it: that ends with a reason, and is owed for (D1.3)."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.customers.archiving import Obstacle, obstacles
from crm.shell.errors import Refused, WayOut
from prospects.models import Prospect
from prospects.models.prospect import OPEN


def refuse_worked_on(customers: Sequence[int]) -> None:
    """Refuse archiving cards with an open effort, naming one of them and leading to where it is given up."""
    working = Prospect.objects.filter(OPEN, customer__in=customers)
    first = working.select_related("customer").order_by("customer", "pk").first()
    if first is None:
        return
    count = working.values("customer").distinct().count()
    message = _("%(name)s is an open prospect. Give it up with a reason, or win it, before you archive.")
    if len(customers) > 1:
        message = ngettext(
            "%(count)s of these cards is an open prospect: %(name)s. Give it up with a reason, or win it, "
            "before you archive. Nothing was changed.",
            "%(count)s of these cards are open prospects, %(name)s for one. Give them up with a reason, or "
            "win them, before you archive. Nothing was changed.",
            count,
        )
    words = {"name": first.customer.name, "count": count}
    raise Refused(message % words, code="open_prospect", way_out=_to_give_up(first))


def _to_give_up(prospect: Prospect) -> WayOut:
    """The page that gives *prospect* up and goes on to the customer's card, to archive it there."""
    back = urlencode({"next": prospect.customer.get_absolute_url()})
    return WayOut(_("Give up…"), f"{reverse('prospects:give-up', args=[prospect.pk])}?{back}")


obstacles.register(Obstacle(key="prospects.open", refuse=refuse_worked_on))
