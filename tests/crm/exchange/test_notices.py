"""What a result says beside its counts: points that look wrong, what was skipped, how it ended."""

import pytest
from django.urls import reverse

from crm.customers.models import Customer
from crm.exchange.kinds import kind_named
from crm.exchange.models import Import, ImportState
from crm.exchange.reading.limits import Limits
from crm.exchange.running import Plan
from crm.exchange.services.direct import import_file
from crm.jobs.services import enqueue

SAME = "One number for latitude and longitude, first in row {} (rows: {}). Check these coordinates."
POINTS = "number,name,phone,latitude,longitude\nK1,A,1,52.1,7.6\nK2,B,2,34.1,34.1\nK3,C,3,0,0\nK4,D,4,,\n"


@pytest.fixture
def take(sheet, cast):
    def run(content, kind="customers", **plan):
        return import_file(
            kind=kind_named(kind), path=sheet(content), plan=Plan(**plan), by=cast.manager, limits=Limits()
        )

    return run


@pytest.mark.parametrize("dry_run", [True, False])
def test_one_number_for_both_degrees_is_told_and_taken(take, dry_run):
    result = take(POINTS, dry_run=dry_run)
    assert (result.notes, result.refused, result.written) == ([SAME.format(3, 2)], 0, not dry_run)


def test_of_a_refused_row_it_is_not_told(take):
    content = "number,name,phone,latitude,longitude\nK1,A,,34.1,34.1\nK2,B,2,7.6,7.6\n"
    for dry_run in (True, False):
        result = take(content, dry_run=dry_run, skip_bad=True)
        assert (result.notes, result.refused, result.written) == ([SAME.format(3, 1)], 1, not dry_run)


def test_what_is_on_file_already_is_not_told_again(take):
    take(POINTS)
    assert take(POINTS.replace("K1,A", "K1,E")).notes == []
    assert Customer.objects.get(number="K1").name == "E"


def test_in_one_column_it_is_told_as_well(take):
    result = take('number,name,phone,coordinates\nK1,A,1,"34.1, 34.1"\n', dry_run=True)
    assert result.notes == [SAME.format(2, 1)]


@pytest.mark.parametrize(
    ("state", "heading"),
    [
        (ImportState.DONE, "Imported"),
        (ImportState.UNDOING, "Being undone"),
        (ImportState.UNDONE, "Undone"),
        (ImportState.CHECKED, "What would happen"),
        (ImportState.REFUSED, "Nothing was written"),
    ],
)
def test_the_page_says_what_became_of_it(client, cast, load, state, heading):
    load("customers", "number,name,phone\nK1,Alba Oil,1\n", f"--as={cast.owner.email}")
    # What has no job at work is settled as failed when it is shown.
    Import.objects.update(state=state, job=enqueue(kind="exchange.undo", by=cast.owner))
    client.force_login(cast.owner)
    page = client.get(reverse("exchange:import", args=[Import.objects.get().pk])).content.decode()
    assert f'<h2 id="result-head">{heading}</h2>' in page


def test_skipped_rows_are_counted_and_named(client, cast, load):
    load("customers", "number,name,phone\nK1,Alba Oil,031 1234567\n", f"--as={cast.owner.email}")
    path = "name,phone\nAlba Oil,031 1234567\n"
    load("customers", path, f"--as={cast.owner.email}", "--duplicates=skip")
    client.force_login(cast.owner)
    page = client.get(reverse("exchange:import", args=[Import.objects.latest("pk").pk]))
    assert page.context["counts"] == {"created": 0, "updated": 0, "unchanged": 0, "skipped": 1, "refused": 0}
    assert "1 likely duplicate was skipped: its row brought nothing." in page.content.decode()
