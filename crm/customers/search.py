"""What the search finds in the customer file: customers and the people at them."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.customers.models import Contact, Customer
from crm.people.models import User
from crm.shell.search import Hit, Source, sources
from crm.shell.textsearch import find


def find_customers(user: User, text: str, limit: int) -> list[Hit]:
    """Return customers of the file, not those in the archive."""
    rows = Customer.objects.visible_to(user).current().only("name", "number", "city")
    return [
        Hit(row.name, " · ".join(filter(None, [row.city, row.number])), row.get_absolute_url())
        for row in find(rows, text, limit=limit)
    ]


def find_contacts(user: User, text: str, limit: int) -> list[Hit]:
    """Return people at customers; a hit leads to the contacts of the card."""
    rows = Contact.objects.visible_to(user).filter(customer__archived_at=None)
    rows = rows.select_related("customer").only("name", "title", "customer__name")
    return [
        Hit(
            row.name,
            " · ".join(filter(None, [row.title, row.customer.name])),
            f"{reverse('customers:card', args=[row.customer_id])}?tab=contacts",
        )
        for row in find(rows, text, limit=limit)
    ]


def _all_customers(text: str) -> str:
    return f"{reverse('customers:list')}?{urlencode({'q': text})}"


sources.register(
    Source(
        key="customers",
        label=_("Customers"),
        icon="contacts",
        order=10,
        find=find_customers,
        all_url=_all_customers,
    ),
    Source(key="contacts", label=_("Contacts"), icon="person", order=20, find=find_contacts),
)
