"""Rules that admins change: one query for all, none when remembered, defaults never written."""

from decimal import Decimal

import pytest
from constance import config
from constance.models import Constance
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse


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


@pytest.mark.parametrize(
    ("rule", "written", "read"),
    [
        ("VISITS_CADENCE_A_DAYS", 10**9, 3650),
        ("ACCOUNTS_NEW_DAYS", 10**9, 36_500),
        ("ACCOUNTS_TIER_DAYS", -5, 1),
        ("CUSTOMERS_VERIFY_AFTER_MONTHS", 99_999, 240),
        ("VISITS_ROAD_FACTOR", Decimal("-1"), Decimal("1")),
    ],
)
def test_what_was_written_past_the_form_is_read_within_its_limits(rule, written, read):
    setattr(config, rule, written)
    assert getattr(config, rule) == read


def test_every_number_has_limits_that_its_default_keeps():
    for name, (default, _help, limits) in settings.CONSTANCE_CONFIG.items():
        if isinstance(default, int | Decimal) and not isinstance(default, bool):
            assert limits.nearest(default) == default, name


@pytest.mark.parametrize(("days", "kept"), [("3650", 3650), ("3651", 30), ("0", 30), ("", 30), ("soon", 30)])
def test_the_admin_page_takes_what_is_within_the_limits(client, cast, days, kept):
    client.force_login(cast.admin)
    url = reverse("admin:constance_config_changelist")
    form = client.get(url).context["form"]
    sent = {name: value for name, value in form.initial.items() if value not in (None, False)}
    response = client.post(url, {**sent, "VISITS_CADENCE_C_DAYS": days})
    assert (response.status_code, config.VISITS_CADENCE_C_DAYS) == (302 if str(kept) == days else 200, kept)


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
