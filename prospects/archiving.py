"""A card is not archived past the effort to win it: that ends with a reason, and is owed for (D1.3)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.customers.archiving import Obstacle, obstacles
from crm.customers.models import Customer
from crm.shell.errors import Refused
from prospects.models import Prospect
from prospects.models.prospect import OPEN


def refuse_worked_on(customers: Sequence[int]) -> None:
    """Refuse archiving cards with an open effort, naming one of them."""
    working = Prospect.objects.filter(OPEN, customer__in=customers).order_by()
    keys = set(working.values_list("customer_id", flat=True))
    if not keys:
        return
    name = Customer.objects.filter(pk__in=keys).order_by("pk").values_list("name", flat=True)[0]
    if len(customers) == 1:
        message = _("%(name)s is an open prospect. Give it up with a reason, or win it, before you archive.")
        raise Refused(message % {"name": name}, code="open_prospect")
    message = ngettext(
        "%(count)s of these cards is an open prospect: %(name)s. Give it up with a reason, or win it, "
        "before you archive. Nothing was changed.",
        "%(count)s of these cards are open prospects, %(name)s for one. Give them up with a reason, or win "
        "them, before you archive. Nothing was changed.",
        len(keys),
    )
    raise Refused(message % {"count": len(keys), "name": name}, code="open_prospect")


obstacles.register(Obstacle(key="prospects.open", refuse=refuse_worked_on))
