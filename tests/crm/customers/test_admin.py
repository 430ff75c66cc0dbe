"""The catalogues in Django's admin: a definition that cannot hold is refused, one in use is kept."""

from __future__ import annotations

import pytest
from django.urls import reverse

from crm.customers.models import CustomField, Industry
from tests.factories.customers import CustomerFactory, CustomFieldFactory

GOOD = {
    "label": "Tanks",
    "key": "tanks",
    "type": "number",
    "choices": "",
    "help_text": "",
    "kind": "",
    "position": 0,
}
ADD = "admin:customers_customfield_add"


@pytest.fixture
def admin(cast, as_):
    return as_(cast.admin)


def test_a_field_is_added(admin):
    assert admin.post(reverse(ADD), GOOD | {"active": "on"}).status_code == 302
    assert CustomField.objects.get().active


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "Tanks!"},
        {"key": "name"},
        {"key": "contacts"},
        {"type": "choice"},
        {"type": "choice", "choices": "one"},
        {"type": "choice", "choices": "Red\nred"},
        {"choices": "a\nb"},
    ],
)
def test_a_definition_that_cannot_hold_is_refused(admin, wrong):
    response = admin.post(reverse(ADD), GOOD | wrong)
    assert response.status_code == 200
    assert response.context["errors"]
    assert not CustomField.objects.exists()


@pytest.mark.parametrize(
    ("change", "status"), [({"type": "text"}, 200), ({"key": "tank"}, 200), ({"label": "Our tanks"}, 302)]
)
def test_a_field_that_cards_use_keeps_its_meaning(admin, change, status):
    field = CustomFieldFactory(**GOOD)
    CustomerFactory(custom={"tanks": "3"})
    address = reverse("admin:customers_customfield_change", args=[field.pk])
    assert admin.post(address, GOOD | change).status_code == status
    assert (
        admin.post(
            reverse("admin:customers_customfield_delete", args=[field.pk]), {"post": "yes"}
        ).status_code
        == 403
    )


def test_a_field_nobody_uses_may_change_and_go(admin):
    field = CustomFieldFactory(**GOOD)
    address = reverse("admin:customers_customfield_change", args=[field.pk])
    assert admin.post(address, GOOD | {"type": "text"}).status_code == 302
    address = reverse("admin:customers_customfield_delete", args=[field.pk])
    assert admin.post(address, {"post": "yes"}).status_code == 302
    assert not CustomField.objects.exists()


@pytest.mark.parametrize("model", ["customer", "privatelook", "industry", "customfield"])
def test_the_lists_open_for_admins_only(cast, admin, as_, model):
    CustomerFactory()
    address = reverse(f"admin:customers_{model}_changelist")
    assert admin.get(address).status_code == 200
    assert as_(cast.manager).get(address).status_code == 302


def test_private_details_have_no_page_in_the_admin(admin):
    assert admin.get("/admin/customers/privatedetails/").status_code == 404


def test_who_changed_the_catalogues_is_known(admin, cast):
    admin.post(reverse(ADD), GOOD)
    field = CustomField.objects.get()
    admin.post(reverse("admin:customers_customfield_change", args=[field.pk]), GOOD | {"label": "Tank size"})
    admin.post(reverse("admin:customers_industry_add"), {"name": "Mining"})
    industry = Industry.objects.get()
    admin.post(reverse("admin:customers_industry_delete", args=[industry.pk]), {"post": "yes"})

    def told(model):
        rows = model.history.order_by("history_id")
        return [(row.history_type, str(row.instance), row.history_user) for row in rows]

    assert told(CustomField) == [("+", "Tanks", cast.admin), ("~", "Tank size", cast.admin)]
    assert told(Industry) == [("+", "Mining", cast.admin), ("-", "Mining", cast.admin)]
    page = admin.get(reverse("admin:customers_customfield_history", args=[field.pk]))
    assert page.status_code == 200
