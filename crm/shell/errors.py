"""How a service says no in words a person can act on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class WayOut:
    """The page on which a person does first what a refusal asks for, and what its link says."""

    label: StrOrPromise
    url: str


class Refused(Exception):
    """A service will not do what was asked; nothing was written.

    *message* is translated and says what is wrong and what to do about it; *field* names the input
    it is about (None: the whole); *code* is for the API and for tests; *way_out* is shown as a link behind
    the words. Form pages turn it into a form error, bulk actions into a toast, the API into a 400.
    """

    def __init__(
        self,
        message: StrOrPromise,
        *,
        field: str | None = None,
        code: str = "refused",
        way_out: WayOut | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code
        self.way_out = way_out

    def __str__(self) -> str:
        return str(self.message)


class RefusedMany(Refused):
    """Several refusals at once, so that a person need not mend one after the other."""

    def __init__(self, refusals: Iterable[Refused]) -> None:
        self.refusals = list(refusals)
        super().__init__(" ".join(str(refusal) for refusal in self.refusals))
