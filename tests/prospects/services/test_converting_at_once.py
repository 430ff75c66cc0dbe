"""Two processes convert the same prospect: one account, one of them is refused (domain.md, D1.7)."""

from __future__ import annotations

import subprocess
import sys

import pytest

from accounts.models import Account
from crm.history.models import Event
from prospects.choices import Stage
from prospects.models import Prospect
from tests.factories.customers import CustomerFactory
from tests.factories.prospects import ProspectFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

# Ready, it says so, waits for a line, and answers with the account's key or the refusal's code.
CONVERT = """
import sys, django
django.setup()
from crm.people.models import User
from crm.shell.errors import Refused
from prospects.models import Prospect
from prospects.services import convert
prospect, by = Prospect.objects.get(pk=sys.argv[1]), User.objects.get(pk=sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
try:
    print("account", convert(prospect=prospect, by=by).pk)
except Refused as refused:
    print("refused", refused.code)
"""


def test_two_processes_make_one_account(cast, process_env):
    prospect = ProspectFactory(customer=CustomerFactory(owner=cast.owner, team=cast.harbour))
    command = [sys.executable, "-c", CONVERT, str(prospect.pk), str(cast.owner.pk)]
    processes = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=process_env)
        for _each in range(2)
    ]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = sorted(process.communicate(timeout=60)[0] for process in processes)

    account = Account.objects.get()
    assert answers == [f"account {account.pk}\n", "refused won\n"]
    stored = Prospect.objects.get()
    assert (stored.stage, stored.account) == (Stage.WON, account)
    assert Event.objects.filter(verb__in=("prospect.won", "account.opened")).count() == 2
