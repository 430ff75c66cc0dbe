"""The form that gives prospects out of the pool."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.people.models import User
from prospects.models import Prospect


class GiveOutForm(forms.Form):
    """A rep among those that *user* leads, each with the length of their live list."""

    rep = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Rep"))

    def __init__(self, user: User, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        rep: Any = self.fields["rep"]
        rep.queryset = with_live(User.objects.visible_to(user).active().exclude(team=None)).select_related(
            "team"
        )
        rep.label_from_instance = _rep_with_live


def with_live(people: QuerySet[User]) -> QuerySet[User]:
    """Add ``live`` to people: how many live prospects they hold (D1.3)."""
    held = Prospect.objects.held().filter(customer__owner=OuterRef("pk")).order_by()
    counted = held.values("customer__owner").annotate(count=Count("pk")).values("count")
    return people.annotate(live=Coalesce(Subquery(counted), 0))


def _rep_with_live(rep: Any) -> str:
    words = {"name": rep, "team": rep.team, "count": rep.live}
    return _("%(name)s · %(team)s · %(count)s live") % words
