"""Rules that admins change and that must keep an order: which of them contradict each other.

An app declares its pairs beside its rules (``<app>/defaults.py``, ``IN_ORDER``). The readers of rules still
make sense of what was written past the form; an admin is told before it comes to that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

Values = Mapping[str, int | Decimal]


@dataclass(frozen=True, slots=True)
class InOrder:
    """The rule *low* may not be above the rule *high*; nor equal to it where they are to be *apart*."""

    low: str
    high: str
    apart: bool = False

    def is_kept(self, values: Values) -> bool:
        """Tell whether *values* keep the order."""
        low, high = values[self.low], values[self.high]
        return low < high if self.apart else low <= high

    def errors(self, values: Values) -> dict[str, str]:
        """Return by the name of each of the two what is wrong with it and what mends it."""
        low, high = ({"other": other, "value": values[other]} for other in (self.high, self.low))
        if self.apart:
            return {
                self.low: _("This has to be below %(other)s (%(value)s). Lower it, or raise %(other)s.")
                % low,
                self.high: _("This has to be above %(other)s (%(value)s). Raise it, or lower %(other)s.")
                % high,
            }
        return {
            self.low: _("This must not be above %(other)s (%(value)s). Lower it, or raise %(other)s.") % low,
            self.high: _("This must not be below %(other)s (%(value)s). Raise it, or lower %(other)s.")
            % high,
        }


def contradictions(values: Values, pairs: Iterable[InOrder]) -> Iterator[tuple[str, str]]:
    """Yield the name of each rule that contradicts another, and what to do about it.

    A pair of which *values* do not have both is passed over: what is missing is refused elsewhere.
    """
    for pair in pairs:
        if {pair.low, pair.high} <= values.keys() and not pair.is_kept(values):
            yield from pair.errors(values).items()
