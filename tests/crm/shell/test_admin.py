"""The page and the command that set rules: what contradicts another rule is refused, and nothing is set."""

from decimal import Decimal

import pytest
from constance import config
from constance.models import Constance
from constance.test import override_config
from constance.utils import get_values
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse

from crm.shell.admin import RulesForm

URL = "admin:constance_config_changelist"


@pytest.fixture(autouse=True)
def rules(db):
    Constance.objects.all().delete()


def save(client, **values):
    """Send the page with these values in place of those that are set."""
    initial = client.get(reverse(URL)).context["form"].initial
    sent = {name: value for name, value in initial.items() if value not in (None, False)}
    return client.post(reverse(URL), {**sent, **values})


def test_the_defaults_keep_every_order():
    defaults = {name: default for name, (default, *_rest) in settings.CONSTANCE_CONFIG.items()}
    assert [pair for pair in settings.RULES_IN_ORDER if not pair.is_kept(defaults)] == []


@pytest.mark.parametrize(
    ("name", "value", "other"),
    [
        ("ACCOUNTS_TIER_B_SHARE", "70", "ACCOUNTS_TIER_A_SHARE"),
        ("ACCOUNTS_FAR_KM", "9", "ACCOUNTS_NEAR_KM"),
        ("CUSTOMERS_SIMILAR_SCORE", "71", "CUSTOMERS_DUPLICATE_SCORE"),
        ("PROSPECTS_LIVE_LEAST", "31", "PROSPECTS_LIVE_MOST"),
        ("PROSPECTS_POOL_WARN_DAYS", "60", "PROSPECTS_POOL_DAYS"),
        ("PROSPECTS_POOL_DAYS", "13", "VISITS_CADENCE_CONTINUE_DAYS"),
        ("VISITS_CADENCE_A_DAYS", "15", "VISITS_CADENCE_B_DAYS"),
        ("VISITS_CADENCE_C_DAYS", "13", "VISITS_CADENCE_B_DAYS"),
        ("VISITS_CADENCE_KEEP_WARM_DAYS", "13", "VISITS_CADENCE_CONTINUE_DAYS"),
        ("VISITS_VALUE_A", "119", "VISITS_VALUE_B"),
        ("VISITS_VALUE_B", "59", "VISITS_VALUE_C"),
        ("VISITS_VALUE_PROSPECT", "60", "VISITS_VALUE_C"),
        ("VISITS_SHORTLIST", "7", "VISITS_PER_DAY"),
        ("VISITS_ROAD_KMH", "24", "VISITS_TOWN_KMH"),
    ],
)
def test_the_page_refuses_what_contradicts_and_says_so_at_both(client, cast, name, value, other):
    client.force_login(cast.admin)
    response = save(client, **{name: value})
    assert (response.status_code, Constance.objects.count()) == (200, 0)
    assert response.context["form"].errors.keys() == {name, other}


def test_the_page_names_the_other_rule_and_the_remedy(client, cast):
    client.force_login(cast.admin)
    errors = save(client, ACCOUNTS_TIER_B_SHARE="70").context["form"].errors
    assert errors == {
        "ACCOUNTS_TIER_A_SHARE": [
            "This must not be above ACCOUNTS_TIER_B_SHARE (70). Lower it, or raise ACCOUNTS_TIER_B_SHARE."
        ],
        "ACCOUNTS_TIER_B_SHARE": [
            "This must not be below ACCOUNTS_TIER_A_SHARE (80). Raise it, or lower ACCOUNTS_TIER_A_SHARE."
        ],
    }


def test_both_of_a_pair_are_changed_at_once():
    initial = get_values()
    version = {"version": RulesForm(initial=initial).initial["version"]}
    data = {**initial, **version, "PROSPECTS_LIVE_LEAST": 40, "PROSPECTS_LIVE_MOST": 50}
    form = RulesForm(initial, data=data)
    assert form.errors == {}
    form.save()
    assert (config.PROSPECTS_LIVE_LEAST, config.PROSPECTS_LIVE_MOST) == (40, 50)


def test_what_contradicts_nothing_but_its_limits_has_that_error_alone(client, cast):
    client.force_login(cast.admin)
    errors = save(client, CUSTOMERS_DUPLICATE_SCORE="101").context["form"].errors
    assert errors == {"CUSTOMERS_DUPLICATE_SCORE": ["Ensure this value is less than or equal to 100."]}


def test_the_command_refuses_what_contradicts():
    with pytest.raises(CommandError) as refused:
        call_command("constance", "set", "ACCOUNTS_TIER_B_SHARE", "70")
    assert str(refused.value) == (
        "This must not be below ACCOUNTS_TIER_A_SHARE (80). Raise it, or lower ACCOUNTS_TIER_A_SHARE."
    )
    assert Decimal("95") == config.ACCOUNTS_TIER_B_SHARE


def test_the_command_sets_what_contradicts_nothing_itself():
    with override_config(PROSPECTS_LIVE_LEAST=99):
        call_command("constance", "set", "ACCOUNTS_TIER_B_SHARE", "90")
        assert Decimal("90") == config.ACCOUNTS_TIER_B_SHARE


@pytest.mark.parametrize(("name", "value"), [("VISITS_PER_DAY", "many"), ("NO_RULE", "1")])
def test_the_command_leaves_the_rest_to_the_library(name, value):
    with pytest.raises(CommandError):
        call_command("constance", "set", name, value)


def test_the_rules_are_found_as_rules_in_the_admin(client, cast):
    client.force_login(cast.admin)
    page = client.get("/admin/constance/config/")
    assert str(page.context["title"]) == "Rules"
    index = client.get("/admin/").content.decode()
    assert ("All rules" in index, "Constance" in index) == (True, False)
