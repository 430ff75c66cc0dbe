"""Reading a stranger's spreadsheet: what sort of file it is, how it is written, its rows.

Knows nothing of models: bytes in, typed cells out, in bounded memory. Everything found out about
the file (encoding, delimiter, header row, date order, decimal mark) is a value that can be shown
to a person and replaced by their choice.
"""

from crm.exchange.reading.cells import Cell, Formula, Row, SheetError
from crm.exchange.reading.limits import Limits
from crm.exchange.reading.problems import CellProblem, FileProblem
from crm.exchange.reading.source import ReadSettings, Source, open_source

__all__ = [
    "Cell",
    "CellProblem",
    "FileProblem",
    "Formula",
    "Limits",
    "ReadSettings",
    "Row",
    "SheetError",
    "Source",
    "open_source",
]
