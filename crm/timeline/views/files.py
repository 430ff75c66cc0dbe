"""Files on a card: put there, fetched and taken off, always through what the person may see."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.utils.translation import gettext as _

from crm.customers.models import Customer
from crm.shell.access import VisibleMixin
from crm.shell.errors import Refused
from crm.timeline.models import Attachment
from crm.timeline.rules import may_remove_file
from crm.timeline.services import attach_file, remove_file


def _tab_of(customer: Customer) -> str:
    return f"{customer.get_absolute_url()}?tab=files"


def download(attachment: Attachment) -> FileResponse | None:
    """Return a file as a download that no browser opens as a page; None when it is gone from the disk."""
    try:
        content = attachment.file.open("rb")
    except FileNotFoundError:
        return None
    response = FileResponse(
        content, as_attachment=True, filename=attachment.name, content_type="application/octet-stream"
    )
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


class FileAdd(VisibleMixin):
    model = Customer
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        customer = self.get_record()
        uploads = request.FILES.getlist("file")
        if not uploads:
            messages.error(request, _("Choose a file first."))
        for upload in uploads:
            try:
                attach_file(customer=customer, by=self.viewer, upload=upload)
            except Refused as refused:
                messages.error(request, str(refused))
        return HttpResponseRedirect(_tab_of(customer))


class FileDownload(VisibleMixin):
    """Always a download, never a page of ours: whatever the file holds, it runs nowhere."""

    model = Attachment
    http_method_names = ["get", "head"]

    def record_rows(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(removed_at=None)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = download(self.get_record())
        if response is None:
            raise Http404
        return response


class FileRemove(VisibleMixin):
    model = Attachment
    http_method_names = ["post"]

    def record_rows(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(removed_at=None).select_related("customer")

    def allows_object(self, user: Any, record: Any) -> bool:
        return may_remove_file(user, record)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        attachment = self.get_record()
        remove_file(attachment=attachment, by=self.viewer)
        messages.success(request, _("“%(name)s” is off the card.") % {"name": attachment.name})
        return HttpResponseRedirect(_tab_of(attachment.customer))
