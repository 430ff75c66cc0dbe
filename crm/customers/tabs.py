"""What the tabs of a customer's card show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from crm.customers import completeness, custom
from crm.customers.models import Address, Contact, Customer, PrivateLook
from crm.customers.overview import groups_of
from crm.customers.policy import private_fields_kept
from crm.customers.rules import is_visible, may_see_looks, may_see_private
from crm.history.changes import Tracked, revisions
from crm.history.merging import Position
from crm.shell.prepared import Prepared

if TYPE_CHECKING:
    from crm.people.models import User

_addresses = Prepared(lambda customer: Address.objects.filter(customer=customer))

LOOKS = 100
REVISIONS = 20


def overview(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    """The filled rows in groups, what is missing, and the place on the map."""
    contacts, addresses = list(customer.contacts.all()), _addresses.rows(customer.pk)
    own = custom.definitions()
    groups = groups_of(customer, own, introducer=_introducer(request, customer))
    return {
        "customer": customer,
        "groups": groups,
        "contacts": contacts,
        "missing": completeness.missing(completeness.File(customer, contacts, addresses), own),
        "map": _map_of(customer),
    }


def _introducer(request: HttpRequest, customer: Customer) -> Customer | None:
    """Return who introduced the customer, if the person may see them."""
    found = customer.introducer
    if found is None:
        return None
    return found if is_visible(_viewer(request), found) else None


def _viewer(request: HttpRequest) -> User:
    return cast("User", request.user)


def _map_of(customer: Customer) -> dict[str, Any] | None:
    """Return the figures of the map component, or None for a place nobody knows."""
    if customer.point is None:
        return None
    latitude, longitude = customer.point
    stop = {
        "lat": latitude,
        "lon": longitude,
        "number": 1,
        "label": customer.name,
        "note": customer.address_line,
    }
    return {"days": [{"label": customer.name, "stops": [stop]}]}


def contacts(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    return {"customer": customer, "contacts": customer.contacts.all()}


def addresses(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    return {"customer": customer, "addresses": customer.addresses.all()}


def later(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    """Leave the history to be fetched after the card has come: it takes queries of its own."""
    return {"customer": customer}


def history(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    """A page of field-level changes of the card, its contacts and its addresses."""
    before = Position.parse(request.GET.get("before", ""))
    found, rest = revisions(tracked_of(customer, _viewer(request)), before=before, limit=REVISIONS)
    url = reverse("customers:history", args=[customer.pk])
    return {
        "customer": customer,
        "revisions": found,
        "rest": rest,
        "first": before is None,
        "history_url": url,
    }


def tracked_of(customer: Customer, viewer: User) -> list[Tracked]:
    """Return whose history is that of *customer*: the card's, its contacts' and its addresses'."""
    labels = {field.key: field.label for field in custom.all_definitions()}
    # Of a card that was merged into this one the history goes on here.
    cards = [customer.pk, *Customer.objects.filter(merged_into=customer).values_list("pk", flat=True)]
    return [
        Tracked(
            model=Customer,
            where={"id__in": cards},
            names={
                "introducer": Customer.objects.visible_to(viewer),
                "introducer_contact": Contact.objects.visible_to(viewer),
            },
            labels={"custom": labels},
        ),
        Tracked(model=Contact, where={"customer_id__in": cards}, subject=_("Contact"), subject_field="name"),
        Tracked(model=Address, where={"customer_id__in": cards}, subject=_("Address"), subject_field="kind"),
    ]


def private(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    """The way to the private details for those who may see them, and who looked already."""
    return {
        "customer": customer,
        "may_see": may_see_private(_viewer(request), customer),
        "looks": PrivateLook.objects.filter(customer=customer).select_related("by")[:LOOKS],
    }


def has_private(user: User, customer: Customer) -> bool:
    """Whether the card has a private tab for *user*."""
    return may_see_looks(user, customer) and private_fields_kept()
