"""The roles of contacts: found by each of them, shown as badges, chosen by thumb, moved by the migration."""

from __future__ import annotations

import pytest
from django.urls import reverse

from crm.customers.models import Contact
from tests.factories.customers import ContactFactory, CustomerFactory
from tests.migrations import apps_at

BEFORE, AFTER = ("customers", "0011_private_spouse"), ("customers", "0014_drop_contact_role")
ROLES = {"Ann": "principal", "Bo": "handling", "Cem": "decision_maker", "Dee": "other"}


@pytest.mark.every_database
@pytest.mark.usefixtures("leaves")
def test_one_role_becomes_one_of_several_and_back():
    old = apps_at(BEFORE)
    alba = old.get_model("customers", "Customer").objects.create(
        kind="organisation", number="K1", name="Alba"
    )
    for name, role in ROLES.items():
        old.get_model("customers", "Contact").objects.create(customer=alba, name=name, role=role)
        old.get_model("customers", "HistoricalContact").objects.create(
            id=1, customer_id=alba.pk, name=name, role=role, history_type="+",
            history_date="2026-01-01T00:00Z", created_at="2026-01-01T00:00Z",
        )  # fmt: skip

    new = apps_at(AFTER)
    columns = ("name", "is_principal", "is_handling", "is_decision_maker")
    for model in ("Contact", "HistoricalContact"):
        assert list(new.get_model("customers", model).objects.order_by("name").values_list(*columns)) == [
            ("Ann", True, False, False),
            ("Bo", False, True, False),
            ("Cem", False, False, True),
            ("Dee", False, False, False),
        ]
    new.get_model("customers", "Contact").objects.filter(name="Cem").update(is_handling=True)

    contacts = apps_at(BEFORE).get_model("customers", "Contact").objects
    assert dict(contacts.values_list("name", "role")) == ROLES | {"Cem": "handling"}
    past = apps_at(BEFORE).get_model("customers", "HistoricalContact").objects
    assert dict(past.values_list("name", "role")) == ROLES


@pytest.mark.every_database
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "found"),
    [
        ("principal", {"Alba Oil", "Birke AG"}),
        ("handling", {"Alba Oil"}),
        ("decision_maker", {"Birke AG"}),
        ("other", {"Cedar KG"}),
        ("", {"Alba Oil", "Birke AG", "Cedar KG", "Dune Ltd"}),
    ],
)
def test_customers_are_found_by_the_roles_of_their_contacts(cast, as_, role, found):
    names = ("Alba Oil", "Birke AG", "Cedar KG", "Dune Ltd")
    alba, birke, cedar, _dune = (CustomerFactory(name=name, owner=cast.owner) for name in names)
    ContactFactory(customer=alba, roles=["principal", "handling"])
    ContactFactory(customer=birke, roles=["principal", "decision_maker"])
    ContactFactory(customer=cedar)
    page = as_(cast.owner).get(reverse("customers:list") + f"?role={role}").content.decode()
    assert {name for name in names if name in page} == found


@pytest.mark.django_db
@pytest.mark.parametrize("tab", ["overview", "contacts"])
def test_each_role_is_a_badge_of_the_person(cast, as_, tab):
    alba = CustomerFactory(owner=cast.owner)
    ContactFactory(customer=alba, roles=["principal", "decision_maker"])
    ContactFactory(customer=alba)
    page = as_(cast.owner).get(f"{alba.get_absolute_url()}?tab={tab}").content.decode()
    assert page.count('<span class="tag tag--grey">Principal</span>') == 1
    assert page.count('<span class="tag tag--grey">Decision-maker</span>') == 1
    assert page.count("Handling contact") == 0


@pytest.mark.django_db
def test_roles_are_ticked_and_unticked(cast, as_):
    contact = ContactFactory(customer=CustomerFactory(owner=cast.owner), name="Ann", roles=["handling"])
    url = reverse("customers:contact-edit", args=[contact.pk])
    page = as_(cast.owner).get(url)
    assert page.context["form"].initial["roles"] == ("handling",)
    assert page.content.decode().count("checked") == 1
    for ticked in (["decision_maker", "principal"], []):
        as_(cast.owner).post(url, {"name": "Ann", "phone": "1", "roles": ticked})
        assert Contact.objects.get().roles == tuple(sorted(ticked, reverse=True))
    refused = as_(cast.owner).post(url, {"name": "Ann", "phone": "1", "roles": ["king"]})
    assert list(refused.context["form"].errors) == ["roles"]


@pytest.mark.django_db
def test_a_role_without_a_name_asks_for_the_name(cast, as_):
    data = {"name": "Alba", "phone": "1", "contact_roles": ["principal"]}
    response = as_(cast.owner).post(reverse("customers:create"), data)
    assert response.context["form"].errors == {"contact_name": ["Give the contact's name."]}
