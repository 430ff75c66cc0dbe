"""Move several prospects to a stage and step at once (domain.md, D1.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from crm.shell.lists import BulkAction
from prospects.forms.deeds import ManyStagesForm
from prospects.services.moving import AT_ONCE, Moved, move_many, queue_moving

if TYPE_CHECKING:
    from crm.people.models import User


def moved_words(result: Moved) -> str:
    """Say how many were moved, and why others were not."""
    text = ngettext("%(count)s prospect was moved.", "%(count)s prospects were moved.", result.moved)
    words = [text % {"count": result.moved}]
    if result.standing:
        text = ngettext("%(count)s stood there already.", "%(count)s stood there already.", result.standing)
        words.append(text % {"count": result.standing})
    for why, count in result.refused.most_common():
        text = ngettext("%(count)s was not moved: %(why)s", "%(count)s were not moved: %(why)s", count)
        words.append(text % {"count": count, "why": why})
    return " ".join(words)


def _move(*, rows: QuerySet[Any], by: User, data: dict[str, Any]) -> str:
    keys = list(rows.order_by().values_list("pk", flat=True))
    if len(keys) <= AT_ONCE:
        return moved_words(move_many(prospects=keys, place=data["to"], by=by))
    job = queue_moving(prospects=keys, place=data["to"], by=by)
    text = ngettext("%(count)s prospect is being moved.", "%(count)s prospects are being moved.", len(keys))
    return format_html(
        '{} <a href="{}">{}</a>',
        text % {"count": len(keys)},
        reverse("jobs:job", args=[job.pk]),
        gettext("See how far it is"),
    )


CHANGE_STAGE = BulkAction(
    key="stage",
    label=_("Change stage"),
    icon="columns",
    form=ManyStagesForm,
    question=lambda count: gettext("To which stage and step shall these prospects move?"),
    run=_move,
)
