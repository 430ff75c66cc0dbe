"""``manage.py demo``"""

from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from accounts.models import Account, TierRun
from crm.customers.models import Customer
from crm.people.models import User
from tests.factories.people import UserFactory
from visits.models import VisitPlan


def log_in(email, rf):
    return authenticate(rf.post("/login/"), username=email, password="demo-regulars")


@pytest.mark.django_db
def test_a_whole_company_with_tiers_and_plans(rf, settings):
    out = StringIO()
    call_command("demo", accounts=24, prospects=0, stdout=out)
    assert Customer.objects.count() == 24
    territories = Customer.objects.values_list("owner", "territory__rep")
    assert [owner == rep for owner, rep in territories] == [True] * 24
    assert set(Account.objects.values_list("tier", flat=True)) >= {"A", "B", "C"}
    assert TierRun.objects.count() == 13
    assert VisitPlan.objects.values("week").distinct().count() == 2
    for name in ("rep", "manager", "regional", "admin"):
        person = log_in(f"{name}@demo.example", rf)
        assert (person.role, person.is_demo) == (name, True)
    settings.PRODUCTION = True
    assert log_in("rep@demo.example", rf) is None


@pytest.mark.django_db
def test_only_an_empty_database_is_filled():
    UserFactory()
    with pytest.raises(CommandError, match="empty"):
        call_command("demo", stdout=StringIO())
    call_command("demo", "--if-empty", stdout=StringIO())
    assert User.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("accounts", "prospects"), [(0, 10), (10, -1)])
def test_a_company_has_accounts_and_no_fewer_prospects_than_none(accounts, prospects):
    with pytest.raises(CommandError, match="or more"):
        call_command("demo", accounts=accounts, prospects=prospects, stdout=StringIO())


@pytest.mark.django_db
def test_never_in_production(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="never made in production"):
        call_command("demo", stdout=StringIO())
    assert not User.objects.exists()
