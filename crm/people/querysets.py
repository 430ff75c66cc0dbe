"""Reads of people, teams, territories and deputies."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Case, Func, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.functions import Cast

from crm.people.choices import LEADING_ROLES

if TYPE_CHECKING:
    from crm.people.models import Deputy, Team, Territory, User  # noqa: F401 - named in strings


class TeamQuerySet(models.QuerySet["Team"]):
    def below(self, team: Team) -> TeamQuerySet:
        """Return *team* and every team below it."""
        return self.filter(path__startswith=team.path)

    def visible_to(self, user: User) -> TeamQuerySet:
        """Return the teams whose records *user* may see; for a rep, their own."""
        from crm.people.visibility import scope_of

        scope = scope_of(user)
        if scope.everything:
            return self
        return self.filter(Q(pk__in=scope.team_ids) | Q(pk=user.team_id))


class TerritoryQuerySet(models.QuerySet["Territory"]):
    def visible_to(self, user: User) -> TerritoryQuerySet:
        """Return the territories whose records *user* may see."""
        from crm.people.visibility import scope_of

        return self.filter(scope_of(user).q(owner="rep"))


class DeputyQuerySet(models.QuerySet["Deputy"]):
    def on(self, day: date) -> DeputyQuerySet:
        """Return those in force on *day*."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class Joined(Func):
    """The texts of all rows in one, with a text between. No aggregate to Django: it groups by nothing."""

    function = "STRING_AGG"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> UserQuerySet:
        return self.filter(is_active=True)

    def with_last_day_as_deputy(self) -> UserQuerySet:
        """Add ``deputy_until``, the last day on which they stand in for somebody; null for nobody."""
        from crm.people.models import Deputy

        days = Deputy.objects.filter(deputy=OuterRef("pk")).order_by("-ends_on")
        return self.annotate(deputy_until=Subquery(days.values("ends_on")[:1]))

    def with_teams_led(self) -> UserQuerySet:
        """Add ``led_team_ids``: the keys of their team and all below, comma between; null: leads none."""
        from crm.people.models import Team

        keys = Joined(Cast("pk", TextField()), Value(","))
        below = Team.objects.filter(path__startswith=OuterRef("team__path")).order_by().values(keys=keys)
        led = Case(When(role__in=LEADING_ROLES, then=Subquery(below)), default=None, output_field=TextField())
        return self.annotate(led_team_ids=led)

    def visible_to(self, user: User) -> UserQuerySet:
        """Return the people whose records *user* may see, *user* among them."""
        from crm.people.visibility import scope_of

        scope = scope_of(user)
        if scope.everything:
            return self
        return self.filter(Q(pk__in=scope.owner_ids) | Q(team_id__in=scope.team_ids))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Creates people and finds them by e-mail, whatever its case."""

    use_in_migrations = False

    def get_by_natural_key(self, username: str | None) -> User:
        return cast("User", self.get(email=(username or "").strip().lower()))

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a person who logs in with *email*; without *password* nobody can log in yet."""
        user: User = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create an admin who may use every page of Django's admin."""
        fields = {"role": "admin", "is_superuser": True, "name": email} | fields
        return self.create_user(email, password, **fields)
