"""Progress of running jobs, kept in the cache: SQLite's one writer may be busy with the job itself."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.core.cache import cache

_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: *done* of *total* steps (total 0 = unknown) and a word on the present step."""

    done: int = 0
    total: int = 0
    note: str = ""

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0


def _key(job_id: int) -> str:
    return f"job-progress:{job_id}"


def report(job_id: int, *, done: int, total: int = 0, note: str = "") -> None:
    """Store the progress of job *job_id*."""
    cache.set(_key(job_id), asdict(Progress(done, total, note)), _SECONDS)


def progress_of(job_id: int) -> Progress:
    """Return what was last reported for job *job_id*."""
    stored = cache.get(_key(job_id))
    return Progress(**stored) if stored else Progress()
