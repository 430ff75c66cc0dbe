"""The people one leads: a list, and a card with absence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from crm.people.choices import Role
from crm.people.models import Team, User
from crm.people.rules import may_arrange_absence, may_hand_over
from crm.shell.actions import Action
from crm.shell.cards import CardPage, Header
from crm.shell.html import tag
from crm.shell.lists.bounds import BoundedFilterSet
from crm.shell.lists.columns import Column
from crm.shell.lists.page import Empty, ListPage


def _visible_teams(request: Any) -> QuerySet[Team]:
    return Team.objects.visible_to(request.user) if request else Team.objects.none()


class PeopleFilter(BoundedFilterSet):
    role = django_filters.ChoiceFilter(label=_("Role"), choices=Role.choices)
    team = django_filters.ModelChoiceFilter(label=_("Team"), queryset=_visible_teams)
    is_active = django_filters.BooleanFilter(label=_("Active"))

    class Meta:
        model = User
        fields = ("role", "team", "is_active")


class PeopleList(ListPage):
    title = _("People")
    columns = (
        Column(
            key="name", label=_("Name"), render=lambda person: person.name, sort=("name",), lead=True,
            detail=lambda person: person.email,
        ),
        Column(key="number", label=_("Number"), render=lambda person: person.number or "", sort=("number",)),
        Column(key="role", label=_("Role"), render=lambda person: person.get_role_display(), sort=("role",)),
        Column(key="team", label=_("Team"), render=lambda person: person.team, sort=("team__name",)),
        Column(key="manager", label=_("Manager"), render=lambda person: person.manager, quiet=True),
        Column(key="phone", label=_("Phone"), render=lambda person: person.phone, shown=False),
        Column(key="seen", label=_("Last log-in"), render=lambda person: person.last_login, quiet=True),
    )  # fmt: skip
    filterset_class = PeopleFilter
    default_sort = "name"
    export_kind = "users"
    empty = Empty(title=_("Nobody here yet"), text=_("An admin adds people in the administration."))

    def rows(self) -> QuerySet[User]:
        return User.objects.visible_to(self.user).select_related("team", "manager")

    def row_url(self, row: User) -> str:
        return reverse("people:card", args=[row.pk])

    def row_muted(self, row: User) -> bool:
        return not row.is_active

    def actions(self) -> Iterable[Action]:
        if may_hand_over(self.user):
            yield Action(label=_("Hand records over"), url=reverse("people:handover"), icon="handover")
        if self.user.is_staff:
            yield Action(label=_("Add person"), url=reverse("admin:people_user_add"), icon="plus")


class PersonCard(CardPage):
    """One person: where they belong, when they are away, who stands in."""

    model = User
    card = "person"

    def record_rows(self, rows: QuerySet[User]) -> QuerySet[User]:
        return rows.select_related("team", "manager", "calendar")

    def header(self) -> Header:
        person: User = self.record
        badges: list[SafeString] = [] if person.is_active else [tag(str(_("log-in closed")), "grey")]
        facts = [person.get_role_display(), str(person.team or ""), person.email, person.phone]
        return Header(
            title=person.name,
            badges=badges,
            facts=[fact for fact in facts if fact],
            crumbs=[(_("People"), reverse("people:list"))],
            muted=not person.is_active,
        )

    def actions(self) -> Iterable[Action]:
        person: User = self.record
        if may_arrange_absence(self.viewer, person):
            yield Action(
                label=_("Enter leave"), url=reverse("people:leave-add", args=[person.pk]), icon="calendar"
            )
            yield Action(
                label=_("Name a deputy"), url=reverse("people:deputy-add", args=[person.pk]), icon="people"
            )

    def menu(self) -> Iterable[Action]:
        user: Any = self.request.user
        if may_hand_over(user):
            yield Action(
                label=_("Hand records over"), url=f"{reverse('people:handover')}?giver={self.record.pk}"
            )
        if user.is_staff:
            yield Action(
                label=_("Edit in the administration"),
                url=reverse("admin:people_user_change", args=[self.record.pk]),
            )
