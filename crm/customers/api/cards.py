"""Cards: read, write, and what is done to them by one press."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from crm.api.describing import extend_schema
from crm.api.pagination import CURSOR
from crm.api.positions import answer, position_of
from crm.api.viewsets import WriteViewSet
from crm.customers import completeness, custom
from crm.customers.api.chain import ChainSerializer
from crm.customers.api.filters import CustomerApiFilter, filter_of_the_day
from crm.customers.api.history import HistoryPageSerializer, RevisionSerializer
from crm.customers.api.likely import LikelyDuplicatesSerializer, refuse_likely
from crm.customers.api.serializers import (
    ArchiveSerializer,
    CardChangeSerializer,
    CardToAddSerializer,
    ChangedSerializer,
    CompletenessSerializer,
    CustomerSerializer,
    OwnerSerializer,
    OwnersSerializer,
    PrivateLookSerializer,
    PrivateSerializer,
    VerifySerializer,
    custom_fields_named,
)
from crm.customers.chain import chain_of
from crm.customers.choices import PrivateField
from crm.customers.forms.private import OF_ORGANISATIONS
from crm.customers.models import Customer, PrivateDetails, PrivateLook
from crm.customers.querysets import CustomerQuerySet
from crm.customers.rules import may_change_owner, may_see_looks, may_see_private
from crm.customers.services import (
    archive_customers,
    change_owner,
    change_private,
    create_customer,
    look_at_private,
    restore_customers,
    update_customer,
    verify_customers,
)
from crm.customers.tabs import REVISIONS, tracked_of
from crm.history.changes import revisions

LOOKS = 100
_ON_PAGES = OpenApiParameter(CURSOR, str, description="Where the page begins: taken from `next`.")


class CustomerViewSet(WriteViewSet):
    """Customers: who they are, whatever is tried with them or sold to them.

    Lists hold those outside the archive unless `archived` asks for them, and can also be filtered by
    each custom field as `custom_<key>` (see custom fields).
    """

    queryset = Customer.objects.all()
    serializer_class = CustomerSerializer
    new_serializer_class = CardToAddSerializer
    change_serializer_class = CardChangeSerializer
    orderings = {
        "name": ("name",),
        "city": ("city",),
        "completeness": ("completeness",),
        "verified_on": ("verified_on",),
        "created_at": ("created_at",),
    }

    @property
    def filterset_class(self) -> type[CustomerApiFilter]:
        """The list page's filter and, for a request, the custom fields of the day."""
        asked = getattr(self, "request", None)
        custom = asked is not None and any(name.startswith("custom_") for name in asked.query_params)
        return filter_of_the_day() if custom else CustomerApiFilter

    @extend_schema(responses={201: CustomerSerializer, 409: LikelyDuplicatesSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Put a new card into the file.

        One that is like others of the file is not saved but answered with 409, which names them; sent again
        with `confirm_duplicates` it is.
        """
        return super().create(request, *args, **kwargs)

    def write_new(self, values: dict[str, Any]) -> Customer:
        if not values.pop("confirm_duplicates"):
            refuse_likely(values, by=self.person)
        parts = {name: values.pop(name, ()) for name in ("contacts", "addresses")}
        owner = values.pop("owner", None)
        with custom_fields_named():
            return create_customer(by=self.person, values=values, owner=owner, **parts)

    def write_changes(self, record: Customer, values: dict[str, Any]) -> Customer:
        since = values.pop("unchanged_since", None)
        with custom_fields_named():
            return update_customer(customer=record, by=self.person, values=values, unchanged_since=since)

    def one(self) -> CustomerQuerySet:
        """Return the card of the address as the queryset that services take; 404 if it is not to be seen."""
        rows: CustomerQuerySet = Customer.objects.filter(pk=self.get_object().pk)
        return rows

    @extend_schema(request=VerifySerializer, responses=CustomerSerializer)
    @action(detail=True, methods=["post"])
    def verify(self, request: Request, pk: str) -> Response:
        """Note that somebody has checked the card."""
        card = self.one()
        verify_customers(customers=card, by=self.person, on=self.read(VerifySerializer).get("on"))
        return self.answer(card.get())

    @extend_schema(request=ArchiveSerializer, responses=CustomerSerializer)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: str) -> Response:
        """Put the card into the archive: it leaves lists and plans, its history stays.

        Visits to come are taken out. Refused with `open_prospect` while there is an open prospect.
        """
        card = self.one()
        archive_customers(customers=card, by=self.person, **self.read(ArchiveSerializer))
        return self.answer(card.get())

    @extend_schema(request=None, responses=CustomerSerializer)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: str) -> Response:
        """Take the card out of the archive."""
        card = self.one()
        restore_customers(customers=card, by=self.person)
        return self.answer(card.get())

    @extend_schema(request=OwnerSerializer, responses=CustomerSerializer)
    @action(detail=True, methods=["post"])
    def owner(self, request: Request, pk: str) -> Response:
        """Give the card, and with it its team, to another owner among the people you see.

        For leaders and admins.
        """
        card = self.one()
        self.require(may_change_owner(self.person))
        change_owner(customers=card, by=self.person, **self.read(OwnerSerializer))
        return self.answer(card.get())

    @extend_schema(
        request=OwnersSerializer, responses=ChangedSerializer, operation_id="customers_owners_create"
    )
    @action(detail=False, methods=["post"], url_path="owner")
    def owners(self, request: Request) -> Response:
        """Give many cards, and with them their team, to another owner among the people you see.

        For leaders and admins. A card that you do not see leaves all as they are.
        """
        self.require(may_change_owner(self.person))
        values = self.read(OwnersSerializer)
        keys = set(values.pop("customers"))
        seen = set(Customer.objects.visible_to(self.person).filter(pk__in=keys).values_list("pk", flat=True))
        if unseen := sorted(keys - seen):
            message = _("There is no customer %(key)s.") % {"key": unseen[0]}
            raise ValidationError({"customers": [message]}, code="does_not_exist")
        cards = Customer.objects.filter(pk__in=seen)
        changed = change_owner(customers=cards, by=self.person, **values)
        return Response(ChangedSerializer({"changed": changed}).data)

    @extend_schema(responses=CompletenessSerializer)
    @action(detail=True, methods=["get"])
    def completeness(self, request: Request, pk: str) -> Response:
        """Read how complete the card is and which rows are still empty."""
        card: Customer = self.get_object()
        file = completeness.File(card, list(card.contacts.all()), list(card.addresses.all()))
        shown = {
            "percent": completeness.percent(file),
            "missing": completeness.missing(file, custom.definitions()),
        }
        return Response(CompletenessSerializer(shown).data)

    @extend_schema(responses=ChainSerializer)
    @action(detail=True, methods=["get"])
    def chain(self, request: Request, pk: str) -> Response:
        """Read the referral chain: who brought the card, up to the root, and all it brought."""
        return Response(ChainSerializer(chain_of(self.get_object(), viewer=self.person)).data)

    @extend_schema(responses=HistoryPageSerializer, parameters=[_ON_PAGES])
    @action(detail=True, methods=["get"])
    def history(self, request: Request, pk: str) -> Response:
        """Read every change of the card, its contacts and addresses, newest first."""
        tracked = tracked_of(self.get_object(), self.person)
        found, rest = revisions(tracked, before=position_of(request), limit=REVISIONS)
        return answer(request, RevisionSerializer(found, many=True).data, rest)

    # Private details (D7.3) -------------------------------------------------------------------------

    def private_card(self) -> Customer:
        """Return the card; for whoever may not see its private details they do not exist."""
        card: Customer = self.get_object()
        if not may_see_private(self.person, card):
            raise Http404
        return card

    @extend_schema(responses=PrivateSerializer)
    @action(detail=True, methods=["get"])
    def private(self, request: Request, pk: str) -> Response:
        """Look at private details: that you did is written down.

        404 where they are switched off, and for everybody but the owner and their managers.
        """
        card = self.private_card()
        return _private(card, look_at_private(customer=card, by=self.person))

    @extend_schema(request=PrivateSerializer, responses=PrivateSerializer)
    @private.mapping.patch
    def change_private(self, request: Request, pk: str) -> Response:
        """Change private details: that you did, and saw the answer, is written down, not what they say."""
        card = self.private_card()
        values = self.read(PrivateSerializer)
        if strange := sorted(set(values) - set(_private_names(card))):
            raise ValidationError({name: [_("Only cards of individuals have this.")] for name in strange})
        change_private(customer=card, by=self.person, values=values)
        return _private(card, look_at_private(customer=card, by=self.person))

    @extend_schema(responses=PrivateLookSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], url_path="private-looks", pagination_class=None)
    def private_looks(self, request: Request, pk: str) -> Response:
        """Read who looked at the private details, or changed them, the latest hundred."""
        card: Customer = self.get_object()
        if not may_see_looks(self.person, card):
            raise Http404
        looks: QuerySet[PrivateLook] = PrivateLook.objects.filter(customer=card).select_related("by")
        return Response(PrivateLookSerializer(looks[:LOOKS], many=True).data)


def _private_names(card: Customer) -> list[str]:
    return [name.value for name in (OF_ORGANISATIONS if card.is_organisation else tuple(PrivateField))]


def _private(card: Customer, details: PrivateDetails) -> Response:
    shown = PrivateSerializer(details).data
    response = Response({name: shown[name] for name in _private_names(card)})
    response.headers["Cache-Control"] = "private, no-store"
    return response
