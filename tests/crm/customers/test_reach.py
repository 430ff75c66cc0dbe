"""The same rule for numbers and addresses in the form, the API and files."""

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from crm.customers.models import Contact, Customer
from crm.customers.services import add_contact, create_customer
from crm.people.models import User
from crm.shell.errors import Refused
from tests.factories.customers import CustomerFactory

pytestmark = pytest.mark.django_db
WRONG = [("phone", "call Ann"), ("mobile", "later"), ("website", "javascript:alert(1)")]


@pytest.mark.parametrize(("field", "text"), WRONG)
def test_the_form_says_at_its_field_what_is_wrong(client, cast, field, text):
    client.force_login(cast.owner)
    data = {"name": "Alba Oil", "city": "Bern", field: text}
    page = client.post(reverse("customers:create"), data)
    assert list(page.context["form"].errors) == [field]
    assert not Customer.objects.exists()


@pytest.mark.parametrize(("field", "text"), WRONG)
def test_the_api_refuses_the_same(cast, field, text):
    api = APIClient()
    api.force_authenticate(cast.owner)
    answer = api.post("/api/v1/customers/", {"name": "Alba", "city": "Bern", field: text}, format="json")
    assert answer.status_code == 400
    assert field in str(answer.data)
    assert not Customer.objects.exists()


def test_a_web_address_is_kept_with_its_scheme(cast):
    values = {"name": "Alba Oil", "city": "Bern", "website": "alba.example", "phone": "031 311 00 00"}
    customer = create_customer(by=cast.owner, values=values)
    assert (customer.website, customer.phone) == ("https://alba.example", "031 311 00 00")


def test_contacts_follow_the_rule(cast):
    with pytest.raises(Refused, match="is no phone number"):
        add_contact(customer=CustomerFactory(), by=cast.owner, values={"name": "Ann", "phone": "at home"})
    assert not Contact.objects.exists()


def test_links_dial_digits_only(client, cast):
    customer = CustomerFactory(owner=cast.owner, phone="+49 (0)30 123-45 ext. 6")
    client.force_login(cast.owner)
    page = client.get(customer.get_absolute_url()).content.decode()
    assert '<a href="tel:+493012345">+49 (0)30 123-45 ext. 6</a>' in page


def test_ones_own_phone_follows_the_rule(client, cast):
    client.force_login(cast.owner)
    data = {"name": "Olga O.", "language": "en", "time_zone": "Europe/Berlin", "phone": "at home"}
    assert "phone" in client.post(reverse("people:profile"), data).context["form"].errors
    assert User.objects.get(pk=cast.owner.pk).phone == ""
