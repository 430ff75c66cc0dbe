"""Forms of imports: choose a file, say how it is written, say which column is what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.exchange.fields import Field
from crm.exchange.kinds import Kind
from crm.exchange.mapping import Binding, build_mapping
from crm.exchange.reading.dates import EXAMPLES
from crm.exchange.reading.encodings import ENCODINGS
from crm.exchange.reading.problems import FileProblem
from crm.exchange.reading.sniffing import FileType
from crm.exchange.reading.source import Source

DELIMITER_WORDS = {",": _("comma ,"), ";": _("semicolon ;"), "\t": _("tab"), "|": _("bar |")}
TAB = "tab"


class UploadForm(forms.Form):
    """A kind and a file."""

    kind = forms.ChoiceField(label=_("What is in the file"))
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        help_text=_("CSV or Excel (.xlsx), one header row, then one record a row."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def __init__(self, *args: Any, kinds: Sequence[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.name, kind.title) for kind in kinds]  # type: ignore[attr-defined]


class SettingsForm(forms.Form):
    """How the file is written; each empty choice says what was detected."""

    encoding = forms.ChoiceField(label=_("Encoding"), required=False)
    delimiter = forms.ChoiceField(label=_("Columns are separated by"), required=False)
    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    header_row = forms.IntegerField(
        label=_("Row with the column names"), required=False, min_value=1, max_value=20
    )
    date_order = forms.ChoiceField(label=_("Order of dates"), required=False)
    decimal_mark = forms.ChoiceField(label=_("Decimal mark"), required=False)

    def __init__(
        self, *args: Any, source: Source | None, date_words: str = "", mark_words: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        is_text = source is None or source.file_type is FileType.CSV
        self._choose("encoding", ENCODINGS, source.encoding.name if source and source.encoding else "")
        words = {TAB if sign == "\t" else sign: word for sign, word in DELIMITER_WORDS.items()}
        self._choose(
            "delimiter", words, (TAB if source.delimiter == "\t" else source.delimiter) if source else ""
        )
        orders = {order.value: f"{order.upper()} – {example}" for order, example in EXAMPLES.items()}
        self._choose("date_order", orders, "", date_words)
        self._choose("decimal_mark", {".": _("point 1,234.56"), ",": _("comma 1.234,56")}, "", mark_words)
        self.fields["header_row"].widget.attrs["placeholder"] = str(source.header_row) if source else ""
        if is_text:
            del self.fields["sheet"]
        else:
            del self.fields["encoding"], self.fields["delimiter"]
            self._choose(
                "sheet",
                {name: name for name in source.sheets} if source else {},
                source.sheet if source else "",
            )
        for bound in self.fields.values():
            bound.widget.attrs["class"] = (
                "form-select" if isinstance(bound, forms.ChoiceField) else "form-control"
            )

    def _choose(self, name: str, choices: Any, found: str, words: str = "") -> None:
        shown = words or (choices.get(found, found) if found else "")
        first = _("detected: %(found)s") % {"found": shown} if shown else _("detected")
        self.fields[name].choices = [("", first), *choices.items()]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        """The choices as `Import.plan["settings"]` keeps them."""
        values = {name: value for name, value in self.cleaned_data.items() if value}
        if values.get("delimiter") == TAB:
            values["delimiter"] = "\t"
        return values


class MappingForm(forms.Form):
    """One choice of field a column, further ones put together from several, and what to do with blanks."""

    templates = forms.CharField(
        label=_("Put together from several columns"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control", "spellcheck": "false"}),
        help_text=_("One field a line: name = {first name} {last name}"),
    )
    clear_blanks = forms.BooleanField(
        label=_("Blank cells empty what is stored"),
        required=False,
        help_text=_("Otherwise a blank cell leaves the stored value alone."),
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(
        self, *args: Any, kind: Kind, source: Source, bindings: Sequence[Binding], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind_fields, self.source = [field for field in kind.fields() if field.importable], source
        chosen = {binding.column: binding.field.name for binding in bindings if binding.column is not None}
        choices = [
            ("", _("– leave out –")),
            *((field.name, field_words(field)) for field in self.kind_fields),
        ]
        for column in source.columns:
            self.fields[f"column-{column.index}"] = forms.ChoiceField(
                label=column.name,
                required=False,
                choices=choices,
                initial=chosen.get(column.index, ""),
                widget=forms.Select(attrs={"class": "form-select"}),
            )
        composed = [b for b in bindings if b.column is None]
        self.fields["templates"].initial = "\n".join(f"{b.field.name} = {b.expression}" for b in composed)

    def column_fields(self) -> list[forms.BoundField]:
        """The choices, in the order of the columns."""
        return [self[f"column-{column.index}"] for column in self.source.columns]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        mapping: dict[str, str] = {}
        for column in self.source.columns:
            name = cleaned.get(f"column-{column.index}")
            if name and name in mapping:
                self.add_error(f"column-{column.index}", _("Another column fills this field already."))
            elif name:
                mapping[name] = column.name
        for line in (cleaned.get("templates") or "").splitlines():
            self._add_template(line, mapping)
        if not self.errors:
            try:
                build_mapping(self.kind_fields, self.source.columns, given=mapping, guessing=False)
            except FileProblem as problem:
                self.add_error("templates", problem.message)
        cleaned["mapping"] = mapping
        return cleaned

    def _add_template(self, line: str, mapping: dict[str, str]) -> None:
        if not line.strip():
            return
        name, sign, text = (part.strip() for part in line.partition("="))
        if not sign:
            self.add_error("templates", _("Write a line as: field = {column} text {column}"))
        elif name in mapping:
            self.add_error("templates", _("A column fills the field “%(field)s” already.") % {"field": name})
        else:
            mapping[name] = text


def field_words(field: Field) -> str:
    """A field as a person chooses it: its label, its name in files, and whether a new record needs it."""
    mark = " *" if field.required else ""
    label = str(field.label)
    # Said twice it is read twice: in English most names are their labels.
    code = "" if label.casefold().replace(" ", "_") == field.name else f" ({field.name})"
    return f"{label}{code}{mark}"
