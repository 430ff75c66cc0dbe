"""The rules of files that an admin can change, read in one place."""

from __future__ import annotations

from dataclasses import dataclass

from constance import config


@dataclass(frozen=True, slots=True)
class FilePolicy:
    """Largest size in bytes and the endings allowed, in small letters without dot."""

    max_bytes: int
    endings: frozenset[str]

    @property
    def accept(self) -> str:
        """The endings as a file input's ``accept`` wants them."""
        return ",".join(f".{ending}" for ending in sorted(self.endings))


def file_policy() -> FilePolicy:
    """Return the rules in force."""
    endings = str(config.TIMELINE_FILE_TYPES).lower().replace(",", " ").replace(".", " ").split()
    return FilePolicy(config.TIMELINE_FILE_MEGABYTES * 1024 * 1024, frozenset(endings))
