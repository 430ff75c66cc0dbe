"""What can be done with several rows at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import QuerySet

from crm.shell.predicates import everyone

if TYPE_CHECKING:
    from django.forms import Form
    from django_stubs_ext import StrOrPromise

    from crm.shell.predicates import Predicate, Viewer

# "All that match" stops here: beyond, a person should narrow the filter or use an import.
AT_MOST = 5_000


class Run(Protocol):
    def __call__(self, *, rows: QuerySet[Any], by: Viewer, data: dict[str, Any]) -> StrOrPromise:
        """Do it to *rows* by one service call and return the toast; Refused says why not."""


def _unasked(count: int) -> str:
    """Ask nothing: the action opens a page of its own."""
    return ""


def _not_run(*, rows: QuerySet[Any], by: Viewer, data: dict[str, Any]) -> StrOrPromise:
    raise NotImplementedError("A bulk action takes either run and question, or opens.")


@dataclass(frozen=True, kw_only=True, slots=True)
class BulkAction:
    """An action on the selected rows; a page in between asks for *question* and the form's fields.

    ``question(count)`` is the sentence to confirm. ``form(user, data)`` builds the form of what else
    must be known (a new owner); its cleaned data come to ``run``. People for whom ``predicate`` is
    false neither see nor may use it. With ``opens`` nothing is asked or run: it returns, for the keys
    of the rows, the address of the page where the person goes on; Refused says why not.
    """

    key: str
    label: StrOrPromise
    question: Callable[[int], str] = _unasked
    run: Run = _not_run
    opens: Callable[[list[Any]], str] | None = None
    icon: str = ""
    form: Callable[[Viewer, Any], Form] | None = None
    predicate: Predicate = everyone
    danger: bool = False
    order: int = 100
