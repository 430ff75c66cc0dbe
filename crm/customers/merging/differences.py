"""In what two cards differ, and whose value stays unless a person says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.utils.translation import gettext as _

from crm.customers import custom
from crm.customers.choices import PrivateField
from crm.customers.fields import PLACE, SECTIONS
from crm.customers.merging.preferring import PHONES, owner_side, phone_side, territory_side
from crm.customers.merging.registry import GONE, KEPT, Facts, facts
from crm.customers.models import Customer, PrivateDetails
from crm.shell.errors import Refused
from crm.shell.textsearch import fold

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

CUSTOM, PRIVATE = "custom.", "private."
OWNER, TERRITORY, ADDRESS = "owner", "territory", "address"

# What belongs together is chosen together: a street of one card in the town of the other is nowhere.
TOGETHER: Mapping[str, tuple[str, ...]] = {
    ADDRESS: PLACE,
    "annual_consumption": ("annual_consumption", "consumption_unit"),
    "introducer": ("introducer", "introducer_contact"),
    OWNER: ("owner", "team"),
}
# Not to be chosen: the record's own, worked out, or (``custom``) chosen key by key.
FIXED = frozenset(
    {
        "id",
        "kind",
        "number",
        "custom",
        "completeness",
        "verified_on",
        "archived_at",
        "merged_into",
        "last_touch_on",
        "last_visit_on",
        "search_text",
        "created_at",
        "updated_at",
    }
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two cards say differently. ``fields`` are of the card; none for custom and private.

    ``side`` is whose value stays by default: "kept" or "gone"; ``empty`` is who says nothing of a private
    detail, as those are told apart without being read. ``said`` is what the two accounts say, where it is
    theirs: by the side, worked out when asked.
    """

    key: str
    label: StrOrPromise
    side: str
    fields: tuple[str, ...] = ()
    empty: str = ""
    said: Callable[[str], object] | None = None

    @property
    def is_private(self) -> bool:
        return self.key.startswith(PRIVATE)


@cache
def choices_of_cards() -> dict[str, tuple[str, ...]]:
    """Return by its key every choice of the card itself and the fields it decides on, in reading order."""
    of_group = {name: key for key, names in TOGETHER.items() for name in names}
    in_order = [name for section in SECTIONS for name in section.fields]
    rest = [field.name for field in Customer._meta.concrete_fields]
    found: dict[str, tuple[str, ...]] = {}
    for name in (*in_order, *rest):
        if name not in FIXED:
            key = of_group.get(name, name)
            found.setdefault(key, TOGETHER.get(key, (name,)))
    return found


def differences(kept: Customer, gone: Customer, *, owner: str = "") -> list[Difference]:
    """Return everything in which the two cards differ, then their accounts, private details at the end.

    What goes with the owner goes by default with that of the side *owner*, where somebody has chosen.
    """
    return [
        *_of_card(kept, gone, owner or owner_side(kept, gone)),
        *_of_custom(kept, gone),
        *_of_facts(kept, gone),
        *_of_private(kept, gone),
    ]


def sides(kept: Customer, gone: Customer, chosen: Mapping[str, str]) -> dict[str, str]:
    """Return whose value stays for each difference: as *chosen*, else by default.

    Refused for a choice between anything but "kept" and "gone", and for a key that no card has.
    """
    known = {*choices_of_cards(), *(PRIVATE + name for name in PrivateField.values)}
    known |= {source.key_of(name) for source in facts for name in source.choices}
    for key, side in chosen.items():
        if key not in known and not key.startswith(CUSTOM):
            message = _("There is nothing called “%(name)s” to choose.") % {"name": key}
            raise Refused(message, field="choices", code="choice")
        if side not in (KEPT, GONE):
            message = _("Choose “kept” or “gone” for %(name)s.") % {"name": key}
            raise Refused(message, field="choices", code="choice")
    found = differences(kept, gone, owner=chosen.get(OWNER, ""))
    return {one.key: chosen.get(one.key, one.side) for one in found}


