"""What pages about one prospect share."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _

from crm.shell.access import VisibleMixin
from crm.shell.forms import ServiceFormPage, safe_next
from prospects.models import Prospect


class ProspectMixin(VisibleMixin):
    """A prospect the person may see."""

    model = Prospect

    @cached_property
    def prospect(self) -> Prospect:
        found: Prospect = self.get_record()
        return found

    def record_rows(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.for_card()  # type: ignore[attr-defined]


class ProspectFormPage(ProspectMixin, ServiceFormPage):
    """A form about one prospect; one that is closed or archived leads back to its card, saying so."""

    only_open = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            prospect = self.prospect  # 404 and 403 come before any form
            closed = self.only_open and not prospect.is_open
            if request.method == "GET" and (closed or prospect.customer.is_archived):
                messages.info(request, self.closed_words())
                return HttpResponseRedirect(prospect.get_absolute_url())
        return super().dispatch(request, *args, **kwargs)

    def closed_words(self) -> str:
        if self.prospect.customer.is_archived:
            return _("This card is archived. Restore it first.")
        if self.prospect.is_struck_off:
            return _("This prospect was given up. Take it up again first.")
        return _("This prospect is won: it is an account.")

    @property
    def crumbs(self) -> tuple[tuple[str, str], ...]:  # type: ignore[override]
        return ((self.prospect.customer.name, self.prospect.get_absolute_url()),)

    def get_cancel_url(self) -> str:
        return self.prospect.get_absolute_url()

    def back(self) -> str:
        return safe_next(self.request, self.prospect.get_absolute_url())
