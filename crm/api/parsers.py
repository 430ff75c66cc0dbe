"""JSON that cannot fill the memory or the stack, and whose numbers are numbers."""

from __future__ import annotations

import codecs
import json
import math
from collections.abc import Mapping
from typing import IO, Any, NoReturn

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from crm.api.errors import TooLarge


class BoundedJSONParser(JSONParser):
    """Takes bodies up to DATA_UPLOAD_MAX_MEMORY_SIZE: Django's own cap does not reach streams."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        length = (parser_context or {})["request"].META.get("CONTENT_LENGTH") or 0
        if int(length) > most:
            raise TooLarge
        encoding = (parser_context or {}).get("encoding", settings.DEFAULT_CHARSET)
        try:
            text = codecs.getreader(encoding)(stream)
            parsed: dict[str, Any] = json.load(text, parse_constant=_no_number, parse_float=_finite)
        except ValueError as error:
            raise ParseError(_("This is no JSON: %(why)s") % {"why": error}) from None
        except RecursionError:
            raise ParseError(_("The JSON is nested too deeply.")) from None
        return parsed


def _finite(text: str) -> float:
    """Return the number; one like 1e400 would become infinite, which nothing behind expects."""
    number = float(text)
    return number if math.isfinite(number) else _no_number(text)


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text[:20]} is no number.")
