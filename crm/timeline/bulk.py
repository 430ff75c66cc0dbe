"""A mailing to a list: the same touch of many customers (domain.md, D1.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from crm.customers.models import Customer
from crm.shell.lists import BulkAction
from crm.timeline.forms import ManyTouchesForm
from crm.timeline.services.mailing import AT_ONCE, queue_mailing
from crm.timeline.services.touches import log_touches

if TYPE_CHECKING:
    from crm.people.models import User


def log_touch_action(path: str) -> BulkAction:
    """Return the action for a list whose rows lead to their customers by *path* (``pk``, ``customer``)."""

    def run(*, rows: Any, by: User, data: dict[str, Any]) -> str:
        keys = sorted(set(rows.order_by().values_list(path, flat=True)))
        facts = {name: value for name, value in data.items() if value is not None}
        if len(keys) > AT_ONCE:
            return _in_background(queue_mailing(customers=keys, by=by, facts=facts).pk, len(keys))
        customers = Customer.objects.visible_to(by).filter(pk__in=keys)
        return _done(log_touches(customers=customers, by=by, facts=facts))

    return BulkAction(
        key="touch",
        label=_("Log a touch"),
        icon="message",
        form=ManyTouchesForm,
        question=_question,
        run=run,
    )


def _question(count: int) -> str:
    return gettext("What was sent or said to these customers? Each gets the touch on its own feed.")


def _done(count: int) -> str:
    words = {"count": count}
    return ngettext("%(count)s touch logged.", "%(count)s touches logged.", count) % words


def _in_background(job: int, count: int) -> str:
    text = ngettext("%(count)s touch is being logged.", "%(count)s touches are being logged.", count) % {
        "count": count
    }
    return format_html(
        '{} <a href="{}">{}</a>', text, reverse("jobs:job", args=[job]), gettext("See how far it is")
    )
