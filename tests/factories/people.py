"""Factories of people, teams and calendars."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from crm.people.choices import Role
from crm.people.models import Deputy, Leave, Team, Territory, User, WorkingCalendar

PASSWORD = "a-long-test-password"


class TeamFactory(DjangoModelFactory[Team]):
    class Meta:
        model = Team

    name = factory.Sequence(lambda n: f"Team {n}")


class WorkingCalendarFactory(DjangoModelFactory[WorkingCalendar]):
    class Meta:
        model = WorkingCalendar

    name = factory.Sequence(lambda n: f"Calendar {n}")


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Faker("name")
    email = factory.Sequence(lambda n: f"person{n}@firm.example")
    role = Role.REP
    team = factory.SubFactory(TeamFactory)

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        kwargs.setdefault("password", PASSWORD)
        return model_class.objects.create_user(*args, **kwargs)


class TerritoryFactory(DjangoModelFactory[Territory]):
    class Meta:
        model = Territory

    number = factory.Sequence(lambda n: f"T{n}")
    name = factory.Sequence(lambda n: f"Territory {n}")
    team = factory.SubFactory(TeamFactory)


class LeaveFactory(DjangoModelFactory[Leave]):
    class Meta:
        model = Leave

    person = factory.SubFactory(UserFactory)
    starts_on = factory.LazyFunction(timezone.localdate)
    ends_on = factory.LazyAttribute(lambda leave: leave.starts_on + timedelta(days=4))


class DeputyFactory(DjangoModelFactory[Deputy]):
    class Meta:
        model = Deputy

    principal = factory.SubFactory(UserFactory)
    deputy = factory.SubFactory(UserFactory)
    starts_on = factory.LazyFunction(timezone.localdate)
    ends_on = factory.LazyAttribute(lambda deputy: deputy.starts_on + timedelta(days=4))
