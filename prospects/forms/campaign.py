"""Forms of campaigns: their facts and days, and which prospects come into them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from crm.people.choices import LEADING_ROLES
from crm.people.models import Team, User
from crm.shell.forms import Section, Wide, helper
from crm.shell.models import SavedFilter
from prospects.forms.fields import day_field
from prospects.models import Campaign
from prospects.querysets import teams_above
from prospects.rules import may_add_to_campaign
from prospects.services.campaigns import FACTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prospects.models import Prospect

SPARE_DAYS = 4
LIST_PAGE = "prospects:list"


class CampaignForm(forms.ModelForm[Campaign]):
    """A new campaign, or a change of one; among teams and people those that *user* may choose."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Campaign
        fields = FACTS
        widgets = {
            "conditions": forms.Textarea(attrs={"rows": 3}),
            "survey": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.instance if self.instance.pk else None
        self._choose("team", Team.objects.visible_to(user), kept and kept.team_id)
        self._choose("lead", _people(user), kept and kept.lead_id)
        leaders = User.objects.active().filter(role__in=LEADING_ROLES)
        self._choose("supporter", leaders, kept and kept.supporter_id)
        if kept is None:
            self.initial.setdefault("team", user.team_id)
            self.initial.setdefault("lead", user.pk)
        else:
            self.initial["seen"] = kept.updated_at.isoformat()
        self.day_names = self._add_days(kept)
        self.helper = helper(
            Section(_("For whom"), Wide("name"), "segment", "departments", Wide("conditions")),
            Section(_("By whom"), "team", "lead", "supporter"),
            Section(
                _("Development days"),
                *self.day_names,
                hint=_("Its prospects enter the visit plan on these days. Save to get room for more."),
            ),
            Section(_("Goals"), "goal_cards", "goal_visits", "goal_wins"),
            Section(_("Market survey"), Wide("survey")),
            "seen",
        )

    def _choose(self, name: str, rows: QuerySet[Any], kept: Any) -> None:
        """Offer *rows*, and whom the campaign has already though they are none of them any more."""
        field: Any = self.fields[name]
        field.queryset = field.queryset.filter(Q(pk__in=rows.values("pk")) | Q(pk=kept))

    def _add_days(self, kept: Campaign | None) -> list[str]:
        """Add a field for each day of the campaign and some to spare; as many as a sent form has."""
        days: Sequence[date] = [row.date for row in kept.days.all()] if kept else []
        sent = sum(name.startswith("day_") for name in self.data) if self.is_bound else 0
        names = [f"day_{number}" for number in range(1, max(len(days) + SPARE_DAYS, min(sent, 99)) + 1)]
        for name, number in zip(names, range(len(names)), strict=True):
            label = _("Day %(number)s") % {"number": number + 1}
            initial = days[number] if number < len(days) else None
            self.fields[name] = day_field(required=False, label=label, initial=initial)
        return names

    @property
    def facts(self) -> dict[str, Any]:
        """What the services take."""
        return {name: self.cleaned_data[name] for name in FACTS}

    @property
    def days(self) -> set[date]:
        return {day for name in self.day_names if (day := self.cleaned_data.get(name))}

    @property
    def seen_at(self) -> datetime | None:
        """When the campaign that the person saw was changed last."""
        try:
            return parse_datetime(self.cleaned_data["seen"])
        except ValueError:
            return None

    def _post_clean(self) -> None:
        """Leave the campaign in hand alone: the service decides on the one that is stored."""


class ChooseCampaignForm(forms.Form):
    """A campaign that goes on, among those that *user* may add to."""

    campaign = forms.ModelChoiceField(Campaign.objects.none(), label=_("Campaign"))

    def __init__(self, user: User, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        current = Campaign.objects.visible_to(user).current().select_related("team")
        allowed = [campaign.pk for campaign in current if may_add_to_campaign(user, campaign)]
        field: Any = self.fields["campaign"]
        field.queryset = Campaign.objects.filter(pk__in=allowed).select_related("team")
        field.label_from_instance = lambda campaign: f"{campaign} · {campaign.team}"


class OneProspectForm(ChooseCampaignForm):
    """A campaign that one prospect fits: of its team or one above it, and not in it yet."""

    def __init__(self, *args: Any, user: User, prospect: Prospect, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        field: Any = self.fields["campaign"]
        fitting = field.queryset.filter(team__in=teams_above(prospect.customer.team))
        field.queryset = fitting.exclude(members__prospect=prospect)
        field.help_text = _("The open campaigns of its team, and of those above, that it is not in yet.")


class SavedFilterForm(forms.Form):
    """A saved filter of the prospects' list: one's own, or one that a team mate shares."""

    saved = forms.ModelChoiceField(
        SavedFilter.objects.none(), label=_("Saved filter"), empty_label=_("Choose a saved filter")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        saved: Any = self.fields["saved"]
        saved.queryset = SavedFilter.objects.visible_to(user).named().filter(page=LIST_PAGE)
        saved.label_from_instance = lambda kept: kept.name


def _people(user: User) -> QuerySet[User]:
    """Return whom *user* sees and the members of their own team."""
    seen = User.objects.visible_to(user).values("pk")
    mates = Q(team=user.team_id) if user.team_id else Q(pk=user.pk)
    return User.objects.active().filter(Q(pk__in=seen) | mates)
