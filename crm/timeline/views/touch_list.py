"""The list of touches."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm.customers.marking import marked
from crm.shell.formats import day, money
from crm.shell.html import tag
from crm.shell.lists import Column, Empty, ListPage
from crm.timeline.filters import TouchFilter
from crm.timeline.models import Touch
from crm.timeline.rules import may_change_touch


def step_tag(touch: Touch) -> SafeString | None:
    """Return the day of the next step with how it stands: done, late, due today, to come."""
    if touch.next_step_on is None:
        return None
    when = day(touch.next_step_on)
    if touch.next_step_done_at is not None:
        return tag(_("Done"), "green")
    today = timezone.localdate()
    if touch.next_step_on < today:
        return tag(_("Late, %(day)s") % {"day": when}, "red")
    return tag(when, "yellow" if touch.next_step_on == today else "grey")


def _cost(touch: Touch) -> str | SafeString | None:
    return None if touch.cost is None else money(touch.cost, settings.BASE_CURRENCY)


class TouchList(ListPage):
    """Every touch of customers the person sees, the latest first."""

    title = gettext_lazy("Touches")
    search_field = "customer__search_text"
    search_label = gettext_lazy("Search by customer")
    filterset_class = TouchFilter
    default_sort = "-at"
    export_kind = "touches"
    empty = Empty(
        title=gettext_lazy("No touches yet"),
        text=gettext_lazy("Calls, letters, messages and gifts are logged on a customer's card."),
        icon="message",
    )
    columns = (
        marked(
            Column(
                key="customer",
                label=gettext_lazy("Customer"),
                render=lambda row: row.customer.name,
                sort=("customer__name",),
                lead=True,
                detail=lambda row: " · ".join(filter(None, [row.get_kind_display(), str(row.contact or "")])),
            ),
            card=lambda row: row.customer_id,
        ),
        Column(key="at", label=gettext_lazy("When"), render=lambda row: row.at, sort=("at",)),
        Column(
            key="kind",
            label=gettext_lazy("Kind"),
            render=lambda row: str(row.get_kind_display()),
            sort=("kind",),
            shown=False,
        ),
        Column(
            key="outcome",
            label=gettext_lazy("Outcome"),
            render=lambda row: str(row.get_outcome_display()),
            sort=("outcome",),
        ),
        Column(key="by", label=gettext_lazy("By"), render=lambda row: row.by, sort=("by__name",)),
        Column(key="step", label=gettext_lazy("Next step"), render=lambda row: str(row.step_words)),
        Column(key="step_on", label=gettext_lazy("By when"), render=step_tag, sort=("next_step_on",)),
        Column(
            key="cost",
            label=pgettext_lazy("touch", "Cost"),
            render=_cost,
            sort=("cost",),
            numeric=True,
            shown=False,
        ),
        Column(key="note", label=gettext_lazy("Note"), render=lambda row: row.note[:120], shown=False),
        Column(
            key="number",
            label=gettext_lazy("Number"),
            render=lambda row: row.number,
            sort=("number",),
            shown=False,
        ),
    )

    def rows(self) -> QuerySet[Any]:
        return Touch.objects.visible_to(self.user).for_list()

    def row_url(self, row: Any) -> str:
        """To mend it, for who may; for others the customer's card."""
        if may_change_touch(self.user, row):
            return reverse("timeline:touch-edit", args=[row.pk])
        return str(row.customer.get_absolute_url())
