"""The catalogue of acquisition methods in files. Only admins import it."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.exchange.fields import Field, FieldType
from crm.exchange.modelkind import ModelKind
from crm.exchange.records import Context, Record
from prospects.choices import MethodGroup
from prospects.models import AcquisitionMethod

if TYPE_CHECKING:
    from crm.people.models import User

SLUG = re.compile(r"[A-Za-z0-9_-]+")


class MethodKind(ModelKind):
    """Ways of finding customers, found by code."""

    name = "methods"
    title = gettext_lazy("Acquisition methods")
    noun = gettext_lazy("acquisition method")
    order = 26
    keys = ("code",)
    model = AcquisitionMethod
    attrs = {"code": "code", "name": "name", "group": "group", "position": "position", "active": "active"}

    def fields(self) -> Sequence[Field]:
        return _FIELDS

    def visible(self, by: User | None) -> QuerySet[AcquisitionMethod]:
        return AcquisitionMethod.objects.all()

    def existing(self, batch: Sequence[Record], context: Context) -> dict[Hashable, Any]:
        rows = self.lockable(AcquisitionMethod.objects.filter(code__in=_codes(batch)), context)
        return {(row.code,): row for row in rows}

    def _keys_of(self, batch: Sequence[Record]) -> Iterable[int]:
        return AcquisitionMethod.objects.filter(code__in=_codes(batch)).values_list("pk", flat=True)

    def prepare(self, batch: Sequence[Record], existing: Mapping[Hashable, Any], context: Context) -> None:
        names = [record.values["name"] for record in batch if record.values.get("name")]
        taken = AcquisitionMethod.objects.filter(name__in=names).values_list("name", "code")
        context.memory["names"] = dict(taken)

    def check(self, record: Record, target: AcquisitionMethod, context: Context) -> None:
        """A code is what an address can hold; a name belongs to one method: on file, and in the file."""
        if not SLUG.fullmatch(target.code):
            record.refuse("code", _("A code has letters, digits, hyphens and underscores only."), target.code)
        name = record.values.get("name")
        if not name:
            return
        owner = context.memory["names"].get(name, target.code)
        first = context.memory.setdefault(f"seen {context.writing}", {}).setdefault(name, target.code)
        if target.code != owner or target.code != first:
            record.refuse("name", _("Another method is called “%(name)s”.") % {"name": name}, name)


def _codes(batch: Sequence[Record]) -> list[str]:
    return [record.values["code"] for record in batch if record.values.get("code")]


_FIELDS = (
    Field(
        "code",
        gettext_lazy("code"),
        required=True,
        max_length=40,
        synonyms="method_code id key",
    ),
    Field("name", gettext_lazy("name"), required=True, max_length=120, synonyms="method method_name"),
    Field(
        "group",
        gettext_lazy("group"),
        FieldType.CHOICE,
        required=True,
        choices=dict(MethodGroup.choices),
        synonyms="method_group category",
    ),
    Field(
        "position",
        gettext_lazy("position"),
        FieldType.INTEGER,
        minimum=Decimal(0),
        maximum=Decimal(32_767),
        synonyms="order sort",
    ),
    Field("active", gettext_lazy("in use"), FieldType.BOOLEAN, synonyms="is_active enabled"),
)
