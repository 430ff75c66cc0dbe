"""The quick add with its likely duplicates, and a further effort for a customer of the file."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.customers.models import Contact, Customer
from prospects.choices import MethodGroup, Newcomer
from prospects.models import AcquisitionMethod, Prospect
from tests.cast import Cast
from tests.factories.accounts import AccountFactory, ProductFactory, ProductFamilyFactory
from tests.factories.customers import (
    ContactFactory,
    CustomerFactory,
    CustomFieldFactory,
    IndividualFactory,
)
from tests.factories.prospects import MethodFactory, ProspectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
NEW = {"name": "Halcyon Tools", "kind": "organisation", "phone": "+41 31 555 01 01"}


@pytest.fixture
def rep(client: Client, cast: Cast) -> Client:
    client.force_login(cast.owner)
    return client


def add(client: Client, **data: Any) -> Any:
    return client.post(reverse("prospects:new"), {**NEW, **data})


def test_a_name_and_a_phone_number_are_enough(rep: Client, cast: Cast) -> None:
    answer = add(rep)
    prospect = Prospect.objects.get()
    assert answer["Location"] == prospect.get_absolute_url()
    assert (prospect.customer.name, prospect.customer.owner) == ("Halcyon Tools", cast.owner)
    assert (prospect.method.code, prospect.line, prospect.expected_value) == ("other", None, None)


def test_what_else_is_known_goes_with_it(rep: Client) -> None:
    method, line = MethodFactory(code="fair"), ProductFamilyFactory()
    add(rep, method=method.pk, line=line.pk, expected_value="1200.50", contact_name="Ann Frey", city="Bern")
    prospect = Prospect.objects.get()
    assert (prospect.method, prospect.line, str(prospect.expected_value)) == (method, line, "1200.50")
    assert (prospect.customer.city, prospect.customer.contacts.get().name) == ("Bern", "Ann Frey")
    # The next one was most likely found in the same way.
    assert rep.get(reverse("prospects:new")).context["form"]["method"].value() == method.pk


@pytest.fixture
def ann(cast: Cast) -> Contact:
    """Somebody at a customer of the owner's, who knows the trade."""
    return ContactFactory(name="Ann Frey", customer__number="K-7", customer__owner=cast.owner)


def test_a_new_one_is_introduced(rep: Client, ann: Contact) -> None:
    add(rep, introducer="K-7 / Ann Frey")
    card = Prospect.objects.get().customer
    assert (card.introducer, card.introducer_contact) == (ann.customer, ann)


def test_a_hidden_customer_introduces_nobody(rep: Client, cast: Cast) -> None:
    CustomerFactory(number="K-8", owner=cast.stranger)
    assert "None of your customers has the number “K-8”." in add(rep, introducer="K-8").content.decode()
    assert not Prospect.objects.exists()


def test_a_method_by_which_customers_bring_others_asks_who_it_was(rep: Client, cast: Cast) -> None:
    referral = MethodFactory(code="word-of-mouth", group=MethodGroup.CUSTOMERS)
    form = rep.get(reverse("prospects:new")).context["form"]
    assert (form.opened, referral.pk in form.brought_by_customers) == (False, True)
    methods = AcquisitionMethod.objects.filter(pk__in=form.brought_by_customers)
    assert {method.group for method in methods} == {MethodGroup.CUSTOMERS}
    ProspectFactory(customer__owner=cast.owner, added_by=cast.owner, method=referral)
    page = rep.get(reverse("prospects:new"))  # most likely found in the same way
    assert page.context["form"].opened
    assert 'data-open-for="method"' in page.content.decode()


def test_a_method_nobody_chose_is_marked_as_that_of_last_time(rep: Client, cast: Cast) -> None:
    address = reverse("prospects:new")
    first = rep.get(address)
    assert first.context["form"].fields["method"].help_text == ""
    assert first.content.decode().count("data-undo") == 0
    fair = MethodFactory(code="fair")
    ProspectFactory(customer__owner=cast.owner, added_by=cast.owner, method=fair)
    again = rep.get(address)
    form = again.context["form"]
    assert (form["method"].value(), form.fields["method"].help_text) == (fair.pk, "As last time.")
    assert again.content.decode().count('data-undo="id_method"') == 1
    chosen = rep.post(address, {"name": "", "method": fair.pk})
    assert chosen.context["form"].fields["method"].help_text == ""
    assert chosen.content.decode().count("data-undo") == 0


def test_a_manager_gives_the_new_one_to_a_rep_or_leaves_it_in_the_pool(client: Client, cast: Cast) -> None:
    client.force_login(cast.manager)
    assert cast.mate in client.get(reverse("prospects:new")).context["form"].fields["owner"].queryset
    page = client.post(reverse("prospects:new"), NEW, follow=True)
    assert "Halcyon Tools lies in the team&#x27;s pool." in page.content.decode()
    assert list(Prospect.objects.in_pool_of(cast.harbour)) == [page.context["prospect"]]
    data = {**NEW, "name": "Quarry Gausmann", "phone": "+49 251 77001", "owner": cast.mate.pk}
    page = client.post(reverse("prospects:new"), data, follow=True)
    assert "Quarry Gausmann is on the list of Milo Mate." in page.content.decode()
    assert page.context["prospect"].customer.owner == cast.mate


