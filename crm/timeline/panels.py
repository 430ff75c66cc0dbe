"""The files tab of a customer's card, and the feed beside it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from crm.customers.card import Side, sides
from crm.customers.models import Customer
from crm.shell.panels import CardTab, card_tabs
from crm.timeline.models import Attachment
from crm.timeline.policy import file_policy
from crm.timeline.rendering import feed_html
from crm.timeline.rules import may_remove_file

AT_MOST = 200


def files(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    """The files on the card, newest first, each with whether the person may take it off."""
    rows = Attachment.objects.filter(customer=customer, removed_at=None).select_related("by")[:AT_MOST]
    policy = file_policy()
    return {
        "customer": customer,
        "files": [(row, may_remove_file(request.user, row)) for row in rows],  # type: ignore[arg-type]
        "accept": policy.accept,
        "megabytes": policy.max_bytes // (1024 * 1024),
    }


card_tabs.register(
    CardTab(
        card="customer",
        key="files",
        label=_("Files"),
        order=70,
        template="timeline/_tab_files.html",
        context=files,
    )
)
sides.register(Side(key="feed", render=feed_html))
