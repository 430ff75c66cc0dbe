"""What is wrong with a problem, said so that its author can mend it."""

from __future__ import annotations


class ProblemError(ValueError):
    """A planning problem that cannot be read.

    `path` says where (`visits[3].minutes`), `value` what stands there, `remedy` what should.
    """

    def __init__(self, path: str, value: object, remedy: str) -> None:
        self.path = path
        self.value = value
        self.remedy = remedy
        super().__init__(f"{path}: {_shorten(value)} – {remedy}")


def _shorten(value: object, limit: int = 60) -> str:
    """The value as its author would recognise it, cut to `limit` characters."""
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"
