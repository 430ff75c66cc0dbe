"""Menu entries and palette commands, registered by each app's ``navigation.py``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from crm.shell.discovery import Registry
from crm.shell.predicates import everyone

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from crm.shell.predicates import Predicate, Viewer


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A menu entry: ``shortcut`` is the second key of ``g …``, ``phone`` puts it in the bottom bar.

    ``count`` gives the badge's number (None: no badge); it runs when a page shows the menu.
    """

    key: str
    label: StrOrPromise
    url_name: str
    icon: str
    order: int = 100
    group: StrOrPromise = ""
    predicate: Predicate = everyone
    phone: bool = False
    shortcut: str = ""
    count: Callable[[Viewer], int | None] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """A palette line that is not a menu entry: something to create, or to do.

    ``words`` are other words it is found by.
    """

    key: str
    label: StrOrPromise
    url_name: str
    icon: str
    kind: Literal["create", "do", "go"] = "do"
    order: int = 100
    predicate: Predicate = everyone
    words: StrOrPromise = ""


entries: Registry[Entry] = Registry("menu entries")
commands: Registry[Command] = Registry("commands")


class MenuItem:
    """An entry as the page shows it to one person."""

    def __init__(self, entry: Entry, url: str, user: Viewer, *, active: bool) -> None:
        self.label = entry.label
        self.url = url
        self.icon = entry.icon
        self.group = entry.group
        self.phone = entry.phone
        self.key = entry.shortcut
        self.active = active
        self._count = entry.count
        self._user = user

    @cached_property
    def count(self) -> int | None:
        return self._count(self._user) if self._count else None


class Menu(list[MenuItem]):
    """The menu of one person on one page; ``signature`` is what its markup depends on."""

    @cached_property
    def signature(self) -> tuple[tuple[str, bool, int | None], ...]:
        return tuple((item.url, item.active, item.count) for item in self)


@lru_cache(maxsize=256)
def url_of(url_name: str) -> str:
    """Return the address of a page without arguments; "" when there is none of that name.

    ``manage.py check`` names such an entry; the pages leave it out rather than fail, all of them.
    """
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def menu(user: Viewer, path: str) -> Menu:
    """Return the menu of *user*; the entry whose address is the longest beginning of *path* is active."""
    shown = [(entry, url) for entry in entries if (url := url_of(entry.url_name)) and entry.predicate(user)]
    home = url_of("shell:home")
    leading = [url for _, url in shown if path.startswith(url) and (url != home or path == home)]
    active = max(leading, key=len, default=None)
    return Menu(MenuItem(entry, url, user, active=url == active) for entry, url in shown)


entries.register(
    Entry(key="home", label=_("Home"), url_name="shell:home", icon="home", order=0, shortcut="h"),
)
