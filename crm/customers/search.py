"""What the search finds in the customer file: customers and the people at them."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.customers.filters import ARCHIVED
from crm.customers.models import Contact, Customer
from crm.customers.querysets import CustomerQuerySet
from crm.customers.standing import marks_of
from crm.people.models import User
from crm.shell.html import tag
from crm.shell.search import Hit, Source, sources
from crm.shell.textsearch import find


def find_customers(user: User, text: str, limit: int) -> list[Hit]:
    """Return customers of the file, not those in the archive; merged cards lead to the kept ones."""
    seen = Customer.objects.visible_to(user).current()
    found = list(find(seen.only("name", "number", "city"), text, limit=limit))
    marks = marks_of({row.pk for row in found})
    hits = [
        Hit(
            row.name,
            " · ".join(filter(None, [row.city, row.number])),
            row.get_absolute_url(),
            marks=marks.get(row.pk, ""),
        )
        for row in found
    ]
    return [*hits, *_merged(seen, text, limit - len(hits), found)]


def _merged(seen: CustomerQuerySet, text: str, limit: int, found: list[Customer]) -> list[Hit]:
    """Return the kept cards by the names and numbers of those merged into them."""
    if limit <= 0:
        return []
    rows = Customer.objects.filter(merged_into__in=seen).exclude(merged_into__in=found)
    rows = rows.select_related("merged_into").only("number", "merged_into__name", "merged_into__number")
    return [
        Hit(
            gone.merged_into.name,
            _("merged with %(number)s") % {"number": gone.number},
            gone.merged_into.get_absolute_url(),
        )
        for gone in find(rows, text, limit=limit)
        if gone.merged_into is not None
    ]


def find_archived(user: User, text: str, limit: int) -> list[Hit]:
    """Return customers in the archive, marked as such; those merged into others are found by these.

    Without mistypings: as a rule nothing is found here, and then each search would be done twice.
    """
    seen = Customer.objects.visible_to(user).in_file().exclude(archived_at=None)
    return [
        Hit(
            row.name,
            " · ".join(filter(None, [row.city, row.number])),
            row.get_absolute_url(),
            marks=tag(_("Archived")),
        )
        for row in find(seen.only("name", "number", "city"), text, limit=limit, exact=True)
    ]


def find_contacts(user: User, text: str, limit: int) -> list[Hit]:
    """Return people at customers; a hit leads to the contacts of the card."""
    rows = Contact.objects.visible_to(user).filter(customer__archived_at=None)
    rows = rows.select_related("customer").only("name", "title", "customer__name")
    found = list(find(rows, text, limit=limit))
    marks = marks_of({row.customer_id for row in found})
    return [
        Hit(
            row.name,
            " · ".join(filter(None, [row.title, row.customer.name])),
            f"{reverse('customers:card', args=[row.customer_id])}?tab=contacts",
            marks=marks.get(row.customer_id, ""),
        )
        for row in found
    ]


def _all_customers(text: str, **filters: str) -> str:
    return f"{reverse('customers:list')}?{urlencode({'q': text, **filters})}"


sources.register(
    Source(
        key="customers",
        label=gettext_lazy("Customers"),
        icon="contacts",
        order=10,
        find=find_customers,
        all_url=_all_customers,
    ),
    Source(key="contacts", label=gettext_lazy("Contacts"), icon="person", order=20, find=find_contacts),
    Source(
        key="archive",
        label=gettext_lazy("In the archive"),
        icon="archive",
        order=30,
        find=find_archived,
        all_url=lambda text: _all_customers(text, archived=ARCHIVED),
    ),
)
