"""The fields of a touch in files."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from crm.exchange.fields import Field, FieldType
from crm.timeline.choices import StepKind, TouchKind, TouchOutcome

MOST = Decimal("9999999999.99")
TOUCH_FIELDS = (
    Field("number", _("number"), max_length=40, synonyms="touch_id touch_number activity_id"),
    Field(
        "customer",
        _("customer"),
        FieldType.REFERENCE,
        required=True,
        reference="customers",
        max_length=40,
        synonyms="customer_id customer_number account account_number company_id 客户编号 고객번호",
    ),
    Field("contact", _("contact"), max_length=160, synonyms="contact_name person"),
    Field(
        "kind",
        _("kind"),
        FieldType.CHOICE,
        required=True,
        choices=dict(TouchKind.choices),
        synonyms="type activity channel",
    ),
    Field("date", _("date"), FieldType.DATE, required=True, synonyms="at on day touch_date activity_date"),
    Field("time", _("time"), max_length=15, help=_("14:30; without one it was at noon."), synonyms="clock"),
    Field("by", _("by"), FieldType.REFERENCE, reference="users", max_length=40, synonyms="rep owner user"),
    Field(
        "outcome",
        _("outcome"),
        FieldType.CHOICE,
        choices=dict(TouchOutcome.choices),
        synonyms="result",
    ),
    Field("note", _("note"), max_length=5_000, synonyms="notes comment remarks text"),
    Field("cost", _("cost"), FieldType.DECIMAL, places=2, minimum=Decimal(0), maximum=MOST),
    Field("next_step", _("next step"), max_length=200, synonyms="follow_up"),
    Field("next_step_kind", _("kind of next step"), FieldType.CHOICE, choices=dict(StepKind.choices)),
    Field("next_step_on", _("next step on"), FieldType.DATE, synonyms="follow_up_on due_on due_date"),
    Field("next_step_done", _("next step done"), FieldType.BOOLEAN),
)
