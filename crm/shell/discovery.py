"""Let the apps above bring things in, as Django's admin does with ``admin.py``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, Protocol, TypeVar

from django.utils.module_loading import autodiscover_modules


class Registrable(Protocol):
    """What a registry holds: a thing with a key of its own and a place in the order."""

    @property
    def key(self) -> str: ...

    @property
    def order(self) -> int: ...


T = TypeVar("T", bound=Registrable)


class Registry(Generic[T]):
    """Things of one kind, filled by discovered modules, iterated by ``order`` and then ``key``."""

    def __init__(self, kind: str, *, identity: Callable[[T], str] = lambda item: item.key) -> None:
        self.kind = kind
        self._identity = identity
        self._items: dict[str, T] = {}

    def register(self, *items: T) -> None:
        """Add *items*; ValueError when another item already has the key."""
        for item in items:
            key = self._identity(item)
            if self._items.get(key, item) != item:
                raise ValueError(f"Two {self.kind} are called {key!r}.")
            self._items[key] = item

    def get(self, key: str) -> T | None:
        return self._items.get(key)

    def __iter__(self) -> Iterator[T]:
        return iter(sorted(self._items.values(), key=lambda item: (item.order, item.key)))

    def __len__(self) -> int:
        return len(self._items)


def discover(module: str) -> None:
    """Import ``<app>.<module>`` of every installed app that has one; importing registers."""
    autodiscover_modules(module)
