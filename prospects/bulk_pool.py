"""What can be done with several prospects of the pool at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from crm.shell.errors import Refused
from crm.shell.lists import BulkAction
from prospects import rules
from prospects.forms.pool import GiveOutForm
from prospects.models import Prospect
from prospects.services import assign_from_pool, claim

if TYPE_CHECKING:
    from collections.abc import Callable

    from crm.people.models import User


def _claim(*, rows: QuerySet[Any], by: User, data: dict[str, Any]) -> str:
    count = _for_each(rows, lambda prospect: claim(prospect=prospect, by=by))
    return ngettext("%(count)s prospect is yours now.", "%(count)s prospects are yours now.", count) % {
        "count": count
    }


def _give(*, rows: QuerySet[Any], by: User, data: dict[str, Any]) -> str:
    rep: User = data["rep"]

    def give(prospect: Prospect) -> None:
        if not rules.may_give_from_pool(by, prospect):
            raise Refused(gettext("You do not lead the team of this pool."), code="not_led")
        assign_from_pool(prospect=prospect, rep=rep, by=by)

    count = _for_each(rows, give)
    text = ngettext(
        "%(count)s prospect now belongs to %(name)s.", "%(count)s prospects now belong to %(name)s.", count
    )
    return text % {"count": count, "name": rep}


@transaction.atomic
def _for_each(rows: QuerySet[Any], deed: Callable[[Prospect], object]) -> int:
    """Do *deed* to each chosen card once, to all or, where one is refused, to none; return how many."""
    chosen: dict[int, Prospect] = {}
    for prospect in Prospect.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).select_related(
        "customer"
    ):
        chosen.setdefault(prospect.customer_id, prospect)
    for _key, prospect in sorted(chosen.items()):
        try:
            deed(prospect)
        except Refused as refused:
            words = {"name": prospect.customer.name, "why": refused}
            raise Refused(
                gettext("%(name)s: %(why)s Nothing was changed.") % words, code=refused.code
            ) from refused
    return len(chosen)


CLAIM = BulkAction(
    key="claim",
    label=_("Claim"),
    icon="user",
    predicate=rules.may_claim,
    question=lambda count: gettext("Take these prospects? They are yours to work on from now."),
    run=_claim,
)
GIVE_OUT = BulkAction(
    key="give-out",
    label=_("Give to a rep"),
    icon="handover",
    form=GiveOutForm,
    predicate=rules.leads,
    question=lambda count: gettext("Who of the team shall work on these prospects?"),
    run=_give,
)
