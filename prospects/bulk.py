"""What can be done with several prospects at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from crm.customers.forms.owner import OwnerForm
from crm.customers.models import Customer
from crm.customers.rules import may_change_owner
from crm.customers.services import change_owner
from crm.shell.errors import Refused
from crm.shell.lists import BulkAction
from crm.timeline.bulk import log_touch_action
from prospects.bulk_campaign import ADD_TO_CAMPAIGN
from prospects.bulk_stage import CHANGE_STAGE
from prospects.choices import Disposition
from prospects.models import Prospect
from prospects.services import set_disposition

if TYPE_CHECKING:
    from crm.people.models import User


def _give(*, rows: QuerySet[Any], by: User, data: dict[str, Any]) -> str:
    keys = list(rows.values_list("customer", flat=True))
    count = change_owner(
        customers=Customer.objects.filter(pk__in=keys), owner=data["owner"], by=by, note=data["note"]
    )
    text = ngettext(
        "%(count)s prospect now belongs to %(name)s.", "%(count)s prospects now belong to %(name)s.", count
    )
    return text % {"count": count, "name": data["owner"]}


@transaction.atomic
def _keep_warm(*, rows: QuerySet[Any], by: User, data: dict[str, Any]) -> str:
    """Keep the chosen ones warm, all or, when one of them is closed, none."""
    chosen = list(
        Prospect.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).order_by("customer_id", "pk")
    )
    for prospect in chosen:
        try:
            set_disposition(prospect=prospect, disposition=Disposition.KEEP_WARM, by=by)
        except Refused as refused:
            words = {"name": prospect.customer.name, "why": refused}
            raise Refused(gettext("%(name)s: %(why)s Nothing was changed.") % words) from refused
    text = ngettext("%(count)s prospect is kept warm.", "%(count)s prospects are kept warm.", len(chosen))
    return text % {"count": len(chosen)}


GIVE = BulkAction(
    key="owner",
    label=_("Change owner"),
    icon="handover",
    form=OwnerForm,
    predicate=may_change_owner,
    question=lambda count: gettext("To whom shall these prospects, and their cards with them, go?"),
    run=_give,
)
KEEP_WARM = BulkAction(
    key="keep-warm",
    label=_("Keep warm"),
    icon="clock",
    question=lambda count: gettext(
        "Keep these warm? They are not given up: fewer visits, touches by post, phone or message."
    ),
    run=_keep_warm,
)
BULK_ACTIONS = (CHANGE_STAGE, ADD_TO_CAMPAIGN, log_touch_action("customer"), KEEP_WARM, GIVE)
