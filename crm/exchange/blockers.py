"""What keeps an import from being undone, in words: how much, some of it by name, what to undo first."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.exchange.kinds import kind_named
from crm.exchange.models import Import, ImportState
from crm.shell.errors import Refused
from crm.shell.formats import day

NAMES_SHOWN = 5


class Blockers:
    """Records changed or used since an import; *imports* are the later imports that did it."""

    def __init__(self) -> None:
        self.count = 0
        self.names: list[str] = []
        self.imports: set[int] = set()

    def __bool__(self) -> bool:
        return self.count > 0

    def add(self, names: Iterable[str], *, count: int | None = None) -> None:
        """Count records, by default as many as *names*; the first of all are kept to be told."""
        given = list(names)
        self.count += len(given) if count is None else count
        self.names += given[: NAMES_SHOWN - len(self.names)]

    def refusal(self) -> Refused:
        """Return what to tell the person."""
        text = ngettext(
            "This import cannot be undone: %(count)s record has been changed or used since: %(names)s.",
            "This import cannot be undone: %(count)s records have been changed or used since,"
            " among them: %(names)s.",
            self.count,
        ) % {"count": self.count, "names": "; ".join(self.names)}
        if later := with_those_on_top(self.imports):
            files = "; ".join(_words(one) for one in later)
            text += " " + _("Undo these later imports first, in this order: %(imports)s.") % {
                "imports": files
            }
        return Refused(text, code="used_since")


def with_those_on_top(import_ids: Iterable[int]) -> list[Import]:
    """Return these imports and those that stand on them in turn, the latest first, as far as still there."""
    found: dict[int, Import] = {}
    ahead = set(import_ids)
    while ahead:
        number = ahead.pop()
        one = Import.objects.filter(pk=number, state=ImportState.DONE).first()
        if one is not None:
            found[number] = one
            ahead |= kind_named(one.kind).later_imports(number) - found.keys()
    return [found[number] for number in sorted(found, reverse=True)]


def _words(one: Import) -> str:
    facts = {"file": one.file_name, "kind": kind_named(one.kind).title, "day": day(one.created_at)}
    return _("%(file)s (%(kind)s, %(day)s)") % facts
