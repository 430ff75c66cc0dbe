"""How the events of the customer file read on the feed."""

from __future__ import annotations

from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from crm.customers.choices import AddressKind
from crm.customers.models import Address, Contact, Customer
from crm.shell import formats
from crm.timeline.choices import TouchKind
from crm.timeline.verbs import Data, Verb

# What events call a field that is no column of its model: several in one, or one of former days.
_FIELDS = {"roles": _("roles"), "role": _("role")}


def _changed(model: Any) -> Any:
    """Return a function that puts the labels of the changed fields into words."""

    def words(data: Data) -> Data:
        labels = data.get("labels", {})
        fields = _FIELDS | {field.name: field.verbose_name for field in model._meta.fields}
        names = [str(fields.get(name) or labels.get(name, name)) for name in data.get("fields", [])]
        return {**data, "what": ", ".join(names)}

    return words


def _address(data: Data) -> Data:
    kind = str(dict(AddressKind.choices).get(data.get("kind", ""), data.get("kind", "")))
    return {**_changed(Address)(data), "kind": kind.lower()}


def _verified(data: Data) -> Data:
    return {"on": formats.day(parse_date(str(data.get("on", ""))))}


def _touch(data: Data) -> Data:
    kind = data.get("kind", "")
    label = TouchKind(kind).label if kind in TouchKind.values else kind
    return {"kind": str(label), "day": formats.day(parse_date(str(data.get("day", ""))))}


def _note(data: Data) -> str:
    return str(data.get("note") or data.get("reason") or "")


VERBS = (
    Verb(key="customer.created", icon="plus", sentence=_("%(who)s created the card")),
    Verb(
        key="customer.changed",
        icon="edit",
        sentence=_("%(who)s changed %(what)s"),
        words=_changed(Customer),
    ),
    Verb(
        key="customer.archived",
        icon="archive",
        sentence=_("%(who)s put the card into the archive"),
        detail=_note,
    ),
    Verb(
        key="customer.merged",
        icon="merge",
        sentence=_("%(who)s merged %(name)s (%(number)s) into this card"),
    ),
    Verb(
        key="customer.merged_away",
        icon="merge",
        sentence=_("%(who)s merged this card into %(name)s (%(number)s)"),
    ),
    Verb(
        key="customer.merge_undone",
        icon="undo",
        sentence=_("%(who)s undid the merge with %(name)s (%(number)s)"),
    ),
    Verb(
        key="customer.import_undone",
        icon="undo",
        sentence=_("%(who)s undid an import that had changed this card"),
    ),
    Verb(key="customer.restored", icon="undo", sentence=_("%(who)s took the card out of the archive")),
    Verb(
        key="customer.verified",
        icon="check",
        sentence=_("%(who)s verified the card on %(on)s"),
        words=_verified,
    ),
    Verb(
        key="customer.owner_changed",
        icon="handover",
        sentence=_("%(who)s gave the customer to %(to_name)s"),
        detail=_note,
    ),
    Verb(
        key="customer.team_changed",
        icon="handover",
        sentence=_("%(who)s moved %(owner_name)s, and with them this customer, to the team %(team_name)s"),
    ),
    Verb(
        key="customer.team_left",
        icon="handover",
        sentence=_("%(who)s took %(owner_name)s, and with them this customer, out of their team"),
    ),
    Verb(
        key="customer.told_apart",
        icon="check",
        sentence=_("%(who)s said that this and a similar card are different customers"),
        detail=_note,
    ),
    Verb(
        key="customer.reconsidered",
        icon="undo",
        sentence=_("%(who)s took back that this and a similar card are different customers"),
    ),
    Verb(key="customer.private_changed", icon="lock", sentence=_("%(who)s changed private details")),
    Verb(key="contact.added", icon="person", sentence=_("%(who)s added the contact %(name)s")),
    Verb(
        key="contact.changed",
        icon="person",
        sentence=_("%(who)s changed %(what)s of %(name)s"),
        words=_changed(Contact),
    ),
    Verb(key="contact.removed", icon="person", sentence=_("%(who)s removed the contact %(name)s")),
    Verb(key="address.added", icon="pin", sentence=_("%(who)s added an address: %(kind)s"), words=_address),
    Verb(
        key="address.changed",
        icon="pin",
        sentence=_("%(who)s changed an address: %(kind)s"),
        words=_address,
    ),
    Verb(
        key="address.removed", icon="pin", sentence=_("%(who)s removed an address: %(kind)s"), words=_address
    ),
    Verb(
        key="touch.removed",
        icon="trash",
        sentence=_("%(who)s took a touch off the record: %(kind)s, %(day)s"),
        words=_touch,
    ),
    Verb(key="file.removed", icon="trash", sentence=_("%(who)s took off the file %(name)s")),
)
