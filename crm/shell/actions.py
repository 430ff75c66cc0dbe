"""A button, link or menu item: the same few facts wherever it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True, slots=True)
class Action:
    """Something to do on a page.

    ``post`` makes it a small form with a button (for what changes data); ``confirm`` is the
    question asked first; ``key`` is the letter that presses it; ``danger`` colours it.
    """

    label: StrOrPromise
    url: str
    icon: str = ""
    post: bool = False
    confirm: StrOrPromise = ""
    key: str = ""
    danger: bool = False
