"""Exports as downloads: everything, or what a list page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    QueryDict,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.utils import timezone

from crm.exchange.exporting import CONTENT_TYPES, Format, export_fields, stream_text, workbook_file
from crm.exchange.kinds import KINDS, Kind
from crm.exchange.lists import rows_of_list
from crm.exchange.rules import exportable_kinds, importable_kinds
from crm.shell.access import AllowedMixin

if TYPE_CHECKING:
    from crm.people.models import User


class Exports(AllowedMixin):
    """What can be exported, in which form."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(
            request,
            "exchange/exports.html",
            {"kinds": exportable_kinds(self.viewer), "formats": list(Format)},
        )


class OneKind(AllowedMixin):
    """A kind by the name in the address; 404 for an unknown one."""

    def kind(self) -> Kind:
        kind = KINDS.get(self.kwargs["kind"])
        if kind is None:
            raise Http404
        return kind


class Export(OneKind):
    """One kind as a file: only rows the person may see, narrowed as the list page was."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponseBase:
        found = self.kind()
        if not found.may_export(self.viewer):
            raise PermissionDenied
        try:
            file_format = Format(request.GET.get("format", Format.CSV))
        except ValueError:
            raise Http404 from None
        return export_file(found, self.viewer, file_format, request.GET)


def export_file(kind: Kind, viewer: User, file_format: Format, params: QueryDict) -> HttpResponseBase:
    """Return what *viewer* may see of *kind* as a download, narrowed by *params* as a list page is."""
    only = rows_of_list(kind.name, viewer, params)
    return file_of(kind, viewer, file_format, only=only, private=params.get("private") == "1")


def file_of(
    kind: Kind, viewer: User, file_format: Format, *, only: Any = None, private: bool = False
) -> HttpResponseBase:
    """Return what *viewer* may see of *kind* as a download; *only* is what the kind's export narrows by."""
    fields = export_fields(kind, viewer, private=private)
    name = f"{kind.name}-{timezone.localdate():%Y-%m-%d}.{file_format}"
    content_type = CONTENT_TYPES[file_format]
    if file_format is Format.XLSX:
        stream: Any = workbook_file(kind, viewer, fields, only)
        return FileResponse(stream, as_attachment=True, filename=name, content_type=content_type)
    pieces = stream_text(kind, viewer, fields, file_format, only)
    # The mark tells spreadsheets that the file is UTF-8.
    mark = "\ufeff" if file_format is Format.CSV else ""
    response = StreamingHttpResponse(
        (text.encode() for text in _after(mark, pieces)), content_type=content_type
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class Sample(OneKind):
    """An empty file with every column of a kind, to fill in."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        found = self.kind()
        if found not in importable_kinds(self.viewer):
            raise PermissionDenied
        names = ",".join(field.name for field in found.fields() if field.importable and not field.private)
        response = HttpResponse(f"\ufeff{names}\r\n", content_type=CONTENT_TYPES[Format.CSV])
        response.headers["Content-Disposition"] = f'attachment; filename="{found.name}.csv"'
        return response


def _after(mark: str, pieces: Any) -> Any:
    if mark:
        yield mark
    yield from pieces
