"""Kombu's filesystem broker with messages that are there whole or not at all.

Kombu opens the file under its final name and fills it then; a worker that looks in between takes away an
empty file, and the message is lost. Here each file is filled under another name and renamed.
"""

from __future__ import annotations

import contextlib
import os
import uuid
from pathlib import Path
from time import monotonic
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps

# Kombu looks for names that end in the queue's: these it passes over.
UNFINISHED = ".part"


class Channel(filesystem.Channel):
    """Kombu's channel, but for how it writes files that others read."""

    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:  # type: ignore[override]
        # The name is Kombu's: messages are read in the order of the clock in it.
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        _appear(Path(self.data_folder_out) / name, dumps(payload), replacing=True)

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        """Bind as Kombu does, to a table that is never seen empty while it is made."""
        self.control_folder.mkdir(exist_ok=True)
        with contextlib.suppress(FileExistsError):
            _appear(self._exchange_file(exchange), "[]", replacing=False)
        super()._queue_bind(exchange, routing_key, pattern, queue)


def _appear(path: Path, text: str, *, replacing: bool) -> None:
    """Write *text* under another name, then call it *path*; FileExistsError unless it may be replaced."""
    unfinished = path.with_name(f"{path.name}.{uuid.uuid4()}{UNFINISHED}")
    try:
        unfinished.write_text(text, encoding="utf-8")
        if replacing:
            unfinished.rename(path)
        else:
            os.link(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


class Transport(filesystem.Transport):
    """Kombu's transport with the channel above."""

    Channel = Channel
