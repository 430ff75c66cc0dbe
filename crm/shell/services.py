"""Keep what a person wants of a list page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from crm.shell.errors import Refused
from crm.shell.models import SavedFilter

if TYPE_CHECKING:
    from crm.shell.predicates import Viewer

MOST_FILTERS = 100
MOST_COLUMNS = 200


@transaction.atomic
def save_filter(
    *, page: str, name: str, query: str, shared: bool = False, is_default: bool = False, by: Viewer
) -> SavedFilter:
    """Save *query* of *page* under *name*; the same name again replaces it."""
    name = " ".join(name.split())
    _check_page(page)
    if not name:
        raise Refused(_("Give the filter a name."), field="name")
    if len(name) > 60:
        raise Refused(_("The name has more than 60 characters. Choose a shorter one."), field="name")
    if len(query) > 2000:
        raise Refused(_("This filter is too long to be saved. Use fewer conditions."), field="query")
    own = SavedFilter.objects.filter(owner=by, page=page)
    if own.count() >= MOST_FILTERS and not own.filter(name=name).exists():
        raise Refused(_("This page has as many saved filters as it can hold. Delete one first."))
    if is_default:
        own.filter(is_default=True).exclude(name=name).update(is_default=False)
    kept, _created = SavedFilter.objects.update_or_create(
        owner=by, page=page, name=name, defaults={"query": query, "shared": shared, "is_default": is_default}
    )
    return kept


@transaction.atomic
def save_columns(*, page: str, columns: list[str], by: Viewer) -> None:
    """Keep the *columns* (their keys) that *by* wants on *page*; none: the page's own choice."""
    _check_page(page)
    own = SavedFilter.objects.filter(owner=by, page=page, name="")
    if not columns:
        own.delete()
        return
    keys = [key[:60] for key in dict.fromkeys(columns)][:MOST_COLUMNS]
    SavedFilter.objects.update_or_create(owner=by, page=page, name="", defaults={"columns": keys})


def _check_page(page: str) -> None:
    if not page or len(page) > 100:
        raise Refused(_("This page cannot keep anything. Load it anew and try again."), field="page")
