"""What the schema says beyond the code, kept until the schema is asked for.

drf-spectacular's own decorator loads its generator, and with it a test client and ``unittest``, into every
process that answers a request: 3 MiB and a tenth of a second for a document that few ever read.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

Described = TypeVar("Described")

_kept: list[tuple[Any, dict[str, Any]]] = []
_saying = Lock()  # a second reader of the document waits until all is said


def extend_schema(**words: Any) -> Callable[[Described], Described]:
    """Describe a view or one of its methods: `drf_spectacular.utils.extend_schema`, said later."""

    def keep(described: Described) -> Described:
        _kept.append((described, words))
        return described

    return keep


def say_all() -> None:
    """Tell drf-spectacular what has been kept, in the order it was written: of a class, methods first."""
    from drf_spectacular.utils import extend_schema as tell  # noqa: TID251

    with _saying:
        while _kept:
            described, words = _kept.pop(0)
            tell(**words)(described)
