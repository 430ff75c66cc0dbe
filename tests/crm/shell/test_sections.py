"""A long filter form in parts."""

from __future__ import annotations

import django_filters as df
from django.http import QueryDict

from crm.people.models import User
from crm.shell.lists.bounds import BoundedFilterSet
from crm.shell.lists.sections import groups_of, is_long


class NameFilters(BoundedFilterSet):
    title = "Names"

    name = df.CharFilter(label="Name")
    number = df.CharFilter(label="No.")


class PlaceFilters(BoundedFilterSet):
    title = "Places"

    number = df.CharFilter(label="No. as well")
    joined = df.DateFilter(field_name="joined_at", label="Joined")
    latitude = df.RangeFilter(field_name="base_latitude", label="Latitude")


class PeopleFilter(NameFilters, PlaceFilters):
    everyday = ("latitude", "no such filter")
    language = df.CharFilter(label="Language")

    class Meta:
        model = User
        fields: tuple[str, ...] = ()


def groups(query: str, filterset_class: type[BoundedFilterSet] = PeopleFilter):
    params = QueryDict(query)
    found = groups_of(filterset_class(params, queryset=User.objects.none()), params)
    return [(str(one.label), [field.name for field in one.fields], one.active, one.open) for one in found]


def test_everyday_ones_stand_first_and_open_and_untitled_ones_last():
    assert groups("") == [
        ("Most used", ["latitude"], 0, True),
        ("Names", ["name", "number"], 0, False),
        ("Places", ["joined"], 0, False),
        ("Further", ["language"], 0, False),
    ]


def test_a_part_with_a_filter_in_use_is_open_and_says_how_many():
    assert groups("name=x&number=7&latitude_min=1&language=") == [
        ("Most used", ["latitude"], 1, True),
        ("Names", ["name", "number"], 2, True),
        ("Places", ["joined"], 0, False),
        ("Further", ["language"], 0, False),
    ]


def test_a_part_with_a_mistake_is_open():
    assert groups("joined=never")[2] == ("Places", ["joined"], 1, True)


def test_a_filter_without_titles_is_one_part():
    class Plain(BoundedFilterSet):
        name = df.CharFilter(label="Name")

    assert groups("", Plain) == [("", ["name"], 0, True)]


def test_a_form_is_long_from_twelve_fields_on():
    many = {f"f{n}": df.CharFilter(field_name="name") for n in range(12)}
    twelve = type("Twelve", (BoundedFilterSet,), many)
    eleven = type("Eleven", (BoundedFilterSet,), dict(list(many.items())[1:]))
    params = QueryDict()
    assert is_long(groups_of(twelve(params, queryset=User.objects.none()), params))
    assert not is_long(groups_of(eleven(params, queryset=User.objects.none()), params))
