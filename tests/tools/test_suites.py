"""Counting and naming what `make test` ran."""

import xml.etree.ElementTree as ElementTree
from subprocess import CompletedProcess

import pytest

from tools import suites
from tools.servers import MissingServerError
from tools.suites import Outcome

REPORT = """<testsuites><testsuite>
  <testcase name="a"/><testcase name="b"><failure/></testcase><testcase name="c"><error/></testcase>
  <testcase name="d"><skipped/></testcase><testcase name="e"/>
</testsuite></testsuites>"""


def test_a_broken_setup_counts_as_failed():
    outcome = Outcome("sqlite")
    suites.count(ElementTree.fromstring(REPORT), outcome)
    assert (outcome.passed, outcome.failed, outcome.skipped) == (2, 2, 1)


def missing(name):
    raise MissingServerError("there is no PostgreSQL")


@pytest.mark.parametrize(
    ("ci", "code", "closing"), [("true", 1, "7 passed, 1 failed"), ("", 0, "7 passed, 0 failed")]
)
def test_a_suite_that_cannot_run_is_named_and_fails_on_a_build_server(monkeypatch, capsys, ci, code, closing):
    monkeypatch.setenv("CI", ci)
    monkeypatch.delenv("SUITES", raising=False)
    monkeypatch.setattr(
        suites, "SUITES", {"one": lambda name: Outcome(name, passed=7, seconds=1), "two": missing}
    )
    assert suites.main() == code
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == closing
    assert "two                  NOT RUN: there is no PostgreSQL" in lines[-2]


@pytest.mark.parametrize(("arguments", "failed"), [("", 1), ("-k name", 0)])
def test_a_suite_without_tests_has_not_passed_unless_asked_for_some(monkeypatch, arguments, failed):
    monkeypatch.setenv("ARGS", arguments)
    ended = CompletedProcess([], suites.NO_TESTS)
    monkeypatch.setattr(suites.subprocess, "run", lambda command, **options: ended)
    assert suites.run_pytest("none", "postgres", {}).failed == failed


def test_an_unknown_suite_is_refused(monkeypatch):
    monkeypatch.setenv("SUITES", "sqlite mysql")
    with pytest.raises(SystemExit, match="No suite mysql"):
        suites.main()
