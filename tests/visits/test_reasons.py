"""Stored reasons become sentences, in the reader's language."""

from __future__ import annotations

from datetime import date

import pytest

from visits.planner import Reason
from visits.reasons import note_text, why, why_not
from visits.services.saving import SHORTLIST

TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        (
            {"code": "cadence", "tier": "A", "every": 7, "last": "2026-11-15"},
            "Tier A, last visit 9 days ago, due every 7 days",
        ),
        (
            {"code": "cadence", "tier": "C", "every": 1, "last": "2026-11-23", "own": True},
            "Tier C, last visit 1 day ago, agreed every day",
        ),
        (
            {"code": "never_visited", "tier": "N", "every": 30},
            "Not rated yet, never visited yet, due every 30 days",
        ),
        (
            {"code": "prospect", "disposition": "continue", "every": 14, "last": "2026-11-09"},
            "Prospect, last visit 15 days ago, due every 14 days",
        ),
        (
            {"code": "prospect", "disposition": "keep_warm", "every": 60},
            "Prospect kept warm, never visited yet, due every 60 days",
        ),
        ({"code": "campaign", "name": "Harbour days"}, "development day of Harbour days"),
        (
            {"code": "promise", "day": "2026-11-24", "text": "Bring samples"},
            "visit promised for Tue, Nov 24: Bring samples",
        ),
        ({"code": "promise", "day": "2026-11-24", "text": ""}, "visit promised for Tue, Nov 24"),
        (
            {"code": "promise", "day": "2026-11-24", "text": "Bring samples", "by": "Mia Manager"},
            "visit promised by Mia Manager for Tue, Nov 24: Bring samples",
        ),
        (
            {"code": "promise", "day": "2026-11-24", "text": "", "by": "Mia Manager"},
            "visit promised by Mia Manager for Tue, Nov 24",
        ),
        ({"code": "left_out", "weeks": 1}, "did not fit the week before"),
        ({"code": "left_out", "weeks": 3}, "did not fit 3 weeks in a row"),
        ({"code": "appointment", "by": "Ann"}, "appointment made by Ann"),
        ({"code": "from_the_future"}, "from_the_future"),
    ],
)
def test_why(reason: dict[str, object], text: str) -> None:
    assert why(reason, on=TUESDAY) == text


@pytest.mark.parametrize("reason", [*Reason, SHORTLIST])
def test_every_reason_of_the_planner_has_a_sentence(reason: str) -> None:
    for detail in ({}, {"others": [1], "minutes": 5}, {"minutes": 5}, {"others": [2]}):
        text = why_not(reason, detail, names={1: "Alba 100% Oil"})
        assert text.endswith(".")
        assert reason not in text
        assert "%(" not in text


def test_the_others_are_named() -> None:
    text = why_not("lower_priority", {"others": [1, 2]}, names={1: "Alba", 2: "Zeta"})
    assert text == "Its place is taken by visits worth as much or more: Alba, Zeta."


def test_an_unknown_reason_is_shown_as_it_is() -> None:
    assert why_not("100%_new", {}, names={}) == "100%_new"


@pytest.mark.parametrize(
    ("note", "part"),
    [
        (
            {"code": "overload", "asked": 45, "possible": 30, "stretched": {"A": 11, "B": 21}},
            "45 visits a week, an ordinary week holds 30. Stretched alike they would fit: A every 11 days, B",
        ),
        (
            {"code": "overload", "asked": 9, "possible": 8, "stretched": {"C": 34, "continue": 16}},
            "C every 34 days, prospects every 16 days",
        ),
        ({"code": "approximate", "customers": 1}, "1 customer is not known"),
        ({"code": "out_of_reach", "customers": 3}, "3 due customers are too far"),
        ({"code": "holiday", "date": "2026-11-26", "name": "Thanksgiving"}, "Thanksgiving"),
        ({"code": "leave", "date": "2026-11-26", "name": "sick"}, "sick leave"),
        ({"code": "base_centre"}, "middle of their customers"),
        ({"code": "fallback"}, "simple method"),
        ({"code": "appointment_conflict", "visits": [1]}, "cannot all be kept"),
        ({"code": "from_the_future"}, "from_the_future"),
    ],
)
def test_notes(note: dict[str, object], part: str) -> None:
    assert part in note_text(note)
