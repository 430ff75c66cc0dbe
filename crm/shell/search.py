"""What the search page and the palette look through, registered by each app's ``search.py``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.shell.discovery import Registry
from crm.shell.predicates import everyone

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from crm.shell.predicates import Predicate, Viewer


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: *title* is its name, *detail* what tells it from others of that name.

    *marks* are badges that stand beside the name.
    """

    title: str
    detail: str
    url: str
    icon: str = ""
    marks: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """Finds things of one sort among those the person may see.

    ``find(user, text, limit)`` returns the best hits first, in a fixed number of queries.
    ``all_url(text)`` is the list page with the same search, where there is one.
    """

    key: str
    label: StrOrPromise
    icon: str
    find: Callable[[Viewer, str, int], list[Hit]]
    order: int = 100
    predicate: Predicate = everyone
    all_url: Callable[[str], str] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of one source."""

    source: Source
    hits: list[Hit]
    all_url: str


sources: Registry[Source] = Registry("search sources")


def find_all(user: Viewer, text: str, *, limit: int) -> Iterator[Found]:
    """Yield what each source finds for *text*, up to *limit* hits each; empty ones are left out."""
    for source in sources:
        if source.predicate(user) and (hits := source.find(user, text, limit)):
            yield Found(source, hits, source.all_url(text) if source.all_url else "")
