"""Put several prospects into a campaign at once (domain.md, D1.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from crm.shell.lists import BulkAction
from prospects.forms.campaign import ChooseCampaignForm
from prospects.models import Prospect
from prospects.services.campaigns import Added, add_members

if TYPE_CHECKING:
    from crm.people.models import User


def added_words(added: Added, name: str) -> str:
    """Say how many came into the campaign called *name*, and why others did not."""
    text = ngettext(
        "%(count)s prospect came into %(name)s.", "%(count)s prospects came into %(name)s.", added.added
    )
    words = [text % {"count": added.added, "name": name}]
    if added.already:
        text = ngettext("%(count)s was in it already.", "%(count)s were in it already.", added.already)
        words.append(text % {"count": added.already})
    if added.left_out:
        text = ngettext(
            "%(count)s is closed or of another team.",
            "%(count)s are closed or of other teams.",
            added.left_out,
        )
        words.append(text % {"count": added.left_out})
    return " ".join(words)


def _add(*, rows: QuerySet[Any], by: User, data: dict[str, Any]) -> str:
    chosen = Prospect.objects.filter(pk__in=list(rows.values_list("pk", flat=True)))
    added = add_members(campaign=data["campaign"], prospects=chosen, by=by)
    return added_words(added, data["campaign"].name)


ADD_TO_CAMPAIGN = BulkAction(
    key="campaign",
    label=_("Add to campaign"),
    icon="flag",
    form=ChooseCampaignForm,
    question=lambda count: gettext("Into which campaign shall these prospects come?"),
    run=_add,
)
