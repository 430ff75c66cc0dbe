"""How live lists and debts are named: a word with its colour, never the colour alone."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from crm.shell.formats import number
from crm.shell.html import tag
from prospects.policy import QuotaPolicy
from prospects.quota import standing_of

_TONES = {"short": "yellow", "right": "green", "long": "red"}


def live_badge(live: int, policy: QuotaPolicy) -> SafeString:
    """Return whether a live list is within its floor and ceiling, and how far off it is (D1.3)."""
    standing = standing_of(live, policy)
    words = {
        "short": _("%(count)s too few") % {"count": policy.least - live},
        "right": pgettext("live list", "Right"),
        "long": _("%(count)s too many") % {"count": live - policy.most},
    }
    return tag(words[standing], _TONES[standing])


def debt_badge(debt: int) -> SafeString:
    """Return the new names that a team owes for those struck off."""
    if not debt:
        return tag(_("Nothing owed"), "green")
    return tag(ngettext("%(count)s name owed", "%(count)s names owed", debt) % {"count": debt}, "red")


def plan_names(names: int, policy: QuotaPolicy) -> str:
    """Return the names on a team's list, and of how many as long as the plan asks for more."""
    if names >= policy.plan:
        return number(names)
    return _("%(names)s of %(plan)s") % {"names": number(names), "plan": number(policy.plan)}


def plan_note(names: int, policy: QuotaPolicy) -> str:
    """Return how far a team's list is from the plan, or beyond it."""
    missing = policy.plan - names
    if missing > 0:
        return ngettext("%(count)s name to go", "%(count)s names to go", missing) % {"count": number(missing)}
    if not missing:
        return _("The plan of %(plan)s is met") % {"plan": number(policy.plan)}
    words = {"plan": number(policy.plan), "count": number(-missing)}
    return _("The plan of %(plan)s is met, with %(count)s more") % words
