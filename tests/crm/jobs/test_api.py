"""Jobs in the API."""

from crm.jobs.models import Job
from crm.jobs.progress import report
from tests.api import program_of


def test_a_job_says_how_far_it_is(cast):
    job = Job.objects.create(kind="accounts.rank", by=cast.owner, attempts=1, lease_until="2026-11-23T08:00Z")
    report(job.pk, done=1, total=4, note="Adding up")
    found = program_of(cast.owner).get(f"/api/v1/jobs/{job.pk}/").json()
    assert found["state"] == "running"
    assert found["progress"] == {"done": 1, "total": 4, "percent": 25, "note": "Adding up"}
    assert found["title"] == "Ranking the accounts"


def test_ones_own_jobs_and_for_an_admin_everybodys(cast):
    mine = Job.objects.create(kind="accounts.rank", by=cast.owner)
    other = Job.objects.create(kind="accounts.rank", by=cast.mate, failed=True, error="No luck")

    def seen(person, query=""):
        return [row["id"] for row in program_of(person).get(f"/api/v1/jobs/{query}").json()["results"]]

    assert seen(cast.owner) == [mine.pk]
    assert seen(cast.admin) == [other.pk, mine.pk]
    assert seen(cast.admin, "?kind=visits.plan") == []
