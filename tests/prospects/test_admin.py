"""Prospects in Django's admin: catalogues are kept there, all else is to read."""

import pytest
from django.urls import reverse

from crm.jobs.models import Job
from prospects import jobs
from prospects.choices import LedgerKind, PoolMoveKind
from prospects.models import AcquisitionMethod, LedgerEntry, PoolMove, Step
from tests.factories.prospects import (
    CampaignDayFactory,
    MethodFactory,
    ProspectFactory,
    StepFactory,
)


@pytest.fixture
def admin(cast, client):
    client.force_login(cast.admin)
    return client


@pytest.fixture
def records(cast):
    """One record of each read-only model."""
    prospect = ProspectFactory(customer__owner=cast.owner, customer__team=cast.harbour)
    customer = prospect.customer
    return {
        "prospect": prospect,
        "ledgerentry": LedgerEntry.objects.create(
            team=cast.harbour,
            customer=customer,
            prospect=prospect,
            kind=LedgerKind.NEW_NAME,
            change=0,
            debt=0,
        ),
        "poolmove": PoolMove.objects.create(
            team=cast.harbour, customer=customer, rep=cast.owner, kind=PoolMoveKind.RETURNED
        ),
        "campaign": CampaignDayFactory(campaign__team=cast.harbour).campaign,
    }


@pytest.mark.parametrize("model", ["prospect", "ledgerentry", "poolmove", "campaign"])
def test_to_read_and_nothing_else(admin, records, model):
    key = records[model].pk
    assert admin.get(reverse(f"admin:prospects_{model}_changelist")).status_code == 200
    change = reverse(f"admin:prospects_{model}_change", args=[key])
    assert admin.get(change).status_code == 200
    assert admin.get(reverse(f"admin:prospects_{model}_add")).status_code == 403
    assert admin.post(change, {"debt": 9}).status_code == 403
    assert admin.post(reverse(f"admin:prospects_{model}_delete", args=[key])).status_code == 403


def test_the_history_of_a_prospect_is_there(admin, records):
    response = admin.get(reverse("admin:prospects_prospect_history", args=[records["prospect"].pk]))
    assert response.status_code == 200


def test_a_step_is_added_and_its_probability_is_a_percentage(admin, cast):
    add, good = reverse("admin:prospects_step_add"), {"stage": "likely", "name": "Trial", "position": 5}
    assert admin.post(add, good | {"probability": 101}).context["errors"]
    assert admin.post(add, good | {"probability": 45, "active": "on"}).status_code == 302
    step = Step.objects.get(name="Trial")
    assert (step.probability, step.history.get().history_user) == (45, cast.admin)


def test_a_step_in_use_keeps_its_stage_and_is_not_deleted(admin, records):
    step = StepFactory(stage="likely", name="Trial")
    records["prospect"].step = step
    records["prospect"].save()
    change = reverse("admin:prospects_step_change", args=[step.pk])
    sent = {"stage": "potential", "name": "Try", "probability": 50, "position": 1}
    assert admin.post(change, sent).status_code == 302
    step.refresh_from_db()
    assert (step.stage, step.name) == ("likely", "Try")
    admin.post(reverse("admin:prospects_step_delete", args=[step.pk]), {"post": "yes"})
    assert Step.objects.filter(pk=step.pk).exists()


def test_the_code_of_a_method_stays_as_files_know_it(admin):
    method = MethodFactory()
    sent = {"code": "other-code", "name": "Fairs", "group": "media", "position": 1, "active": "on"}
    change = reverse("admin:prospects_acquisitionmethod_change", args=[method.pk])
    assert admin.post(change, sent).status_code == 302
    method = AcquisitionMethod.objects.get(pk=method.pk)
    assert (method.code, method.name) == ("trade-fair", "Fairs")


def test_an_admin_lets_the_scores_be_worked_out_again(admin, records, monkeypatch):
    monkeypatch.setattr("crm.jobs.services._wake", lambda: None)
    sent = {"action": "qualify_all", "_selected_action": [records["prospect"].pk]}
    assert admin.post(reverse("admin:prospects_prospect_changelist"), sent).status_code == 302
    assert Job.objects.get().kind == jobs.QUALIFY


def test_the_settings_of_prospects_stand_together(admin):
    page = admin.get(reverse("admin:constance_config_changelist")).content.decode()
    assert 'name="PROSPECTS_WEIGHT_NEED"' in page
    assert 'name="PROSPECTS_POOL_DAYS"' in page
