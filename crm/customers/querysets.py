"""Reads of the customer file."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from crm.customers.choices import OTHER_CONTACT, ContactRole
from crm.customers.policy import merge_undo_days
from crm.people.visibility import scope_of

if TYPE_CHECKING:
    from typing import Self

    from crm.customers.models import Contact, Customer, DuplicatePair, Merge, NotDuplicate  # noqa: F401
    from crm.people.models import User

Part = TypeVar("Part", bound=models.Model)
PairOfCards = TypeVar("PairOfCards", bound=models.Model)
_HEAVY = ("main_customers", "strength", "products_bought", "interests", "search_text", "introducer_note")
_OWNERS_OWN = (
    "password",
    "last_login",
    "phone",
    "base_name",
    "base_latitude",
    "base_longitude",
    "joined_at",
    "language",
    "time_zone",
)
_NOT_IN_LISTS = (*_HEAVY, *(f"owner__{name}" for name in _OWNERS_OWN))


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, user: User) -> Self:
        """Return the customers whose records *user* may see (D7.1)."""
        return self.filter(scope_of(user).q())

    def current(self) -> Self:
        """Return the customers that are not archived."""
        return self.filter(archived_at=None)

    def in_file(self) -> Self:
        """Return the customers whose card stands for itself: it was not merged into another."""
        return self.filter(merged_into=None)

    def to_verify(self, before: date) -> Self:
        """Return the current customers whom nobody has verified since *before*; a new card counts as such."""
        start = timezone.make_aware(datetime.combine(before, time.min))
        never = Q(verified_on=None, created_at__lt=start)
        return self.current().filter(Q(verified_on__lt=before) | never)

    def for_card(self) -> Self:
        """Return the customers with all of their card and, of whom it names, the names."""
        own = [field.name for field in self.model._meta.concrete_fields]
        related = ("owner", "industry", "territory", "introducer_contact", "introducer_colleague")
        names = [f"{name}__name" for name in (*related, "introducer")]
        introducer = ("introducer__owner", "introducer__team")  # for who may see them
        return self.select_related(*related, "introducer").only(*own, *names, *introducer, "owner__email")

    def with_last_merge(self) -> Self:
        """Add ``merged_at``, when the latest standing merge into the card was; null without one."""
        from crm.customers.models import Merge

        merges = Merge.objects.standing().filter(kept=OuterRef("pk")).order_by("-at")
        return self.annotate(merged_at=Subquery(merges.values("at")[:1]))

    def for_list(self) -> Self:
        """Return the customers with what lists show of them and their owners, and nothing heavier."""
        return self.select_related("owner", "industry").defer(*_NOT_IN_LISTS)


class CustomerPartQuerySet(models.QuerySet[Part]):
    """Reads of what hangs on a customer and is seen by whoever sees the customer."""

    def visible_to(self, user: User) -> Self:
        """Return the parts of those customers that *user* may see (D7.1)."""
        return self.filter(scope_of(user).q("customer__"))


class ContactQuerySet(CustomerPartQuerySet["Contact"]):
    def in_role(self, role: str) -> Self:
        """Return those who have *role* of ROLES_OR_OTHER, whatever else they are; "other": none at all."""
        if role == OTHER_CONTACT:
            return self.filter(**{one.column: False for one in ContactRole})
        return self.filter(**{ContactRole(role).column: True})


# What lists show of both cards of a pair and of their owners.
_BOTH_CARDS = tuple(
    f"{side}__{name}"
    for side in "ab"
    for name in ("name", "number", "city", "completeness", "owner__name", "owner__email")
)


class PairQuerySet(models.QuerySet[PairOfCards]):
    def visible_to(self, user: User) -> Self:
        """Return the pairs of which *user* may see both cards (D7.1)."""
        scope = scope_of(user)
        return self.filter(scope.q("a__"), scope.q("b__"))


class NotDuplicateQuerySet(PairQuerySet["NotDuplicate"]):
    def for_list(self) -> Self:
        """Return the pairs with what the list shows of both cards, their owners and who told them apart."""
        rows = self.select_related("a__owner", "b__owner", "by")
        return rows.only("at", "note", "by__name", "by__email", *_BOTH_CARDS)


class DuplicatePairQuerySet(PairQuerySet["DuplicatePair"]):
    def open(self) -> Self:
        """Return the pairs still to decide on: both cards in the file, nobody has told them apart."""
        from crm.customers.models import NotDuplicate

        told_apart = NotDuplicate.objects.filter(a=OuterRef("a"), b=OuterRef("b"))
        return self.filter(~Exists(told_apart), a__archived_at=None, b__archived_at=None)

    def for_list(self) -> Self:
        """Return the pairs with what the list shows of both cards and their owners."""
        return self.select_related("a__owner", "b__owner").only("score", "reasons", "found_at", *_BOTH_CARDS)


def undoable_since() -> datetime:
    """Return from when on a merge can be undone today (D1.6)."""
    first = timezone.localdate() - timedelta(days=merge_undo_days())
    return timezone.make_aware(datetime.combine(first, time.min))


class MergeQuerySet(models.QuerySet["Merge"]):
    def visible_to(self, user: User) -> Self:
        """Return the merges into cards that *user* may see; once undone, both cards (D7.1)."""
        scope = scope_of(user)
        return self.filter(scope.q("kept__")).filter(Q(undone_at=None) | scope.q("gone__"))

    def standing(self) -> Self:
        """Return the merges that nobody has undone."""
        return self.filter(undone_at=None)

    def undoable(self) -> Self:
        """Return the standing merges whose time has not run out, the latest first."""
        return self.standing().filter(at__gte=undoable_since()).order_by("-pk")

    def for_list(self) -> Self:
        """Return the merges with the names of both cards and of the people."""
        return self.select_related("kept", "gone", "by", "undone_by")
