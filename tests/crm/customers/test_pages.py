"""Every page of the customer file: who reaches it, what it shows and what it costs."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm.customers.choices import ContactRole, CustomerKind
from crm.customers.models import Customer
from crm.customers.services import update_customer
from crm.people.services.handing_over import hand_over
from tests.cast import SEES_OWNERS_RECORDS
from tests.factories.customers import (
    AddressFactory,
    ContactFactory,
    CustomerFactory,
    CustomFieldFactory,
    IndividualFactory,
    IndustryFactory,
)
from tests.factories.people import TerritoryFactory

READ = ("card", "edit", "contact-add", "address-add", "history", "chain")
PRESSED = ("verify", "archive", "restore")
TABS = ("overview", "contacts", "addresses", "history", "files")


def told(queries: CaptureQueriesContext) -> str:
    """Return the queries for the message of a failure."""
    return "\n".join(query["sql"][:90] + query["sql"][-90:] for query in queries)


def url(name: str, *args: object) -> str:
    return reverse(f"customers:{name}", args=args)


@pytest.mark.parametrize("where", READ)
def test_pages_exist_for_those_who_see_the_card_and_for_nobody_else(cast, alba, as_, where):
    for name, user in cast.named().items():
        expected = 200 if name in SEES_OWNERS_RECORDS else 404
        assert as_(user).get(url(where, alba.pk)).status_code == expected, name


@pytest.mark.parametrize("where", PRESSED)
def test_presses_too(cast, alba, as_, where):
    for name, user in cast.named().items():
        expected = 302 if name in SEES_OWNERS_RECORDS else 404
        assert as_(user).post(url(where, alba.pk)).status_code == expected, name
        assert as_(user).get(url(where, alba.pk)).status_code == 405


@pytest.mark.parametrize("kind", ["contact", "address"])
def test_parts_of_a_card_are_for_those_who_see_it(cast, alba, as_, kind):
    factory = ContactFactory if kind == "contact" else AddressFactory
    part = factory(customer=alba)
    for name, user in cast.named().items():
        sees = name in SEES_OWNERS_RECORDS
        assert as_(user).get(url(f"{kind}-edit", part.pk)).status_code == (200 if sees else 404), name
        if not sees:
            assert as_(user).post(url(f"{kind}-remove", part.pk)).status_code == 404
    assert as_(cast.owner).post(url(f"{kind}-remove", part.pk)).status_code == 302
    assert not type(part).objects.exists()


def test_changing_the_owner_is_for_those_who_lead(cast, alba, as_):
    expected = {"owner": 403, "mate": 404, "stranger": 404, "other_manager": 404}
    for name, user in cast.named().items():
        assert as_(user).get(url("owner", alba.pk)).status_code == expected.get(name, 200), name


def test_nobody_comes_in_without_logging_in(alba, client):
    for name in (*READ, "owner"):
        assert client.get(url(name, alba.pk)).status_code == 302
    for name in ("list", "review", "create", "suggest"):
        assert client.get(url(name)).status_code == 302


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_of_a_full_card_opens(cast, alba, as_, tab):
    alba.latitude, alba.longitude, alba.website = 46.9, 7.4, "alba.example"
    alba.introducer = CustomerFactory(owner=cast.owner)
    alba.save()
    ContactFactory(customer=alba, roles=[ContactRole.DECISION_MAKER])
    AddressFactory(customer=alba)
    response = as_(cast.owner).get(url("card", alba.pk) + f"?tab={tab}")
    assert response.status_code == 200
    assert "Alba Oil" in response.content.decode()


def test_a_tab_that_is_not_there_is_a_404(cast, alba, as_):
    assert as_(cast.owner).get(url("card", alba.pk) + "?tab=private").status_code == 404


@pytest.mark.parametrize("person", ["owner", "manager"])
@pytest.mark.parametrize("tab", TABS)
def test_a_card_takes_few_queries_however_much_is_on_it(cast, alba, as_, person, tab):
    CustomFieldFactory()
    alba.introducer = CustomerFactory(owner=cast.owner)
    alba.save()
    client = as_(getattr(cast, person))
    counts = []
    for more in (1, 2):
        for _each in range(more):
            ContactFactory(customer=alba)
            AddressFactory(customer=alba)
        client.get(url("card", alba.pk) + f"?tab={tab}")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(url("card", alba.pk) + f"?tab={tab}")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 16, told(queries)


@pytest.mark.parametrize("where", ["list", "review"])
@pytest.mark.parametrize("person", ["owner", "manager", "admin"])
def test_lists_take_few_queries_however_many_rows(cast, as_, where, person, monkeypatch):
    monkeypatch.setattr("crm.shell.lists.page.ListPage.page_size", 1)  # so that the rows are counted
    CustomFieldFactory(in_list=True)
    client = as_(getattr(cast, person))
    counts = []
    for rows in (2, 2):
        for _each in range(rows):
            customer = CustomerFactory(owner=cast.owner, industry=IndustryFactory())
            Customer.objects.filter(pk=customer.pk).update(verified_on="2020-01-01")
        client.get(url(where))
        with CaptureQueriesContext(connection) as queries:
            response = client.get(url(where))
        counts.append(len(queries))
    assert response.status_code == 200
    assert counts[0] == counts[1] <= 8, told(queries)


def test_a_list_shows_what_the_person_sees_and_no_more(cast, alba, as_):
    theirs = CustomerFactory(name="Valley Fuels", owner=cast.stranger)
    for name, user in cast.named().items():
        page = as_(user).get(url("list")).content.decode()
        assert ("Alba Oil" in page) == (name in SEES_OWNERS_RECORDS), name
        assert (theirs.name in page) == (name in {"stranger", "admin"}), name


def test_creating_through_the_form_takes_at_most_ten_queries(cast, as_):
    CustomFieldFactory(key="tanks")
    industry = IndustryFactory()
    client = as_(cast.owner)
    data = {"name": "Alba Oil", "phone": "031", "industry": industry.pk, "custom_tanks": "2"}
    with CaptureQueriesContext(connection) as queries:
        response = client.post(url("create"), data)
    customer = Customer.objects.get()
    assert response["Location"] == customer.get_absolute_url()
    assert (customer.industry, customer.custom, customer.owner) == (industry, {"tanks": "2"}, cast.owner)
    assert len(queries) <= 10, told(queries)


def test_the_form_creates_an_individual_with_the_first_contact(cast, as_):
    data = {
        "name": "Ann Frey",
        "birth_year": "1980",
        "contact_name": "Her brother",
        "contact_roles": ["principal", "decision_maker"],
        "contact_phone": "0791",
    }
    response = as_(cast.owner).post(url("create") + "?kind=individual", data)
    assert response.status_code == 302
    customer = Customer.objects.get()
    assert (customer.kind, customer.birth_year) == (CustomerKind.INDIVIDUAL, 1980)
    brother = customer.contacts.get()
    assert (brother.phone, brother.roles) == ("0791", ("principal", "decision_maker"))


def test_a_wrong_form_says_what_and_keeps_what_was_written(cast, as_):
    response = as_(cast.owner).post(url("create"), {"name": "Alba", "email": "nonsense", "latitude": "5"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "Alba" in page
    assert "longitude" in page.lower()
    assert not Customer.objects.exists()


def test_a_manager_chooses_an_owner_among_their_people(cast, as_):
    client = as_(cast.manager)
    owners = set(client.get(url("create")).context["form"].fields["owner"].queryset)
    assert cast.mate in owners
    assert cast.stranger not in owners
    client.post(url("create"), {"name": "Alba", "phone": "1", "owner": cast.mate.pk})
    assert Customer.objects.get().owner == cast.mate
    refused = client.post(url("create"), {"name": "Alba", "phone": "1", "owner": cast.stranger.pk})
    assert refused.status_code == 200


def test_editing_changes_the_card_and_keeps_what_the_form_does_not_show(cast, alba, as_):
    hidden = CustomerFactory(owner=cast.stranger)
    Customer.objects.filter(pk=alba.pk).update(introducer=hidden, occupation="kept")
    client = as_(cast.owner)
    form = client.get(url("edit", alba.pk)).context["form"]
    assert "introducer" not in form.fields
    data = {name: value for name, value in form.initial.items() if value is not None}
    response = client.post(url("edit", alba.pk), data | {"city": "Basel"})
    assert response.status_code == 302, response.context["form"].errors
    alba.refresh_from_db()
    assert (alba.city, alba.introducer_id, alba.occupation) == ("Basel", hidden.pk, "kept")


def test_editing_a_card_changed_meanwhile_asks_to_look_again(cast, alba, as_):
    client = as_(cast.owner)
    form = client.get(url("edit", alba.pk)).context["form"]
    data = {name: value for name, value in form.initial.items() if value is not None}
    alba.phone = "999"
    alba.save()
    response = client.post(url("edit", alba.pk), data | {"city": "Basel"})
    assert response.status_code == 200
    assert "meanwhile" in response.content.decode()


def test_an_introducer_is_found_among_the_persons_own(cast, alba, as_):
    mine = CustomerFactory(name="Borea", number="K-2", owner=cast.owner)
    CustomerFactory(name="Borealis", number="K-3", owner=cast.stranger)
    client = as_(cast.owner)
    options = client.get(url("suggest"), {"introducer": "bore"}).content.decode()
    assert "K-2" in options
    assert "K-3" not in options
    data = {"name": "New", "phone": "1", "introducer": "K-3"}
    assert client.post(url("create"), data).status_code == 200
    assert client.post(url("create"), data | {"introducer": "K-2"}).status_code == 302
    assert Customer.objects.get(name="New").introducer == mine


def test_a_contact_is_found_and_kept_with_their_customer(cast, alba, as_):
    mine = ContactFactory(name="Anna Frey", customer=CustomerFactory(number="K-2", owner=cast.owner))
    ContactFactory(name="Anna Frey", customer=CustomerFactory(number="K-3", owner=cast.stranger))
    client = as_(cast.owner)
    options = client.get(url("suggest"), {"introducer": "frey"}).content.decode()
    assert "K-2 / Anna Frey" in options
    assert "K-3" not in options
    assert "Frey" not in client.get(url("suggest"), {"customer": "frey"}).content.decode()
    data = {"name": "New", "phone": "1", "introducer_colleague": cast.mate.pk}
    wrong = client.post(url("create"), data | {"introducer": "K-2 / Bo"})
    assert "has no contact" in wrong.content.decode()
    client.post(url("create"), data | {"introducer": "K-2 / anna frey"})
    card = Customer.objects.get(name="New")
    assert (card.introducer, card.introducer_contact) == (mine.customer, mine)
    assert card.introducer_colleague == cast.mate
    form = client.get(url("edit", card.pk)).context["form"]
    assert form.initial["introducer"] == "K-2 / Anna Frey"
    data = {name: value for name, value in form.initial.items() if value is not None}
    client.post(url("edit", card.pk), data | {"city": "Bern", "introducer_colleague": cast.mate.pk})
    card.refresh_from_db()
    assert (card.city, card.introducer_contact) == ("Bern", mine)
    page = client.get(url("card", card.pk)).content.decode()
    assert "Anna Frey" in page
    assert "Milo Mate" in page


def test_an_introducer_of_others_is_not_named(cast, alba, as_):
    Customer.objects.filter(pk=alba.pk).update(
        introducer=CustomerFactory(name="Secret AG", owner=cast.stranger)
    )
    client = as_(cast.owner)
    secret = ContactFactory(name="Secret Sue", customer=Customer.objects.get(name="Secret AG"))
    update_customer(customer=alba, by=cast.admin, values={"introducer_contact": secret})
    for path in (url("card", alba.pk), url("history", alba.pk), url("chain", alba.pk)):
        page = client.get(path).content.decode()
        assert "Secret AG" not in page
        assert "Secret Sue" not in page


def test_names_are_never_markup(cast, as_):
    nasty = "<script>alert(1)</script>\"'><img src=x>"
    customer = CustomerFactory(name=nasty, owner=cast.owner, brand=nasty, website="javascript:alert(1)")
    ContactFactory(customer=customer, name=nasty, interests=nasty)
    AddressFactory(customer=customer, street=nasty)
    client = as_(cast.owner)
    client.post(reverse("timeline:note-add", args=[customer.pk]), {"text": nasty})
    paths = [
        url("list"),
        url("review"),
        url("history", customer.pk),
        url("edit", customer.pk),
        url("owner", customer.pk),
    ]
    paths += [url("card", customer.pk) + f"?tab={tab}" for tab in TABS]
    for path in paths:
        page = client.get(path).content.decode()
        assert "<script>alert(1)" not in page, path
        assert "<img src=x>" not in page, path
        assert 'href="javascript:' not in page, path


def test_bulk_change_of_owner_moves_only_what_the_person_sees(cast, alba, as_):
    theirs = CustomerFactory(owner=cast.stranger)
    data = {
        "action": "owner",
        "pk": [alba.pk, theirs.pk],
        "owner": cast.mate.pk,
        "note": "on leave",
        "confirmed": "1",
    }
    assert as_(cast.owner).post(url("list"), data).status_code == 403
    assert as_(cast.manager).post(url("list"), data).status_code == 302
    alba.refresh_from_db()
    theirs.refresh_from_db()
    assert (alba.owner, theirs.owner) == (cast.mate, cast.stranger)


def test_customers_are_put_into_a_territory_that_takes_them_along(cast, alba, as_):
    beat = TerritoryFactory(rep=cast.owner, team=cast.harbour, name="Lakeside")
    foreign = TerritoryFactory(rep=cast.stranger, team=cast.stranger.team, name="Elsewhere")
    client = as_(cast.owner)
    asked = client.post(url("list"), {"action": "territory", "pk": [alba.pk]}).content.decode()
    assert ("Lakeside · Olga Owner" in asked, "Elsewhere" in asked) == (True, False)
    data = {"action": "territory", "pk": [alba.pk], "confirmed": "1"}
    assert client.post(url("list"), {**data, "territory": foreign.pk}).status_code == 200
    page = client.post(url("list"), {**data, "territory": beat.pk}, follow=True).content.decode()
    assert "1 customer moved to the territory Lakeside. The owner stays." in page
    hand_over(giver=cast.owner, taker=cast.mate, by=cast.manager, territory=beat)
    alba.refresh_from_db()
    assert alba.owner == cast.mate
    page = as_(cast.mate).post(url("list"), {**data, "territory": ""}, follow=True).content.decode()
    assert "1 customer taken out of its territory. The owner stays." in page


def test_the_archive_is_shown_on_demand(cast, alba, as_):
    client = as_(cast.owner)
    client.post(url("archive", alba.pk))
    client.get(url("create"))  # shows the toast
    assert "Alba Oil" not in client.get(url("list")).content.decode()
    assert "Alba Oil" in client.get(url("list") + "?archived=yes").content.decode()
    assert "Alba Oil" in client.get(url("list") + "?archived=all").content.decode()
    client.post(url("restore", alba.pk))
    client.get(url("create"))
    assert "Alba Oil" in client.get(url("list")).content.decode()


def test_an_individuals_card_opens(cast, as_):
    person = IndividualFactory(owner=cast.owner, birth_year=1970, interests="Chess")
    page = as_(cast.owner).get(url("card", person.pk)).content.decode()
    assert "Chess" in page
    assert ">1970<" in page


@pytest.mark.parametrize("kind", ["contact", "address"])
def test_a_second_press_on_remove_ends_where_the_first_did(cast, alba, as_, kind):
    part = (ContactFactory if kind == "contact" else AddressFactory)(customer=alba)
    browser_of_owner, ends = as_(cast.owner), []
    for words in ("is off the card.", "is off the card already."):
        answer = browser_of_owner.post(url(f"{kind}-remove", part.pk), follow=True)
        ends.append(answer.redirect_chain)
        assert words in answer.content.decode()
    assert ends[0] == ends[1]
    assert as_(cast.stranger).post(url(f"{kind}-remove", part.pk)).status_code == 404


@pytest.mark.parametrize("kind", ["contact", "address"])
def test_two_presses_at_once_are_one_removal(cast, alba, as_, kind, monkeypatch):
    part = (ContactFactory if kind == "contact" else AddressFactory)(customer=alba)
    module = import_module(f"crm.customers.services.{'contacts' if kind == 'contact' else 'addresses'}")
    lock = module.lock

    def lock_after_the_other(customer_id):
        type(part).objects.all().delete()
        return lock(customer_id)

    monkeypatch.setattr(module, "lock", lock_after_the_other)
    answer = as_(cast.owner).post(url(f"{kind}-remove", part.pk))
    assert (answer.status_code, answer.url.partition("?")[0]) == (302, alba.get_absolute_url())
