"""What the storeys above bring to a customer's card beside tabs: head, side column and next step."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from crm.customers.models import Contact
from crm.shell.discovery import Registry
from crm.shell.prepared import Prepared

if TYPE_CHECKING:
    from django.http import HttpRequest

    from crm.customers.models import Customer
    from crm.shell.actions import Action
    from crm.shell.cards import NextStep


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """A part of the side column; ``render`` returns its markup."""

    key: str
    render: Callable[[HttpRequest, Customer], str]
    order: int = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class NextStepSource:
    """Proposes what to do next with a customer, or None; the first proposal by ``order`` is shown."""

    key: str
    propose: Callable[[HttpRequest, Customer], NextStep | None]
    order: int = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class HeadPart:
    """What stands in the head: badges beside the name, and buttons before "Edit"."""

    key: str
    badges: Callable[[HttpRequest, Customer], Iterable[SafeString]]
    actions: Callable[[HttpRequest, Customer], Iterable[Action]]
    order: int = 100


heads: Registry[HeadPart] = Registry("parts of the head")
sides: Registry[Side] = Registry("parts of the side column")
next_steps: Registry[NextStepSource] = Registry("next steps")


_contacts = Prepared(lambda customer: Contact.objects.filter(customer=customer))


def fill_contacts(customer: Customer) -> None:
    """Read the contacts of a customer whose card is shown, once for all parts of it (1 query)."""
    _contacts.fill(customer, "contacts")


def badges_of(request: HttpRequest, customer: Customer) -> list[SafeString]:
    """Return what stands beside the name in the head of a customer's card."""
    return [badge for head in heads for badge in head.badges(request, customer)]


def actions_of(
    request: HttpRequest, customer: Customer, *, parts: Container[str] | None = None
) -> list[Action]:
    """Return the buttons that storeys above put into the head of a customer's card.

    *parts* are the keys of those that another card of the customer shows as well (None: all).
    """
    shown = (head for head in heads if parts is None or head.key in parts)
    return [action for head in shown for action in head.actions(request, customer)]


def side_of(request: HttpRequest, customer: Customer) -> SafeString:
    """Return the side column of a customer's card, wherever that card is shown."""
    return format_html_join("", "{}", ((side.render(request, customer),) for side in sides))


def next_step_of(request: HttpRequest, customer: Customer) -> NextStep | None:
    """Return the first proposal of what to do next."""
    proposals = (source.propose(request, customer) for source in next_steps)
    return next((step for step in proposals if step is not None), None)
