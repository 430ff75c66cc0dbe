"""Rules that admins change: one query for all, none when remembered, defaults never written."""

import pytest
from constance import config
from constance.models import Constance
from django.core.cache import cache


@pytest.fixture(autouse=True)
def rules(db):
    Constance.objects.all().delete()


def test_a_rule_nobody_changed_is_the_default_and_is_not_written():
    assert (config.VISITS_PER_DAY, config.ACCOUNTS_TIER_DAYS) == (8, 365)
    assert not Constance.objects.exists()


def test_all_rules_of_a_page_cost_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert [config.VISITS_PER_DAY, config.ACCOUNTS_NEW_DAYS, config.CUSTOMERS_PRIVATE_FIELDS] == [
            8,
            90,
            False,
        ]


def test_a_change_counts_at_once():
    assert config.VISITS_PER_DAY == 8
    config.VISITS_PER_DAY = 6
    assert config.VISITS_PER_DAY == 6
    assert Constance.objects.count() == 1


def test_an_old_value_read_before_the_commit_is_forgotten(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        config.VISITS_PER_DAY = 6
        cache.set("rules-changed-by-admins", {"VISITS_PER_DAY": 7})
    assert config.VISITS_PER_DAY == 6


def test_a_rule_that_was_dropped_does_no_harm():
    Constance.objects.create(key="GONE", value="{}")
    assert config.VISITS_PER_DAY == 8
