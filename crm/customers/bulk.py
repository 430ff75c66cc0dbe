"""What can be done with several customers at once, for every list that shows customers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from crm.customers.duplicates.pages import merge_url
from crm.customers.forms.owner import OwnerForm
from crm.customers.forms.territory import TerritoryForm
from crm.customers.models import Customer
from crm.customers.rules import may_change_owner
from crm.customers.services import (
    archive_customers,
    assign_territory,
    change_owner,
    restore_customers,
    verify_customers,
)
from crm.people.models import User
from crm.shell.discovery import Registry
from crm.shell.errors import Refused
from crm.shell.lists import BulkAction

# What storeys above bring to the list of customers.
further: Registry[BulkAction] = Registry("bulk actions of customers")


def _count(done: int) -> str:
    return ngettext("%(count)s customer done.", "%(count)s customers done.", done) % {"count": done}


def _customers(rows: Any) -> Any:
    """Return the chosen rows without what a list adds to them, so that they can be locked."""
    return Customer.objects.filter(pk__in=list(rows.values_list("pk", flat=True)))


def _give(*, rows: Any, by: User, data: dict[str, Any]) -> str:
    done = change_owner(customers=_customers(rows), owner=data["owner"], by=by, note=data["note"])
    words = {"count": done, "name": data["owner"]}
    return (
        ngettext(
            "%(count)s customer now belongs to %(name)s.", "%(count)s customers now belong to %(name)s.", done
        )
        % words
    )


def _assign(*, rows: Any, by: User, data: dict[str, Any]) -> str:
    territory = data["territory"]
    done = assign_territory(customers=_customers(rows), territory=territory, by=by)
    words = {"count": done, "territory": territory}
    if territory is None:
        text = ngettext(
            "%(count)s customer taken out of its territory. The owner stays.",
            "%(count)s customers taken out of their territories. The owners stay.",
            done,
        )
        return text % words
    text = ngettext(
        "%(count)s customer moved to the territory %(territory)s. The owner stays.",
        "%(count)s customers moved to the territory %(territory)s. The owners stay.",
        done,
    )
    return text % words


def _verify(*, rows: Any, by: User, data: dict[str, Any]) -> str:
    return _count(verify_customers(customers=_customers(rows), by=by))


def _archive(*, rows: Any, by: User, data: dict[str, Any]) -> str:
    return _count(archive_customers(customers=_customers(rows), by=by))


def _restore(*, rows: Any, by: User, data: dict[str, Any]) -> str:
    return _count(restore_customers(customers=_customers(rows), by=by))


def _merge(keys: list[int]) -> str:
    """Return the page that merges the two cards chosen."""
    if len(keys) != 2:
        raise Refused(gettext("Select exactly two customers to merge."), code="two")
    one, other = Customer.objects.filter(pk__in=keys).only("completeness")
    return merge_url(one, other)


GIVE = BulkAction(
    key="owner",
    label=_("Change owner"),
    icon="handover",
    form=OwnerForm,
    predicate=may_change_owner,
    question=lambda count: gettext("To whom shall these customers, and their team with them, go?"),
    run=_give,
)
TERRITORY = BulkAction(
    key="territory",
    label=_("Assign to a territory"),
    icon="map",
    form=TerritoryForm,
    question=lambda count: gettext(
        "To which territory shall these customers move? Their owners stay; when the territory is handed over,"
        " the customers go with it."
    ),
    run=_assign,
)
VERIFY = BulkAction(
    key="verify",
    label=_("Verified today"),
    icon="check",
    question=lambda count: gettext("Have you checked that these cards are right today?"),
    run=_verify,
)
ARCHIVE = BulkAction(
    key="archive",
    label=_("Archive"),
    icon="archive",
    danger=True,
    question=lambda count: gettext(
        "Put these cards into the archive? They leave every list and the visit plan, and can be restored."
    ),
    run=_archive,
)
RESTORE = BulkAction(
    key="restore",
    label=_("Restore"),
    icon="undo",
    question=lambda count: gettext("Take these cards out of the archive?"),
    run=_restore,
)
MERGE = BulkAction(key="merge", label=_("Merge"), icon="merge", opens=_merge)
