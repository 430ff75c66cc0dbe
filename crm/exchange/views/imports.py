"""Pages of imports: the list, the upload, one import from its file to its undo."""

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
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.exchange.forms import MappingForm, SettingsForm, UploadForm
from crm.exchange.kinds import Kind, kind_named
from crm.exchange.mapping import Binding
from crm.exchange.models import Import, ImportState
from crm.exchange.plans import bindings_of, source_of
from crm.exchange.preview import date_words, examples, first_rows, mark_words
from crm.exchange.reading.problems import FileProblem
from crm.exchange.reading.source import Source
from crm.exchange.records import Duplicates
from crm.exchange.rules import importable_kinds, may_undo
from crm.exchange.services.running import start
from crm.exchange.services.uploading import choose, settle, upload
from crm.exchange.tables import COLUMNS
from crm.jobs.views import bar_of, bar_url
from crm.shell.access import VisibleMixin
from crm.shell.errors import Refused
from crm.shell.forms import ServiceFormPage
from crm.shell.lists import Action, Empty, ListPage
from crm.shell.navigation import url_of


class ImportList(ListPage):
    """The imports a person ran; an admin sees everybody's."""

    title = gettext_lazy("Imports")
    columns = COLUMNS
    default_sort = "-uploaded"
    row_url_name = "exchange:import"
    empty = Empty(
        title=gettext_lazy("Nothing imported yet"),
        text=gettext_lazy("Bring customers, prospects, products, orders and more from a CSV or Excel file."),
        icon="import",
    )

    def rows(self) -> QuerySet[Import]:
        return Import.objects.visible_to(self.user).select_related("by", "job")

    def actions(self) -> list[Action]:
        return [
            Action(label=_("Export"), url=reverse("exchange:exports"), icon="export"),
            Action(label=_("Import a file"), url=reverse("exchange:upload"), icon="import", key="n"),
        ]


