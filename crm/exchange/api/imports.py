"""Imports in the API: upload and start in one call, ask how far it is, undo."""

from __future__ import annotations

import json
from itertools import chain
from typing import Any

from django.http import FileResponse, Http404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from crm.api.describing import extend_schema
from crm.api.idempotency import once
from crm.api.viewsets import VisibleMixin
from crm.exchange.mapping import build_mapping
from crm.exchange.models import Import
from crm.exchange.plans import SETTING_NAMES, source_of
from crm.exchange.reading.cells import shown
from crm.exchange.reading.dates import DateOrder
from crm.exchange.reading.encodings import ENCODINGS
from crm.exchange.reading.problems import FileProblem
from crm.exchange.records import Duplicates
from crm.exchange.rules import may_undo
from crm.exchange.services.running import start, start_undo
from crm.exchange.services.uploading import choose, importable_kind, upload
from crm.jobs.progress import progress_of
from crm.shell.errors import Refused


class ImportSerializer(serializers.ModelSerializer[Import]):
    """An import as it stands; `percent` is how far its work is."""

    created = serializers.IntegerField(source="counts.created", read_only=True)
    updated = serializers.IntegerField(source="counts.updated", read_only=True)
    unchanged = serializers.IntegerField(source="counts.unchanged", read_only=True)
    skipped = serializers.IntegerField(
        source="counts.skipped", read_only=True, help_text="Likely duplicates that were left out."
    )
    refused = serializers.IntegerField(source="counts.refused", read_only=True)
    duplicates = serializers.SerializerMethodField(
        help_text="New rows that look like a card on file or like an earlier row."
    )
    errors = serializers.SerializerMethodField()  # type: ignore[assignment] # a field, not the property
    percent = serializers.SerializerMethodField()

    class Meta:
        model = Import
        fields = (
            "id",
            "kind",
            "file_name",
            "size",
            "state",
            "message",
            "percent",
            "created",
            "updated",
            "unchanged",
            "skipped",
            "refused",
            "duplicates",
            "errors",
            "created_at",
            "finished_at",
            "undone_at",
        )

    def get_errors(self, row: Import) -> list[dict[str, Any]]:
        errors: list[dict[str, Any]] = row.result.get("errors", [])
        return errors

    def get_duplicates(self, row: Import) -> int:
        return int(row.result.get("duplicates") or 0)

    def get_percent(self, row: Import) -> int:
        if not row.is_busy:
            return 0 if row.is_open else 100
        return progress_of(row.job_id).percent if row.job_id else 0


class NewImportSerializer(serializers.Serializer[Any]):
    """A file and how to take it. `mapping` is a JSON object: field → column, template or ""."""

    kind = serializers.CharField(max_length=40)
    file = serializers.FileField(allow_empty_file=True)
    mapping = serializers.CharField(
        required=False, help_text='{"number": "order_id", "name": "{first} {last}"}'
    )
    dry_run = serializers.BooleanField(required=False, default=False)
    skip_bad = serializers.BooleanField(required=False, default=False)
    clear_blanks = serializers.BooleanField(required=False, default=False)
    duplicates = serializers.ChoiceField(
        choices=[each.value for each in Duplicates if each is not Duplicates.ASK],
        required=False,
        default=Duplicates.CREATE.value,
        help_text="New rows that look like a card on file or like an earlier row: leave them out, change the "
        "card on file, or create them anyway.",
    )
    encoding = serializers.ChoiceField(choices=list(ENCODINGS), required=False)
    delimiter = serializers.ChoiceField(choices=[",", ";", "\t", "|"], required=False)
    sheet = serializers.CharField(required=False)
    header_row = serializers.IntegerField(required=False, min_value=1, max_value=20)
    date_order = serializers.ChoiceField(choices=[order.value for order in DateOrder], required=False)
    decimal_mark = serializers.ChoiceField(choices=[".", ","], required=False)

    def validate_mapping(self, text: str) -> dict[str, str]:
        try:
            mapping = json.loads(text)
        except (ValueError, RecursionError):
            mapping = None
        pairs = mapping.items() if isinstance(mapping, dict) else [(None, None)]
        if not all(map(_is_plain, chain.from_iterable(pairs))):
            raise serializers.ValidationError(_("Write a JSON object: field → column."))
        return dict(pairs)


def _is_plain(text: object) -> bool:
    """Whether it is a text that can be stored: JSON may spell control characters and halves of letters."""
    return isinstance(text, str) and text == shown(text).encode(errors="replace").decode()


class ImportViewSet(VisibleMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin):
    """Imports the person ran; an admin sees everybody's."""

    queryset = Import.objects.select_related("job").order_by("-id")
    serializer_class = ImportSerializer
    filterset_fields = ("kind", "state")
    parser_classes = (MultiPartParser, FormParser)

    @extend_schema(request={"multipart/form-data": NewImportSerializer}, responses={201: ImportSerializer})
    def create(self, request: Request) -> Response:
        """Upload a file and start importing it (or only checking it) in the background."""
        return once(request, lambda: self._create(request))

    def _create(self, request: Request) -> Response:
        given = NewImportSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        values: dict[str, Any] = given.validated_data
        imported = upload(by=self.person, kind_name=values["kind"], file=values["file"])
        try:
            self._check_mapping(imported, _plan(values))
            imported = choose(imported=imported, by=self.person, plan=_plan(values))
            imported = start(imported=imported, by=self.person, dry_run=values["dry_run"])
        except (Refused, FileProblem) as problem:
            imported.delete()
            raise Refused(problem.message, field="file") from None
        return Response(ImportSerializer(imported).data, status=status.HTTP_201_CREATED)

    def _check_mapping(self, imported: Import, plan: dict[str, Any]) -> None:
        kind = importable_kind(imported.kind, self.person)
        imported.plan = plan
        build_mapping(kind.fields(), source_of(imported).columns, given=plan["mapping"])

    @extend_schema(request=None, responses={200: ImportSerializer})
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: str) -> Response:
        """Take the whole import back, in the background."""

        def act() -> Response:
            imported: Import = self.get_object()
            if not may_undo(self.person, imported):
                raise Refused(
                    _("Only an import that is done can be undone, by whoever ran it."), code="not_done"
                )
            return Response(ImportSerializer(start_undo(imported=imported, by=self.person)).data)

        return once(request, act)

    @extend_schema(responses={(200, "text/csv"): OpenApiResponse(OpenApiTypes.BINARY)})
    @action(detail=True, methods=["get"], url_path="bad-rows")
    def bad_rows(self, request: Request, pk: str) -> FileResponse:
        """The refused rows as a CSV file, with what is wrong with each."""
        imported: Import = self.get_object()
        if not imported.bad_rows:
            raise Http404
        return FileResponse(
            imported.bad_rows.open(), as_attachment=True, filename=f"bad-rows-{imported.pk}.csv"
        )


def _plan(values: dict[str, Any]) -> dict[str, Any]:
    return {
        "mapping": values.get("mapping", {}),
        "settings": {name: values[name] for name in SETTING_NAMES if values.get(name)},
        "skip_bad": values["skip_bad"],
        "clear_blanks": values["clear_blanks"],
        "duplicates": values["duplicates"],
    }
