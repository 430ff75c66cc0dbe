"""What touches, files and the feed bring to customers' cards and to the home page."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.customers.bulk import further
from crm.customers.card import HeadPart, NextStepSource, Side, heads, next_steps, sides
from crm.customers.models import Customer
from crm.customers.standing import marks_of
from crm.people.models import User
from crm.shell.panels import CardTab, HomePanel, card_tabs, home_panels
from crm.timeline.bulk import log_touch_action
from crm.timeline.models import Attachment, Touch
from crm.timeline.policy import file_policy
from crm.timeline.rendering import feed_html
from crm.timeline.rules import may_remove_file
from crm.timeline.touching import head_actions, panel_html, propose_step

AT_MOST = 200
STEPS_SHOWN = 8


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
further.register(log_touch_action("pk"))
sides.register(Side(key="touch", render=panel_html, order=50), Side(key="feed", render=feed_html))
heads.register(HeadPart(key="touch", badges=lambda request, customer: (), actions=head_actions, order=200))
next_steps.register(NextStepSource(key="touch", propose=propose_step, order=20))


def steps_due(request: HttpRequest) -> dict[str, Any] | None:
    """What the person is to do by today after touches, the most overdue first; None when all is done."""
    user = cast("User", request.user)
    today = timezone.localdate()
    rows = Touch.objects.visible_to(user).steps_of(user).filter(next_step_on__lte=today)
    steps = list(rows.for_list().order_by("next_step_on", "pk")[:STEPS_SHOWN])
    if not steps:
        return None
    more = rows.count() - len(steps) if len(steps) == STEPS_SHOWN else 0
    marks = marks_of({step.customer_id for step in steps})
    return {
        "steps": [(step, marks.get(step.customer_id, "")) for step in steps],
        "more": more,
        "today": today,
    }


home_panels.register(
    HomePanel(
        key="touches.steps",
        title=_("Next steps due"),
        template="timeline/_panel_steps.html",
        context=steps_due,
        order=7,
        flush=True,
    )
)
