"""What a rule that admins change may be: the form refuses anything else, and readers get the nearest.

A rule written past the form (by another release, by hand) must not stop every page that reads it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Limits:
    """The least and the most of a number: an int for whole ones, a Decimal for others."""

    least: int | Decimal
    most: int | Decimal

    def nearest(self, value: Any) -> Any:
        """Return *value*, or the end of the limits that it is beyond."""
        return min(self.most, max(self.least, value))

    @property
    def field(self) -> list[Any]:
        """The form field in the admin, as constance takes it."""
        name = "IntegerField" if isinstance(self.most, int) else "DecimalField"
        looks = {"widget": "django.forms.TextInput", "widget_kwargs": {"attrs": {"size": 10}}}
        return [f"django.forms.{name}", {"min_value": self.least, "max_value": self.most, **looks}]


def whole(least: int, most: int) -> Limits:
    """Return the limits of a whole number."""
    return Limits(least, most)


def decimal(least: str, most: str) -> Limits:
    """Return the limits of a decimal number."""
    return Limits(Decimal(least), Decimal(most))
