"""Who sees what (domain.md, D7.1): the one rule that pages, search, exports, API and files use.

A rep sees the records they own. A manager and a regional manager see their team's and those of every
team below. An admin sees all. A deputy sees, for the agreed period, what the absent person sees.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from crm.people.choices import LEADING_ROLES
from crm.people.models.deputy import Deputy
from crm.people.models.team import Team

if TYPE_CHECKING:
    from crm.people.models import User


@dataclass(frozen=True, slots=True)
class Scope:
    """What one person sees: everything, or records by their owner or by their team."""

    everything: bool
    owner_ids: frozenset[int]
    team_ids: frozenset[int]

    def q(self, prefix: str = "", *, owner: str = "owner", team: str = "team") -> Q:
        """Return the condition on records whose *owner* and *team* columns lie behind *prefix*."""
        if self.everything:
            return Q()
        condition = Q(**{f"{prefix}{owner}_id__in": sorted(self.owner_ids)})
        if self.team_ids:
            condition |= Q(**{f"{prefix}{team}_id__in": sorted(self.team_ids)})
        return condition

    def allows(self, *, owner_id: int | None, team_id: int | None) -> bool:
        """Say the same as `q` for one record in hand."""
        return self.everything or owner_id in self.owner_ids or team_id in self.team_ids


def scope_of(user: User) -> Scope:
    """Return what *user* sees today; worked out once for each user object."""
    cached: Scope | None = user.__dict__.get("_scope")
    if cached is None:
        cached = user.__dict__["_scope"] = _work_out(user)
    return cached


def _work_out(user: User) -> Scope:
    if not user.is_active:
        return Scope(False, frozenset(), frozenset())
    # Standing in for an admin does not make anybody an admin: only the person's own records follow.
    if user.is_admin:
        return Scope(True, frozenset(), frozenset())
    owner_ids, paths, teams = {user.pk}, Q(), set[int]()
    if user.is_leading and user.team is not None:
        known: str | None = getattr(user, "led_team_ids", None)  # the log-in has looked already
        if known is None:
            paths |= Q(path__startswith=user.team.path)
        else:
            teams.update(map(int, known.split(",")))
    for pk, role, path in _principals(user):
        owner_ids.add(pk)
        if role in LEADING_ROLES and path is not None:
            paths |= Q(path__startswith=path)
    if paths:
        teams.update(Team.objects.filter(paths).order_by().values_list("pk", flat=True))
    return Scope(False, frozenset(owner_ids), frozenset(teams))


def _principals(user: User) -> Iterable[tuple[int, str, str | None]]:
    """Return for whom *user* stands in today: who they are, their role, the path of their team."""
    today = timezone.localdate()
    last = getattr(user, "deputy_until", today)  # the log-in has looked already
    if last is None or last < today:
        return ()
    rows = Deputy.objects.on(today).filter(deputy=user).order_by()
    return rows.values_list("principal_id", "principal__role", "principal__team__path")
