"""The sentences behind stored reasons: why a visit is planned, why a customer is not, what to know of a plan.

Reasons are stored as codes with their data and put into words only when somebody reads them, in that
person's language. An unknown code, from a newer release perhaps, is shown as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.choices import Tier
from crm.people.choices import LeaveKind
from crm.shell import formats
from prospects.choices import Disposition
from visits.needs import Reason

Data: TypeAlias = Mapping[str, Any]


def why(reason: Reason, *, on: date) -> str:
    """Say why a customer is to be visited on the day *on*."""
    words = _WHY.get(reason["code"])
    return words(reason, on) if words else str(reason["code"])


def why_all(reasons: Sequence[Reason], *, on: date) -> list[str]:
    """Say each of *reasons*."""
    return [why(reason, on=on) for reason in reasons]


def tier_word(tier: str) -> str:
    """Return "Tier A", or that the account is not rated yet."""
    return _("Not rated yet") if tier == Tier.NEW else _("Tier %(tier)s") % {"tier": tier}


def _cadence(reason: Data, on: date) -> str:
    days = (on - date.fromisoformat(reason["last"])).days
    due = _agreed_every(reason)
    last = ngettext("last visit %(days)d day ago", "last visit %(days)d days ago", days) % {"days": days}
    return _("%(tier)s, %(last)s, %(due)s") % {"tier": tier_word(reason["tier"]), "last": last, "due": due}


def _never_visited(reason: Data, on: date) -> str:
    return _("%(tier)s, never visited yet, %(due)s") % {
        "tier": tier_word(reason["tier"]),
        "due": _agreed_every(reason),
    }


def _agreed_every(reason: Data) -> str:
    every = reason["every"]
    if reason.get("own"):
        return ngettext("agreed every day", "agreed every %(days)d days", every) % {"days": every}
    return ngettext("due every day", "due every %(days)d days", every) % {"days": every}


def _prospect(reason: Data, on: date) -> str:
    kept_warm = reason["disposition"] == Disposition.KEEP_WARM
    what = _("Prospect kept warm") if kept_warm else _("Prospect")
    due = _agreed_every(reason)
    if "last" not in reason:
        return _("%(what)s, never visited yet, %(due)s") % {"what": what, "due": due}
    days = (on - date.fromisoformat(reason["last"])).days
    last = ngettext("last visit %(days)d day ago", "last visit %(days)d days ago", days) % {"days": days}
    return _("%(what)s, %(last)s, %(due)s") % {"what": what, "last": last, "due": due}


def _campaign(reason: Data, on: date) -> str:
    return _("development day of %(name)s") % {"name": reason["name"]}


def _promise(reason: Data, on: date) -> str:
    facts = {
        "day": formats.weekday(date.fromisoformat(reason["day"])),
        "text": reason.get("text"),
        "name": reason.get("by"),
    }
    if facts["name"]:
        said = _("visit promised by %(name)s for %(day)s: %(text)s")
        return (said if facts["text"] else _("visit promised by %(name)s for %(day)s")) % facts
    return (
        _("visit promised for %(day)s: %(text)s") if facts["text"] else _("visit promised for %(day)s")
    ) % facts


def _left_out(reason: Data, on: date) -> str:
    return ngettext(
        "did not fit the week before", "did not fit %(weeks)d weeks in a row", reason["weeks"]
    ) % {"weeks": reason["weeks"]}


def _appointment(reason: Data, on: date) -> str:
    return _("appointment made by %(name)s") % {"name": reason.get("by") or _("somebody")}


_WHY: dict[str, Callable[[Data, date], str]] = {
    "cadence": _cadence,
    "never_visited": _never_visited,
    "prospect": _prospect,
    "campaign": _campaign,
    "promise": _promise,
    "left_out": _left_out,
    "appointment": _appointment,
}


def why_not(reason: str, detail: Data, *, names: Mapping[int, str]) -> str:
    """Say why a due customer is left out; *names* of the customers that ``detail["others"]`` lists."""
    others = ", ".join(names[pk] for pk in detail.get("others", ()) if pk in names)
    minutes = detail.get("minutes")
    if reason == "not_worth_travel" and others and minutes is not None:
        return _("Instead of %(others)s it would add %(minutes)s minutes of travel, more than it gains.") % {
            "others": others,
            "minutes": minutes,
        }
    words = _with_others(reason) if others else _alone(reason)
    return words % {"others": others, "minutes": minutes if minutes is not None else "?"}


def _with_others(reason: str) -> str:
    sentences = {
        "lower_priority": _("Its place is taken by visits worth as much or more: %(others)s."),
        "appointment_conflict": _("No room beside the appointment with %(others)s."),
        "alternative": _("Another visit is made instead: %(others)s."),
    }
    return sentences.get(reason) or _alone(reason)


def _alone(reason: str) -> str:
    sentences = {
        "no_allowed_day": _("None of the days it can be visited on is worked."),
        "out_of_reach": _("Too far for one working day: %(minutes)s minutes there and back."),
        "window": _("No time left within its visiting hours."),
        "out_of_turn": _(
            "Time is left only out of turn: within a day tier A comes first and prospects come last."
        ),
        "day_full": _("Each of its days has the most visits a day may have."),
        "no_time": _("No time left on any of its days."),
        "not_worth_travel": _("It would take %(minutes)s minutes of extra travel, more than it is worth."),
        "lower_priority": _("Its place is taken by visits worth as much or more."),
        "no_location": _("Its place is unknown, and each day has enough such visits. Add its coordinates."),
        "appointment_conflict": _("No room beside the appointments."),
        "alternative": _("Another visit is made instead."),
        "shortlist": _("So many others are worth more that it was not looked at this week."),
    }
    return sentences.get(reason, reason.replace("%", "%%"))


def note_text(note: Reason) -> str:
    """Say what somebody should know of a plan."""
    words = _NOTES.get(note["code"])
    return words(note) if words else str(note["code"])


def _overload(note: Data) -> str:
    cadences = ", ".join(
        ngettext("%(tier)s every %(days)d day", "%(tier)s every %(days)d days", days)
        % {"tier": _whom(tier), "days": days}
        for tier, days in note["stretched"].items()
    )
    return _(
        "The cadences ask for %(asked)d visits a week, an ordinary week holds %(possible)d. "
        "Stretched alike they would fit: %(cadences)s."
    ) % {"asked": note["asked"], "possible": note["possible"], "cadences": cadences}


def _whom(code: str) -> str:
    """A tier, or prospects by their disposition."""
    words = {Disposition.CONTINUE: _("prospects"), Disposition.KEEP_WARM: _("prospects kept warm")}
    return words.get(code, code)  # type: ignore[call-overload]


def _approximate(note: Data) -> str:
    count = note["customers"]
    return ngettext(
        "The place of %(count)d customer is not known exactly; travel there is a guess.",
        "The places of %(count)d customers are not known exactly; travel there is a guess.",
        count,
    ) % {"count": count}


def _out_of_reach(note: Data) -> str:
    count = note["customers"]
    return ngettext(
        "%(count)d due customer is too far away for a working day from here.",
        "%(count)d due customers are too far away for a working day from here.",
        count,
    ) % {"count": count}


def _holiday(note: Data) -> str:
    return _("%(day)s is off: %(name)s.") % {"day": _day(note["date"]), "name": note["name"] or _("day off")}


def _leave(note: Data) -> str:
    kinds = dict(LeaveKind.choices)
    return _("%(day)s is off: %(name)s.") % {
        "day": _day(note["date"]),
        "name": str(kinds.get(note["name"], note["name"])).lower(),
    }


def _day(iso: str) -> str:
    return formats.weekday(date.fromisoformat(iso))


_NOTES: dict[str, Callable[[Data], str]] = {
    "overload": _overload,
    "approximate": _approximate,
    "out_of_reach": _out_of_reach,
    "holiday": _holiday,
    "leave": _leave,
    "base_office": lambda note: _("No base is set for this person: days start at the office."),
    "base_centre": lambda note: _(
        "No base is set for this person or their office: days start in the middle of their customers."
    ),
    "base_unknown": lambda note: _(
        "Neither a base nor any customer's place is known: all travel is a guess."
    ),
    "fallback": lambda note: _("Made by the simple method, because the usual one broke a rule."),
    "appointment_conflict": lambda note: _(
        "Some appointments cannot all be kept: they overlap, or the way between them is too long."
    ),
    "appointment_on_day_off": lambda note: _("There are appointments on days that are off."),
}
