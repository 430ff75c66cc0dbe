"""In which row of a file a key stood first, for hundreds of thousands of keys in little memory."""

from __future__ import annotations

from array import array

SLOTS = 1 << 12


class FirstRows:
    """A table from hashes to row numbers (1 and above) in two flat arrays with open addressing.

    A dictionary of the same numbers takes five times the memory, which is most of what a long file costs.
    64 bits of hash stand for the key: a mix-up is 1 in 10^7 imports of a million rows.
    """

    def __init__(self) -> None:
        self._keys = array("q", bytes(8 * SLOTS))
        self._rows = array("I", [0]) * SLOTS
        self._used = 0

    def first(self, key: int, row: int) -> int:
        """The row in which `key` stood first: an earlier one, or now `row`."""
        slot = self._slot(key)
        if there := self._rows[slot]:
            return there
        self._keys[slot], self._rows[slot] = key, row
        self._used += 1
        if self._used * 3 > len(self._rows) * 2:
            self._grow()
        return row

    def get(self, key: int) -> int | None:
        """The row in which `key` stood first, None when it has not stood anywhere."""
        return self._rows[self._slot(key)] or None

    def _slot(self, key: int) -> int:
        """Where `key` is, or would be put."""
        keys, rows, mask = self._keys, self._rows, len(self._rows) - 1
        slot = key & mask
        while rows[slot] and keys[slot] != key:
            slot = (slot + 1) & mask
        return slot

    def _grow(self) -> None:
        old = zip(self._keys, self._rows, strict=True)
        size = 2 * len(self._rows)
        self._keys, self._rows = array("q", bytes(8 * size)), array(self._rows.typecode, [0]) * size
        for key, row in old:
            if row:
                slot = self._slot(key)
                self._keys[slot], self._rows[slot] = key, row
