"""The time zones that a schedule may be kept in, loaded when somebody chooses among them.

The field of django_celery_beat has every zone there is loaded all the time: some MiB of each process, for
one box of the admin.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.choices import BaseChoiceIterator


class _Zones:
    """Zones by their *names*, each loaded as it is reached."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names

    def __iter__(self) -> Iterator[ZoneInfo]:
        return map(ZoneInfo, self._names)


class _Choices(BaseChoiceIterator):
    """What the field offers, made anew whenever it is asked for."""

    def __init__(self, zones: _Zones) -> None:
        self._zones = zones

    def __iter__(self) -> Iterator[tuple[ZoneInfo, str]]:
        from timezone_field.choices import standard  # type: ignore[import-untyped]

        return iter(standard(self._zones))


def load_when_chosen(field: Any) -> None:
    """Let *field*, a TimeZoneField with the choices it has by itself, forget its zones until it is asked."""
    zones = _Zones(tuple(map(str, field.default_tzs)))
    field.default_tzs = zones
    field.choices = _Choices(zones)
