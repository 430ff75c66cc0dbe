"""How what happens to prospects reads on the customer's feed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.timeline.verbs import Data, Verb, verbs
from prospects.choices import Disposition, GiveUpReason, Stage
from prospects.models import Prospect


def _place(data: Data) -> Data:
    """Where the prospect stands now: its step, or its stage where that has none."""
    return {"to": _(data["step"]) if data.get("step") else _stage(data.get("to"))}


def _stage(value: Any) -> str:
    return str(Stage(value).label) if value in Stage.values else str(value or "")


def _stages(data: Data) -> str:
    before, after = _stage(data.get("from")), _stage(data.get("to"))
    return f"{before} → {after}" if before != after else ""


def _dispositions(data: Data) -> Data:
    value = data.get("to")
    return {"to": str(Disposition(value).label) if value in Disposition.values else str(value or "")}


def _given_up(data: Data) -> Data:
    value = data.get("reason")
    return {"reason": str(GiveUpReason(value).label) if value in GiveUpReason.values else str(value or "")}


def _note(data: Data) -> str:
    return str(data.get("note", ""))


def _fields(data: Data) -> Data:
    fields = [*Prospect._meta.fields, *Prospect._meta.many_to_many]
    labels = {field.name: field.verbose_name for field in fields}
    return {"what": ", ".join(str(labels.get(name, name)) for name in data.get("fields", []))}


def _line(data: Data) -> str:
    return str(data.get("line", ""))


verbs.register(
    Verb(
        key="prospect.opened", icon="plus", sentence=gettext_lazy("%(who)s added the prospect"), detail=_line
    ),
    Verb(
        key="prospect.changed",
        icon="edit",
        sentence=gettext_lazy("%(who)s changed %(what)s of the prospect"),
        words=_fields,
    ),
    Verb(
        key="prospect.stage",
        icon="flag",
        sentence=gettext_lazy("%(who)s moved the prospect to %(to)s"),
        words=_place,
        detail=_stages,
    ),
    Verb(
        key="prospect.disposition",
        icon="flag",
        sentence=gettext_lazy("%(who)s decided: %(to)s"),
        words=_dispositions,
    ),
    Verb(
        key="prospect.given_up",
        icon="archive",
        sentence=gettext_lazy("%(who)s gave the prospect up: %(reason)s"),
        words=_given_up,
        detail=_note,
    ),
    Verb(key="prospect.revived", icon="refresh", sentence=gettext_lazy("%(who)s took the prospect up again")),
    Verb(key="prospect.won", icon="success", sentence=gettext_lazy("%(who)s won the prospect"), detail=_line),
    Verb(
        key="pool.returned",
        icon="undo",
        sentence=gettext_lazy("Silent for long, the prospect of %(rep)s returned to the team's pool"),
    ),
    Verb(
        key="pool.released",
        icon="undo",
        sentence=gettext_lazy("%(who)s gave the prospect of %(rep)s to the team's pool"),
    ),
    Verb(
        key="pool.claimed", icon="user", sentence=gettext_lazy("%(who)s claimed the prospect from the pool")
    ),
    Verb(
        key="pool.assigned",
        icon="user",
        sentence=gettext_lazy("%(who)s gave the prospect out of the pool to %(rep)s"),
    ),
    Verb(
        key="campaign.added",
        icon="flag",
        sentence=gettext_lazy("%(who)s put the prospect into the campaign %(name)s"),
    ),
    Verb(
        key="campaign.removed",
        icon="flag",
        sentence=gettext_lazy("%(who)s took the prospect out of the campaign %(name)s"),
    ),
)
