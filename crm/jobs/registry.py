"""Which function does the work of which kind of job."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from crm.jobs.models import Job

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Handler = Callable[[Job], dict[str, Any]]
_handlers: dict[str, Handler] = {}
_titles: dict[str, StrOrPromise] = {}


def handler(kind: str, *, title: StrOrPromise = "") -> Callable[[Handler], Handler]:
    """Register the decorated function for jobs of *kind*; *title* says on its page what is done.

    The function gets the job and returns its result, a JSON-able dictionary. Work that writes
    takes ``crm.jobs.services.finishing(job)`` around its writes, so that effect and finish are one
    transaction; a handler that does not is finished right after it returns. A result with ``url``
    says where its page goes on to.
    """

    def register(function: Handler) -> Handler:
        _handlers[kind] = function
        _titles[kind] = title
        return function

    return register


def handler_for(kind: str) -> Handler:
    """Return the handler of *kind*; LookupError names a kind nobody handles."""
    try:
        return _handlers[kind]
    except KeyError:
        raise LookupError(f"No job handler for kind {kind!r}.") from None


def title_of(kind: str) -> StrOrPromise:
    """Return what jobs of *kind* do, in words."""
    return _titles.get(kind) or _("Background work")
