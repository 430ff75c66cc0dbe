"""Visits in files, for export only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from crm.exchange.fields import Field
from crm.exchange.kinds import KINDS
from crm.exchange.reportkind import ReportKind
from crm.exchange.traces import trace
from visits.choices import VisitState
from visits.models import LeftOut, Visit

if TYPE_CHECKING:
    from crm.people.models import User


class VisitKind(ReportKind):
    """Visits planned, made and missed, by day."""

    name = "visits"
    title = _("Visits")
    order = 90
    paths = {
        "date": "date",
        "starts": "starts",
        "ends": "ends",
        "rep": "rep__number",
        "rep_name": "rep__name",
        "rep_email": "rep__email",
        "customer": "customer__number",
        "customer_name": "customer__name",
        "city": "customer__city",
        "state": "state",
        "occasion": "occasion",
        "tier": "tier",
        "fixed": "fixed",
        "travel_seconds": "travel",
        "note": "note",
    }

    def fields(self) -> Sequence[Field]:
        return _FIELDS

    def rows(self, by: User | None) -> QuerySet[Visit]:
        visits = Visit.objects.all() if by is None else Visit.objects.visible_to(by)
        return visits.order_by("date", "rep", "starts", "pk")


_FIELDS = tuple(
    Field(name, label)
    for name, label in (
        ("date", _("date")),
        ("starts", _("from")),
        ("ends", _("to")),
        ("rep", _("rep")),
        ("rep_name", _("rep's name")),
        ("rep_email", _("rep's e-mail")),
        ("customer", _("customer")),
        ("customer_name", _("customer's name")),
        ("city", _("city")),
        ("state", _("state")),
        ("occasion", _("occasion")),
        ("tier", _("tier")),
        ("fixed", _("appointment")),
        ("travel_seconds", _("travel (s)")),
        ("note", _("note")),
    )
)
KINDS.register(VisitKind())
trace(LeftOut)
trace(Visit, only=Q(state=VisitState.PLANNED, fixed=False))  # the planner's proposal, nobody's word
