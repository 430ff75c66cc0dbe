"""The catalogue of methods in files, and the report that goes out."""

import csv
import io

import pytest
from django.core.management import call_command

from crm.exchange.kinds import kind_named
from crm.exchange.models import Import
from crm.shell.errors import Refused
from prospects.choices import MethodGroup
from prospects.methods import METHODS
from prospects.models import AcquisitionMethod
from tests.factories.prospects import MethodFactory, ProspectFactory


def exported(kind, *options):
    out = io.StringIO()
    call_command("export", kind, *options, stdout=out)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


@pytest.fixture
def method(db):
    return MethodFactory(code="podcast", name="Podcast", group=MethodGroup.MEDIA)


def test_a_method_is_added_changed_and_taken_back(load, counts, method):
    content = (
        "code,name,group,active\npodcast,Podcasts,media,no\nrunning-club,Running club,Personal network,yes\n"
    )
    assert counts(load("methods", content)) == (1, 1, 0, 0)
    method.refresh_from_db()
    assert (method.name, method.active) == ("Podcasts", False)
    assert AcquisitionMethod.objects.get(code="running-club").group == MethodGroup.NETWORK
    assert counts(load("methods", content)) == (0, 0, 2, 0)
    kind_named("methods").undo(Import.objects.order_by("pk").first().pk, None)
    method.refresh_from_db()
    assert (method.name, method.active) == ("Podcast", True)
    assert not AcquisitionMethod.objects.filter(code="running-club").exists()


def test_a_method_in_use_stays(load, method):
    load("methods", "code,name,group\nfair-2,Second fair,canvassing\n")
    ProspectFactory(method=AcquisitionMethod.objects.get(code="fair-2"))
    with pytest.raises(Refused, match="used by prospect"):
        kind_named("methods").undo(Import.objects.get().pk, None)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("a b,Name,media", "code"),
        ("other-one,Podcast,media", "name"),
        ("other-one,,media", "name"),
        ("other-one,Name,nothing", "group"),
        (",Name,media", "code"),
    ],
)
def test_what_is_wrong_is_said(load, method, row, field):
    result = load("methods", f"code,name,group\n{row}\n")
    assert [error["field"] for error in result["errors"]] == [field]


def test_a_name_twice_in_a_file_is_refused(load, method):
    result = load("methods", "code,name,group\none,Same,media\ntwo,Same,media\n")
    assert [(error["row"], error["field"]) for error in result["errors"]] == [(3, "name")]


def test_only_admins_bring_methods(cast):
    kind = kind_named("methods")
    assert [person.role for person in cast.named().values() if kind.may_import(person)] == [cast.admin.role]


def test_what_goes_out_comes_in_again(load, counts, method, tmp_path):
    path = tmp_path / "methods.csv"
    call_command("export", "methods", "-o", str(path))
    assert counts(load("methods", path)) == (0, 0, len(METHODS) + 1, 0)


def test_the_report_goes_out_as_each_may_see_it(cast, method):
    ProspectFactory(customer__owner=cast.owner, method=method, won=True)
    ProspectFactory(customer__owner=cast.stranger, method=method)
    everything = {row["code"]: row for row in exported("methods-report")}
    assert (everything["podcast"]["added"], everything["podcast"]["rate"]) == ("2", "50")
    assert everything["podcast"]["mean_days"] == "0"
    mine = {row["code"]: row for row in exported("methods-report", "--as", cast.owner.email)}
    assert (mine["podcast"]["added"], mine["podcast"]["rate"]) == ("1", "100")
    assert mine["register"]["rate"] == ""