class Upload(ServiceFormPage):
    """Choose a file."""

    title = gettext_lazy("Import a file")
    subtitle = gettext_lazy("Nothing is written before you have seen what would happen.")
    submit_label = gettext_lazy("Look at the file")
    form_class = UploadForm
    template_name = "exchange/upload.html"

    def get_cancel_url(self) -> str:
        return reverse("exchange:list")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"kinds": importable_kinds(self.viewer)}

    def get_initial(self) -> dict[str, Any]:
        return {"kind": self.request.GET.get("kind", "")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(kinds=importable_kinds(self.viewer), **kwargs)

    def perform(self, form: Any) -> Import:
        return upload(by=self.viewer, kind_name=form.cleaned_data["kind"], file=form.cleaned_data["file"])

    def done_url(self, result: Import) -> str:
        return reverse("exchange:import", args=[result.pk])


class OneImport(VisibleMixin):
    """What the pages of one import have in common."""

    model = Import

    def record_rows(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("by", "job", "undone_by")

    @cached_property
    def record(self) -> Import:
        return settle(self.get_record())

    @cached_property
    def kind(self) -> Kind:
        try:
            return kind_named(self.record.kind)
        except LookupError:
            raise Http404 from None

    def back(self) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("exchange:import", args=[self.record.pk]))


class ImportPage(OneImport):
    """One import in whatever state it is: open to choices, at work, or done."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show()

    def show(self, **forms: Any) -> HttpResponse:
        record = self.record
        context: dict[str, Any] = {
            "record": record,
            "kind": self.kind,
            "title": record.file_name,
            "counts": record.counts,
            "errors": record.result.get("errors", []),
            "may_undo": may_undo(self.viewer, record),
            "list_url": url_of(self.kind.list_url_name) if record.state == ImportState.DONE else "",
        }
        if record.is_busy and record.job:
            context |= {"bar": bar_of(record.job), "bar_url": bar_url(record.job)}
        elif record.is_open:
            context |= self._open_context()
        return render(self.request, "exchange/import.html", context | forms)

    def _open_context(self) -> dict[str, Any]:
        try:
            source = source_of(self.record)
            return self.reading_context(source, self._bindings(source))
        except FileProblem as problem:
            # Read differently it may do: only the choices about reading are offered.
            stored = self.record.plan.get("settings", {})
            return {"problem": problem.message, "settings_form": SettingsForm(source=None, initial=stored)}

    def _bindings(self, source: Source) -> list[Binding]:
        try:
            return bindings_of(self.record, source, self.kind)
        except FileProblem as problem:
            messages.error(self.request, problem.message)
            return []

    def reading_context(self, source: Source, bindings: list[Binding]) -> dict[str, Any]:
        """How the file was read, what each column is taken for, its first rows."""
        plan, rows = self.record.plan, first_rows(source)
        stored = dict(plan.get("settings", {}))
        stored["delimiter"] = "tab" if stored.get("delimiter") == "\t" else stored.get("delimiter", "")
        settings_form = SettingsForm(
            source=source,
            initial=stored,
            date_words=date_words(source, bindings),
            mark_words=mark_words(source, bindings),
        )
        mapping_form = MappingForm(
            kind=self.kind,
            source=source,
            bindings=bindings,
            initial={"clear_blanks": plan.get("clear_blanks", False)},
        )
        return {
            "source": source,
            "settings_form": settings_form,
            "mapping_form": mapping_form,
            "rows": rows,
            "columns": mapping_rows(mapping_form, source, rows),
            "missing": missing_fields(self.kind, bindings),
        }


def mapping_rows(form: MappingForm, source: Source, rows: Any) -> list[dict[str, Any]]:
    """Each column with a few of its values and the choice of its field."""
    return [
        {"name": column.name, "examples": examples(rows, column.index), "field": bound}
        for column, bound in zip(source.columns, form.column_fields(), strict=True)
    ]


def missing_fields(kind: Kind, bindings: list[Binding]) -> list[str]:
    """Labels of the fields a new record needs and no column fills."""
    bound = {binding.field.name for binding in bindings}
    return [str(field.label) for field in kind.fields() if field.required and field.name not in bound]


class Settings(OneImport):
    """Read the file differently."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        try:
            source = source_of(self.record)
        except FileProblem:
            source = None
        form = SettingsForm(request.POST, source=source)
        if not form.is_valid():
            messages.error(
                request, _("This choice is not possible: %(errors)s") % {"errors": form.errors.as_text()}
            )
            return self.back()
        # Other columns may come out of it: the mapping is guessed anew.
        plan = {"settings": form.chosen(), "clear_blanks": self.record.plan.get("clear_blanks", False)}
        try:
            choose(imported=self.record, by=self.viewer, plan=plan)
        except Refused as refused:
            messages.error(request, str(refused))
        return self.back()


class Check(ImportPage):
    """Keep the mapping and check all rows without writing."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        try:
            source = source_of(self.record)
        except FileProblem as problem:
            messages.error(request, problem.message)
            return self.back()
        form = MappingForm(request.POST, kind=self.kind, source=source, bindings=[])
        if not form.is_valid():
            rows = first_rows(source)
            return self.show(mapping_form=form, columns=mapping_rows(form, source, rows))
        plan = self.record.plan | {
            "mapping": form.cleaned_data["mapping"],
            "mapped": True,
            "clear_blanks": form.cleaned_data["clear_blanks"],
            "skip_bad": False,
            "duplicates": Duplicates.ASK.value,
        }
        try:
            start(
                imported=choose(imported=self.record, by=self.viewer, plan=plan), by=self.viewer, dry_run=True
            )
        except Refused as refused:
            messages.error(request, str(refused))
        return self.back()


class Run(OneImport):
    """Import what was checked."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        plan = self.record.plan | {"skip_bad": request.POST.get("skip_bad") == "1"}
        chosen = request.POST.get("duplicates", "")
        if chosen in set(Duplicates):
            plan["duplicates"] = chosen
        elif self.record.result.get("duplicates"):
            messages.error(request, _("Say first what to do with the likely duplicates."))
            return self.back()
        try:
            start(imported=choose(imported=self.record, by=self.viewer, plan=plan), by=self.viewer)
        except Refused as refused:
            messages.error(request, str(refused))
        return self.back()


class BadRows(OneImport):
    """The bad rows as a file."""

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        if not self.record.bad_rows:
            raise Http404
        return FileResponse(
            self.record.bad_rows.open(),
            as_attachment=True,
            filename=_("bad rows of %(file)s") % {"file": self.record.file_name} + ".csv",
            content_type="text/csv; charset=utf-8",
        )
