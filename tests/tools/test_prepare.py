"""Only a database nobody has worked in gets the demo company; log-ins are shown only where they exist."""

import json

import pytest

from tests.factories.people import UserFactory
from tools import prepare

pytestmark = pytest.mark.django_db


@pytest.fixture
def calls(monkeypatch):
    called = []
    monkeypatch.setattr(prepare, "call_command", lambda name, **options: called.append(name))
    monkeypatch.delenv("DEMO", raising=False)
    return called


def logins(capsys):
    return json.loads(capsys.readouterr().out)["logins"]


def test_a_new_database_gets_the_demo_company(calls, capsys):
    prepare.main()
    assert calls == ["demo"]
    assert logins(capsys) == []


def test_a_database_somebody_works_in_stays_as_it_is(calls, capsys):
    UserFactory()
    prepare.main()
    assert calls == []
    assert logins(capsys) == []


@pytest.mark.parametrize("people", [0, 1])
def test_whether_anybody_can_log_in_is_told(calls, capsys, people):
    UserFactory.create_batch(people)
    prepare.main()
    assert json.loads(capsys.readouterr().out)["nobody"] is (people == 0)


@pytest.mark.parametrize("no", ["no", "0", "False"])
def test_an_empty_start_can_be_asked_for(calls, monkeypatch, no):
    monkeypatch.setenv("DEMO", no)
    prepare.main()
    assert calls == []


def test_the_demo_log_ins_that_are_there_are_named_in_their_order(calls, capsys):
    UserFactory(email="manager@demo.example")
    UserFactory(email="rep@demo.example")
    UserFactory(email="somebody@firm.example")
    prepare.main()
    assert logins(capsys) == ["rep@demo.example", "manager@demo.example"]
