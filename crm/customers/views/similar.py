"""Likely duplicates of a card, shown before it is saved (domain.md, D1.6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.safestring import SafeString

from crm.customers.card import badges_of
from crm.customers.choices import CustomerKind
from crm.customers.duplicates.facts import CARD, facts_of
from crm.customers.duplicates.similar import Similar, find_similar
from crm.customers.duplicates.wording import without_points
from crm.customers.models import Contact, Customer
from crm.shell.access import AllowedMixin

SHOWN = 5
_TEXTS = tuple(name for name in CARD if name not in {"kind", "birth_date", "birth_year"})
_CONTACT = ("name", "phone", "mobile", "email")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A similar card as the page shows it; ``token`` tells which ones the person has seen."""

    similar: Similar
    badges: list[SafeString]
    reasons: list[str]

    @property
    def token(self) -> str:
        if self.similar.customer is not None:
            return str(self.similar.customer.pk)
        return f"ask-{self.similar.ask.pk}" if self.similar.ask else "ask"


def similar_lines(request: HttpRequest, data: Mapping[str, Any]) -> list[Line]:
    """Return the cards like the one that the form *data* is about; contacts' fields begin with contact_."""
    given = {name: _text(data, name) for name in _TEXTS}
    people = {name: _text(data, f"contact_{name}") for name in _CONTACT}
    kind = data.get("kind")
    card = Customer(
        kind=kind if kind in CustomerKind.values else CustomerKind.ORGANISATION,
        birth_date=_day(_text(data, "birth_date")),
        birth_year=_year(_text(data, "birth_year")),
        **given,
    )
    contacts = [Contact(**people)] if any(people.values()) else []
    found = find_similar(facts_of(card, contacts=contacts), viewer=request.user, limit=SHOWN)  # type: ignore[arg-type]
    return [_line(request, similar) for similar in found]


def _text(data: Mapping[str, Any], name: str) -> str:
    return str(data.get(name) or "").strip()[:_LONGEST]


def _day(text: str) -> date | None:
    """Return the day of a date picker; None while it is being typed."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def _year(text: str) -> int | None:
    return int(text) if len(text) == 4 and text.isdecimal() else None


def _line(request: HttpRequest, similar: Similar) -> Line:
    badges = badges_of(request, similar.customer) if similar.customer else []
    reasons = [without_points(reason) for reason in similar.reasons if reason.points > 0]
    return Line(similar, badges, reasons)


class SimilarCards(AllowedMixin):
    """The likely duplicates of what is being typed: POST, so that no name stands in a server's log."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest) -> HttpResponse:
        return render(request, "customers/_similar.html", {"similar": similar_lines(request, request.POST)})


class AskAboutSimilar:
    """A form page that adds a card: it shows likely duplicates once before it saves.

    The person opens one of them, or says "anyway"; that counts for those it showed, not for others.
    """

    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        similar = similar_lines(self.request, {**self.request.POST.dict(), **self.similar_data(form)})
        known = set(self.request.POST.getlist("known")) if "anyway" in self.request.POST else set()
        if {line.token for line in similar} <= known:
            answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
            return answer
        context = self.get_context_data(form=form, similar=similar, ask=True)  # type: ignore[attr-defined]
        page: HttpResponse = self.render_to_response(context)  # type: ignore[attr-defined]
        return page

    def similar_data(self, form: Any) -> dict[str, Any]:
        """Return what the form knows of the card beside its fields."""
        return {}