def test_a_rep_chooses_no_owner(rep: Client, cast: Cast) -> None:
    assert "owner" not in rep.get(reverse("prospects:new")).context["form"].fields
    add(rep, owner=cast.mate.pk)
    assert Prospect.objects.get().customer.owner == cast.owner


def test_a_required_field_follows_on_the_card(rep: Client) -> None:
    CustomFieldFactory(key="tank", label="Tank size", required=True)
    add(rep)
    page = rep.get(Prospect.objects.get().customer.get_absolute_url()).content.decode()
    assert "Tank size</p>" in page  # the last of what is still missing


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"phone": ""}, "Give one way to reach them"),
        ({"name": ""}, "This field is required."),
        ({"kind": "ghost"}, "Select a valid choice."),
        ({"expected_value": "-1"}, "greater than or equal to 0"),
        ({"email": "nobody"}, "Enter a valid email address."),
        ({"method": "0"}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(rep: Client, data: dict[str, str], words: str) -> None:
    answer = add(rep, **data)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not Customer.objects.exists()


@pytest.fixture
def known(cast: Cast) -> Customer:
    """A customer with the phone number of the new name."""
    return CustomerFactory(name="Halcyon Tools AG", phone=NEW["phone"], owner=cast.owner, city="Bern")


def test_a_likely_duplicate_is_shown_before_saving(rep: Client, known: Customer) -> None:
    page = add(rep)
    assert page.status_code == 200
    text = page.content.decode()
    assert "This may be a customer you have" in text
    assert known.get_absolute_url() in text
    assert "They share a phone number" in text
    assert not Prospect.objects.exists()
    add(rep, known=known.pk, anyway="1")
    assert Prospect.objects.get().customer != known


def test_anyway_counts_for_those_that_were_shown(rep: Client, cast: Cast, known: Customer) -> None:
    second = CustomerFactory(name="Halcyon Tools", phone=NEW["phone"], owner=cast.owner)
    assert add(rep, known=known.pk, anyway="1").status_code == 200
    assert add(rep, known=[known.pk, second.pk]).status_code == 200
    assert not Prospect.objects.exists()
    assert add(rep, known=[known.pk, second.pk], anyway="1").status_code == 302


def test_of_a_colleagues_card_only_that_there_is_one(rep: Client, cast: Cast) -> None:
    CustomerFactory(name="Halcyon Tools", phone=NEW["phone"], owner=cast.mate, city="Secret Town")
    text = add(rep).content.decode()
    assert "A colleague has a card like this" in text
    assert f"ask {cast.manager.name}" in text
    assert "Secret Town" not in text


def test_duplicates_come_while_typing(rep: Client, known: Customer) -> None:
    ProspectFactory(customer=known)
    answer = rep.post(reverse("customers:similar"), NEW)
    text = answer.content.decode()
    assert known.name in text
    assert "Potential" in text  # the stage stands beside the name
    assert rep.post(reverse("customers:similar"), {"name": "x" * 9000, "kind": "?"}).content.strip() == b""
    assert rep.get(reverse("customers:similar")).status_code == 405


def test_the_form_of_a_customer_asks_as_well(rep: Client, known: Customer) -> None:
    data = {"name": "Halcyon Tools", "phone": NEW["phone"]}
    text = rep.post(reverse("customers:create"), data).content.decode()
    assert known.get_absolute_url() in text
    assert Customer.objects.count() == 1
    answer = rep.post(reverse("customers:create"), {**data, "known": known.pk, "anyway": "1"})
    assert answer.status_code == 302
    assert Customer.objects.count() == 2


@pytest.mark.parametrize(
    ("born", "alike"),
    [
        ({"birth_date": "1980-05-17"}, True),
        ({"birth_date": "1975-01-02"}, False),
        ({"birth_date": "17 May"}, False),
        ({"birth_date": "1980-99-99", "birth_year": "19x0"}, False),
    ],
)
def test_the_day_of_birth_tells_who_it_is(rep: Client, cast: Cast, born: dict[str, str], alike: bool) -> None:
    IndividualFactory(name="Anna Frey", birth_date="1980-05-17", owner=cast.owner)
    data = {"kind": "individual", "name": "Anna Frei-Huber", "city": "Olten", **born}
    text = rep.post(reverse("customers:similar"), data).content.decode()
    assert ("Anna Frey" in text) is alike


def effort(**values: Any) -> dict[str, Any]:
    answers = {"need": 3, "budget": 0, "authority": 0, "timing": 0}
    return {"newcomer": "never_bought", "method": MethodFactory().pk, **answers, **values}


def test_an_effort_on_a_card_that_is_there(rep: Client, cast: Cast) -> None:
    customer = AccountFactory(customer__owner=cast.owner, last_order_on=timezone.localdate()).customer
    line, product = ProductFamilyFactory(), ProductFactory()
    address = reverse("prospects:open", args=[customer.pk])
    page = rep.get(address)
    assert page.context["form"]["newcomer"].value() == Newcomer.OTHER_PRODUCT
    data = effort(line=line.pk, products=[product.pk], newcomer="other_product")
    answer = rep.post(address, data)
    prospect = Prospect.objects.get()
    assert answer["Location"] == prospect.get_absolute_url()
    assert (prospect.customer, prospect.line, list(prospect.products.all())) == (customer, line, [product])
    assert "is an open prospect for this line already" in rep.post(address, data).content.decode()
    assert Prospect.objects.count() == 1


def test_an_effort_may_have_been_opened_before(rep: Client, cast: Cast) -> None:
    address = reverse("prospects:open", args=[CustomerFactory(owner=cast.owner).pk])
    today = timezone.localdate()
    assert rep.get(address).context["form"]["opened_on"].value() == today
    refused = rep.post(address, effort(opened_on=today + timedelta(days=1)))
    assert refused.context["form"].errors == {"opened_on": ["This day is still to come."]}
    rep.post(address, effort(opened_on=today - timedelta(days=30)))
    assert Prospect.objects.get().opened_on == today - timedelta(days=30)


def test_the_quick_add_takes_the_day_of_opening(rep: Client) -> None:
    day = timezone.localdate() - timedelta(days=3)
    rep.post(reverse("prospects:new"), {**NEW, "opened_on": day})
    assert Prospect.objects.get().opened_on == day


def test_who_hesitates_does_so_for_a_reason(rep: Client, cast: Cast) -> None:
    customer = CustomerFactory(owner=cast.owner)
    address = reverse("prospects:open", args=[customer.pk])
    assert "Say why they hesitate." in rep.post(address, effort(newcomer="hesitating")).content.decode()
    rep.post(address, effort(newcomer="hesitating", hesitation="The tank is full."))
    assert Prospect.objects.get().hesitation == "The tank is full."


def test_an_empty_catalogue_says_what_to_do(rep: Client, cast: Cast) -> None:
    AcquisitionMethod.objects.all().delete()
    address = reverse("prospects:open", args=[CustomerFactory(owner=cast.owner).pk])
    words = "There is no acquisition method. Ask an admin to add one."
    assert words in rep.get(address).content.decode()
    assert rep.post(address).context["form"].has_error("method", "required")
    assert rep.post(reverse("prospects:new"), NEW).context["form"].errors == {"method": [words]}


def test_no_method_is_chosen_for_a_person_who_says_none(rep: Client, cast: Cast) -> None:
    AcquisitionMethod.objects.filter(code="other").update(active=False)
    address = reverse("prospects:open", args=[CustomerFactory(owner=cast.owner).pk])
    page = rep.get(address)
    assert "selected" not in str(page.context["form"]["method"])
    assert "Choose how they were found" in page.content.decode()
    AcquisitionMethod.objects.filter(code="other").delete()
    refused = rep.post(reverse("prospects:new"), NEW)
    assert refused.context["form"].errors == {"method": ["Say how this prospect was found."]}


def test_an_effort_tells_who_introduced_the_customer(rep: Client, cast: Cast, ann: Contact) -> None:
    customer = CustomerFactory(owner=cast.owner)
    rep.post(reverse("prospects:open", args=[customer.pk]), effort(introducer="K-7"))
    customer.refresh_from_db()
    assert customer.introducer == ann.customer
    edit = reverse("prospects:edit", args=[Prospect.objects.get().pk])
    form = rep.get(edit).context["form"]
    assert form["introducer"].value() == "K-7"
    rep.post(edit, effort(introducer="K-7 / Ann Frey", seen=form["seen"].value()))
    customer.refresh_from_db()
    assert customer.introducer_contact == ann
    assert (
        "cannot have introduced itself" in rep.post(edit, effort(introducer=customer.number)).content.decode()
    )


def test_who_does_not_see_the_introducer_keeps_them(rep: Client, cast: Cast) -> None:
    hidden = CustomerFactory(number="K-8", owner=cast.stranger)
    customer = CustomerFactory(owner=cast.owner, introducer=hidden)
    address = reverse("prospects:open", args=[customer.pk])
    assert "introducer" not in rep.get(address).context["form"].fields
    rep.post(address, effort(introducer=""))
    customer.refresh_from_db()
    assert (customer.introducer, Prospect.objects.count()) == (hidden, 1)


def test_nothing_is_tried_with_an_archived_card(rep: Client, cast: Cast) -> None:
    customer = CustomerFactory(owner=cast.owner, archived_at="2026-11-01T00:00:00Z")
    address = reverse("prospects:open", args=[customer.pk])
    assert rep.get(address)["Location"] == customer.get_absolute_url()
    rep.post(address, effort())
    assert not Prospect.objects.exists()
