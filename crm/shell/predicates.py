"""Who is asked about, and the plainest answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

# The person logged in: the user model of the settings, which this storey does not import.
Viewer: TypeAlias = Any
Predicate: TypeAlias = Callable[[Viewer], bool]


def everyone(user: Viewer) -> bool:
    """Whether *user* may: anybody logged in."""
    return True
