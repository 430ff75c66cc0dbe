"""Checked rows on disk, so that memory stays bounded and the database is not written meanwhile."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator
from typing import IO, Any

from crm.exchange.records import Record


class Spool:
    """Batches of records, written once in the check pass and read in the write pass.

    The file has no name that anybody could open; only plain values go in and come out.
    """

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.TemporaryFile(prefix="regulars-import-")  # noqa: SIM115

    def add(self, records: list[Record]) -> None:
        """Append a batch."""
        rows: list[tuple[int, dict[str, Any], dict[str, str]]] = [
            (record.row, record.values, record.texts) for record in records
        ]
        pickle.dump(rows, self._file, protocol=pickle.HIGHEST_PROTOCOL)

    def batches(self, *, without: frozenset[int] = frozenset()) -> Iterator[list[Record]]:
        """The batches in their order, fresh for planning, without the rows that proved bad later."""
        self._file.seek(0)
        while True:
            try:
                rows = pickle.load(self._file)  # noqa: S301 (our own unnamed file)
            except EOFError:
                return
            yield [Record(row, values, texts) for row, values, texts in rows if row not in without]

    def close(self) -> None:
        self._file.close()
