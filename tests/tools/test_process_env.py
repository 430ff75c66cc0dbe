"""Other processes of a test work on the test's data."""

import subprocess
import sys

import pytest

from crm.people.models import User
from tests.factories.people import UserFactory
from tools.paths import ROOT

CREATE = "from tests.factories.people import UserFactory; UserFactory(email='other@firm.example')"


@pytest.mark.every_database
def test_another_process_sees_and_adds_the_tests_rows(process_env):
    UserFactory(email="own@firm.example")
    command = [sys.executable, "manage.py", "shell", "-c", CREATE]
    subprocess.run(command, cwd=ROOT, env=process_env, check=True)
    assert set(User.objects.values_list("email", flat=True)) >= {"own@firm.example", "other@firm.example"}
