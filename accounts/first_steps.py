"""What an admin does first in an empty database, and how far they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Order, Product
from crm.customers.models import Customer
from crm.people.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Step:
    """One step: where it is done, by a file (*url*) or by hand, and how many there are."""

    label: str
    hint: str
    url: str
    by_hand: str
    count: int

    @property
    def is_done(self) -> bool:
        return self.count > 0


def first_steps(request: HttpRequest) -> dict[str, Any] | None:
    """Return the steps to the first orders; None, after one query, when there are orders."""
    if Order.objects.exists():
        return None
    person: Any = request.user
    people = User.objects.active().exclude(pk=person.pk).count()
    customers, products = Customer.objects.count(), Product.objects.count()
    add_person = reverse("admin:people_user_add") if person.is_staff else ""
    steps = [
        Step(_("People"), _("Who sells, who leads whom."), _import("users"), add_person, people),
        Step(
            _("Products"),
            _("What you sell, with unit and price."),
            _import("products"),
            reverse("accounts:product-new"),
            products,
        ),
        Step(
            _("Customers"),
            _("Who buys or may buy, and whose they are."),
            _import("customers"),
            reverse("customers:create"),
            customers,
        ),
        Step(
            _("Orders"),
            _("Then their lines: the ranking and the visits come from them."),
            _import("orders"),
            reverse("accounts:order-start"),
            0,
        ),
    ]
    return {"steps": steps, "next": next(step for step in steps if not step.is_done)}


def _import(kind: str) -> str:
    return f"{reverse('exchange:upload')}?kind={kind}"
