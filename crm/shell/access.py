"""Nobody reaches what they may not see: the mixins under every page of one record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views import View

if TYPE_CHECKING:
    from crm.shell.predicates import Viewer


class AllowedMixin(LoginRequiredMixin, View):
    """Refuses, with 403, people who may not use the page at all.

    Subclasses say who may in ``allows(user)``; what they may do with one record they ask in
    ``allows_object(user, record)`` of ``VisibleMixin``.
    """

    def allows(self, user: Viewer) -> bool:
        return True

    @property
    def viewer(self) -> Viewer:
        """The person logged in."""
        return self.request.user

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not self.allows(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class VisibleMixin(AllowedMixin):
    """Finds the record of the address among those the person may see; any other is a 404.

    ``model``'s default manager must offer ``visible_to(user)``; ``record_rows`` may add
    ``select_related`` and the like, but gets only rows that are narrowed already. A record the
    person sees but may not do this with (``allows_object``) is a 403.
    """

    model: type[Model]

    def visible_rows(self) -> QuerySet[Any]:
        manager: Any = self.model._default_manager
        rows: QuerySet[Any] = manager.visible_to(self.request.user)
        return self.record_rows(rows)

    def record_rows(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows

    def allows_object(self, user: Viewer, record: Any) -> bool:
        return True

    def get_record(self) -> Any:
        """Return the record whose key the address holds."""
        record = self.visible_rows().filter(pk=self.kwargs["pk"]).first()
        if record is None:
            raise Http404
        if not self.allows_object(self.request.user, record):
            raise PermissionDenied
        return record
