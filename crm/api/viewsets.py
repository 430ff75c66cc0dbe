"""What every part of the API shares: only visible rows, writes through services, POST once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, cast

from django.db.models import QuerySet
from django.utils.translation import get_language
from rest_framework import mixins, viewsets
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from crm.api.idempotency import once

if TYPE_CHECKING:
    from crm.people.models import User


class OnceMixin(APIView):
    """Lets every POST of a view, actions too, take an ``Idempotency-Key``."""

    @property
    def person(self) -> User:
        return cast("User", self.request.user)

    def require(self, allowed: bool) -> None:
        """Answer 403 unless *allowed*: for a verb that the person may not use on what they see."""
        if not allowed:
            raise PermissionDenied

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        handler = getattr(self, "post", None)
        if request.method == "POST" and handler is not None:
            # On the view of this one request; dispatch looks its handler up after this.
            self.__dict__["post"] = partial(_post_once, handler)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answered = super().finalize_response(request, response, *args, **kwargs)
        answered.headers.setdefault("Content-Language", get_language() or "en")
        return answered


def _post_once(handler: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
    return once(request, lambda: handler(request, *args, **kwargs))


class VisibleMixin(OnceMixin, viewsets.GenericViewSet[Any]):
    """Narrows ``queryset`` to what the person may see: anything else is a 404 (D7.1)."""

    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[Any]:
        rows: Any = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return rows.none()
        return rows.visible_to(self.person)


class CatalogueMixin(OnceMixin, viewsets.GenericViewSet[Any]):
    """Rows that everybody logged in reads."""

    lookup_value_regex = r"\d{1,18}"


class ReadViewSet(VisibleMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin):
    """List and read."""


class CatalogueViewSet(CatalogueMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin):
    """List and read what is everybody's."""


class ServiceViewSet(ReadViewSet):
    """List and read; what changes anything goes through services.

    Answers are written by ``serializer_class``; where lists show less or what is taken looks different,
    ``list_``, ``new_`` and ``change_serializer_class`` say how.
    """

    list_serializer_class: Any = None
    new_serializer_class: Any = None
    change_serializer_class: Any = None

    def get_serializer_class(self) -> Any:
        """Return what a list is written, or what the request is read by."""
        own = {
            "list": self.list_serializer_class,
            "create": self.new_serializer_class,
            "partial_update": self.change_serializer_class,
        }
        return own.get(self.action) or super().get_serializer_class()

    def check_verb(self) -> None:
        """Answer 403 (``self.require``) for who may write nothing here at all."""

    def answer(self, record: Any, *, status: int = 200) -> Response:
        """Return *record* as it stands now, as a detail of it would show it."""
        shown = self.get_queryset().filter(pk=record.pk).first() or record
        assert self.serializer_class is not None
        serializer = self.serializer_class(shown, context=self.get_serializer_context())
        return Response(serializer.data, status=status)

    def read(self, serializer_class: Any) -> dict[str, Any]:
        """Return the body of an action as *serializer_class* cleans it; what is wrong is a 400."""
        serializer = serializer_class(data=self.request.data, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        values: dict[str, Any] = serializer.validated_data
        return values


class CreatesMixin(ServiceViewSet):
    """``write_new`` calls the service that creates a record, and returns it."""

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        self.check_verb()
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        return self.answer(self.write_new(serializer.validated_data), status=201)

    def write_new(self, values: dict[str, Any]) -> Any:
        raise NotImplementedError


class ChangesMixin(ServiceViewSet):
    """``write_changes`` calls the service that changes *record*, and returns it."""

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        record = self.get_object()
        self.check_verb()
        serializer = self.get_serializer(record, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        return self.answer(self.write_changes(record, serializer.validated_data))

    def write_changes(self, record: Any, values: dict[str, Any]) -> Any:
        raise NotImplementedError


class WriteViewSet(CreatesMixin, ChangesMixin):
    """List, read, create and change."""
