"""A schedule may be kept in any time zone; none is loaded before somebody chooses one."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.forms import modelform_factory
from django_celery_beat.models import CrontabSchedule
from timezone_field import TimeZoneField

FIELD = CrontabSchedule._meta.get_field("timezone")


def test_it_offers_what_the_library_offers():
    assert list(FIELD.choices) == list(TimeZoneField(use_pytz=False).choices)


def test_migrations_see_no_difference():
    _name, _path, _args, words = FIELD.deconstruct()
    assert "choices" not in words


def test_a_zone_is_chosen_by_its_name_and_another_word_refused(db):
    form = modelform_factory(CrontabSchedule, fields=["timezone"])
    assert form({"timezone": "Asia/Seoul"}).save().timezone == ZoneInfo("Asia/Seoul")
    assert list(form({"timezone": "Asia/Atlantis"}).errors) == ["timezone"]
