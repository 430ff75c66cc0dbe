"""How visits read on a customer's feed."""

from __future__ import annotations

from datetime import date, time

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.shell import formats
from crm.timeline.verbs import Data, Verb, verbs
from visits.choices import Because, MissedReason, VisitState


def _when(data: Data) -> Data:
    """Day and time in the reader's own format."""
    return {
        **data,
        "when": _moment(data.get("date"), data.get("time")),
        "was": _moment(data.get("before"), data.get("before_time")),
    }


def _moment(day: object, at: object) -> str:
    if not isinstance(day, str):
        return formats.NOTHING
    text = formats.weekday(date.fromisoformat(day))
    return f"{text}, {formats.clock(time.fromisoformat(at))}" if isinstance(at, str) else text


def _reason(data: Data) -> str:
    because = dict(Because.choices).get(data.get("because", ""), "")
    return " ".join(str(words) for words in (because, data.get("reason")) if words)


def _missed_reason(data: Data) -> str:
    reason = str(dict(MissedReason.choices).get(data.get("reason", ""), data.get("reason", "")))
    note = data.get("note")
    return f"{reason}: {note}" if note else reason


def _undone(data: Data) -> Data:
    states = dict(VisitState.choices)
    return {**_when(data), "state": str(states.get(data.get("state", ""), _("reported"))).lower()}


verbs.register(
    Verb(
        key="visit.appointed",
        icon="calendar",
        sentence=gettext_lazy("%(who)s made an appointment for %(when)s, visit by %(rep)s"),
        words=_when,
    ),
    Verb(
        key="visit.moved",
        icon="calendar",
        sentence=gettext_lazy("%(who)s moved the visit of %(was)s to %(when)s"),
        words=_when,
    ),
    Verb(
        key="visit.cancelled",
        icon="x",
        sentence=gettext_lazy("%(who)s cancelled the visit of %(when)s"),
        words=_when,
        detail=_reason,
    ),
    Verb(
        key="visit.handed_over",
        icon="handover",
        sentence=gettext_lazy("%(who)s gave the visit of %(when)s from %(former)s to %(rep)s"),
        words=_when,
    ),
    Verb(key="visit.done", icon="check", sentence=gettext_lazy("%(rep)s visited on %(when)s"), words=_when),
    Verb(
        key="visit.missed",
        icon="warning",
        sentence=gettext_lazy("The visit of %(rep)s on %(when)s was missed"),
        words=_when,
        detail=_missed_reason,
    ),
    Verb(
        key="visit.reopened",
        icon="undo",
        sentence=gettext_lazy("%(who)s took back that the visit was %(state)s"),
        words=_undone,
    ),
)
