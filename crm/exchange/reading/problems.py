"""What can be wrong with a file or a cell, as exceptions that carry a sentence for a person."""


class FileProblem(Exception):
    """The file as a whole cannot be read; `message` says why and what to do, translated."""

    def __init__(self, message: str, *, row: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.row = row


class MissingColumnProblem(FileProblem):
    """No column of the file fills *field*, by which its records are found."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


class CellProblem(Exception):
    """One cell does not hold what its field needs; `message` is for the person, translated."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