def _of_card(kept: Customer, gone: Customer, owner: str) -> Iterator[Difference]:
    for key, names in choices_of_cards().items():
        mine, other = _values(kept, names), _values(gone, names)
        if mine == other:
            continue
        side = _preferred(key, kept, gone, owner) or _fuller(mine, other)
        if not side:
            side = KEPT if key == "name" else _newer(kept, gone)
        yield Difference(key, _label(key, names), side, names)


def _preferred(key: str, kept: Customer, gone: Customer, owner: str) -> str:
    """Return whose value stays for reasons of its own; "" where the fuller or newer one does."""
    if key == OWNER:
        return owner if kept.owner_id or gone.owner_id else ""
    if key == TERRITORY:
        return territory_side(kept, gone, owner=owner)
    return phone_side(kept, gone, key) if key in PHONES else ""


def _values(record: Model, names: tuple[str, ...]) -> list[Any]:
    values = (getattr(record, _attname(record, name)) for name in names)
    return [None if value == "" else value for value in values]


def _attname(record: Model, name: str) -> str:
    field: Any = record._meta.get_field(name)
    return str(field.attname)


def _label(key: str, names: tuple[str, ...]) -> StrOrPromise:
    if key == ADDRESS:
        return _("address")
    label: StrOrPromise = Customer._meta.get_field(names[0]).verbose_name  # type: ignore[union-attr]
    return label


def _of_custom(kept: Customer, gone: Customer) -> Iterator[Difference]:
    labels = {field.key: field.label for field in custom.all_definitions()}
    place = {key: position for position, key in enumerate(labels)}
    keys = {*kept.custom, *gone.custom}
    for key in sorted(keys, key=lambda key: (place.get(key, len(place)), key)):
        mine, other = kept.custom.get(key), gone.custom.get(key)
        if mine != other:
            side = _fuller([mine], [other]) or _newer(kept, gone)
            yield Difference(CUSTOM + key, labels.get(key, key), side)


def _of_facts(kept: Customer, gone: Customer) -> Iterator[Difference]:
    """Yield what the records of both cards say differently; the kept card's stays unless it says nothing."""
    for source in facts:
        records = source.both(kept, gone)
        if records is None:
            continue
        for name, columns in source.choices.items():
            mine, other = (_values(record, columns) for record in records)
            if mine != other:
                column: Any = records[0]._meta.get_field(columns[0])
                label = source.labels.get(name, column.verbose_name)
                side = KEPT if any(value is not None for value in mine) else GONE
                yield Difference(source.key_of(name), label, side, said=_saying(source, name, records))


def _saying(source: Facts, name: str, records: tuple[Model, Model]) -> Callable[[str], object]:
    by_side = dict(zip((KEPT, GONE), records, strict=True))
    return lambda side: source.words(by_side[side], name)


def _of_private(kept: Customer, gone: Customer) -> Iterator[Difference]:
    rows = {row.customer_id: row for row in PrivateDetails.objects.filter(customer__in=[kept, gone])}
    mine, other = (rows.get(card.pk, PrivateDetails()) for card in (kept, gone))
    for field in PrivateField:
        here, there = getattr(mine, field.value), getattr(other, field.value)
        if here != there:
            side, empty = (KEPT if here else GONE), ("" if here and there else GONE if here else KEPT)
            yield Difference(PRIVATE + field.value, field.label, side, empty=empty)


def _fuller(mine: list[Any], other: list[Any]) -> str:
    """Return who says more: in more fields, or all that the other says and then some; "" neither."""
    here, there = (sum(value is not None for value in side) for side in (mine, other))
    if here != there:
        return KEPT if here > there else GONE
    mine_words, other_words = (_words(side) for side in (mine, other))
    if other_words in mine_words:
        return KEPT
    return GONE if mine_words in other_words else ""


def _words(values: list[Any]) -> str:
    return fold(" ".join(str(value) for value in values if value is not None))


def _newer(kept: Customer, gone: Customer) -> str:
    """Return which card was changed later."""
    return GONE if gone.updated_at > kept.updated_at else KEPT
