"""The board of prospects."""

from __future__ import annotations

import json
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from crm.shell.access import AllowedMixin
from crm.shell.htmx import wants_fragment
from prospects.board import Board, board_of, list_url
from prospects.forms.board import BoardFilter
from prospects.models import Prospect
from prospects.policy import ageing_days
from prospects.views.switch import switch


class BoardPage(AllowedMixin):
    """Open prospects by stage and step.

    ``?owner=`` and ``?team=`` narrow it; ``?column=`` is the one column that a phone shows.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        chosen = BoardFilter(request.GET, user=self.viewer)
        rows = chosen.narrow(Prospect.objects.visible_to(self.viewer))
        days = ageing_days()
        board = board_of(rows, today=timezone.localdate(), ageing_days=days)
        column = self._column(board)
        context = {
            "board": board,
            "columns": [(one, str(one.place), list_url(one, chosen.query)) for one in board.columns],
            "board_column": column,
            "filter": chosen,
            "here": f"{reverse('prospects:board')}?{urlencode({**chosen.query, 'column': column})}",
            "ageing_days": days,
            "switch": switch("board", request.GET),
        }
        fragment = wants_fragment(request)
        response = render(request, "prospects/_board.html" if fragment else "prospects/board.html", context)
        if fragment:
            _say(request, response)
        patch_vary_headers(response, ["HX-Request"])
        return response

    def _column(self, board: Board) -> str:
        """Return the column a phone shows: the one asked for, else the first that holds a card."""
        places = [str(column.place) for column in board.columns]
        asked = self.request.GET.get("column", "")
        filled = (str(column.place) for column in board.columns if column.count)
        return asked if asked in places else next(filled, places[0])


def _say(request: HttpRequest, response: HttpResponse) -> None:
    """Let a toast say beside the new board what the deed before it has said."""
    said = [{"level": message.level_tag, "text": str(message)} for message in messages.get_messages(request)]
    if said:
        response["HX-Trigger"] = json.dumps({"toast": said[-1]})
