"""Customers in the API."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from crm.customers.choices import FieldType
from crm.customers.models import Contact, Customer, PrivateLook
from tests.api import program_of, wrong
from tests.factories.customers import (
    AddressFactory,
    ContactFactory,
    CustomerFactory,
    CustomFieldFactory,
    IndividualFactory,
    PrivateDetailsFactory,
)
from tests.factories.people import TerritoryFactory

URL = "/api/v1/customers/"


@pytest.fixture
def owner(cast):
    return program_of(cast.owner)


def one(customer, action=""):
    return f"{URL}{customer.pk}/{action}"


def names(client, query=""):
    response = client.get(f"{URL}{query}")
    assert response.status_code == 200, response.content
    return [row["name"] for row in response.json()["results"]]


def test_a_card_is_created_with_people_and_addresses(owner, cast):
    sent = {
        "name": "Brenner AG",
        "annual_turnover": "1200000.50",
        "contacts": [
            {"name": "Ida Brenner", "roles": ["principal", "handling"], "email": "ida@brenner.example"}
        ],
        "addresses": [{"kind": "site", "street": "Hafen 1"}],
    }
    response = owner.post(URL, sent, format="json")
    card = response.json()
    assert response.status_code == 201
    assert (card["owner"], card["annual_turnover"], card["currency"]) == (
        cast.owner.pk,
        "1200000.50",
        "EUR",
    )
    assert card["number"].startswith("C")
    stored = Customer.objects.get(pk=card["id"])
    assert [(one.name, one.roles) for one in stored.contacts.all()] == [
        ("Ida Brenner", ("principal", "handling"))
    ]
    assert stored.addresses.get().street == "Hafen 1"
    assert stored.history.get().history_user == cast.owner


def test_a_likely_duplicate_is_named_until_it_is_confirmed(owner, cast):
    known = CustomerFactory(name="Brenner AG", phone="+41 31 311 00 00", owner=cast.owner)
    sent = {"name": "Brenner", "phone": "031 311 00 00"}
    refused = owner.post(URL, sent, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "likely_duplicates")
    assert [one["customer"] for one in refused.json()["duplicates"]] == [known.pk]
    assert Customer.objects.get() == known
    assert owner.post(URL, {**sent, "confirm_duplicates": True}, format="json").status_code == 201
    assert Customer.objects.count() == 2


def test_a_person_is_known_by_the_day_of_birth(owner, cast):
    anna = {"kind": "individual", "name": "Anna Frey", "birth_date": "1980-05-17"}
    known = IndividualFactory(**anna, owner=cast.owner, phone="", city="", street="")
    refused = owner.post(URL, {**anna, "phone": "+41 79 999 99 99"}, format="json")
    assert [one["customer"] for one in refused.json()["duplicates"]] == [known.pk]


def test_a_card_without_a_way_to_reach_them_is_refused_in_words(owner):
    response = owner.post(URL, {"name": "Brenner AG"}, format="json")
    assert wrong(response) == {"phone": "unreachable"}
    assert "phone, mobile" in response.json()["message"]
    assert not Customer.objects.exists()


def test_every_wrong_field_is_named_at_once(owner):
    sent = {"name": "", "email": "nobody", "latitude": 91, "employees": -1, "contacts": [{"email": "?"}]}
    found = wrong(owner.post(URL, sent, format="json"))
    assert set(found) == {"name", "email", "latitude", "employees", "contacts.0.name", "contacts.0.email"}


def test_a_number_that_is_taken_is_named(owner, alba):
    sent = {"name": "Other", "phone": "1", "number": alba.number}
    assert wrong(owner.post(URL, sent, format="json")) == {"number": "number_taken"}


def test_only_what_is_sent_changes(owner, alba):
    response = owner.patch(one(alba), {"city": "Basel"}, format="json")
    assert (response.status_code, response.json()["city"], response.json()["name"]) == (
        200,
        "Basel",
        "Alba Oil",
    )
    assert owner.patch(one(alba), {"city": "Basel"}, format="json").status_code == 200
    assert alba.history.filter(history_type="~").count() == 1


def test_a_card_that_somebody_changed_meanwhile_is_not_overwritten(owner, alba):
    seen = owner.get(one(alba)).json()["updated_at"]
    assert (
        owner.patch(one(alba), {"city": "Basel", "unchanged_since": seen}, format="json").status_code == 200
    )
    late = owner.patch(one(alba), {"city": "Zug", "unchanged_since": seen}, format="json")
    assert wrong(late) == {None: "changed_meanwhile"}


def test_a_rep_gives_no_card_to_somebody_else(owner, cast):
    sent = {"name": "Brenner AG", "phone": "1", "owner": cast.mate.pk}
    assert wrong(owner.post(URL, sent, format="json")) == {"owner": "does_not_exist"}
    assert program_of(cast.manager).post(URL, sent, format="json").json()["owner"] == cast.mate.pk


def test_foreign_records_do_not_exist_for_a_writer(owner, alba, cast):
    foreign = {
        "introducer": CustomerFactory(owner=cast.stranger).pk,
        "territory": TerritoryFactory(team=cast.stranger.team).pk,
    }
    assert wrong(owner.patch(one(alba), foreign, format="json")) == dict.fromkeys(foreign, "does_not_exist")


def test_a_contact_and_a_colleague_who_introduced(owner, alba, cast):
    contact = ContactFactory(customer__owner=cast.owner)
    hidden = ContactFactory(customer__owner=cast.stranger)
    sent = {"introducer_contact": contact.pk, "introducer_colleague": cast.stranger.pk}
    answer = owner.patch(one(alba), sent, format="json").json()
    assert answer["introducer"] == contact.customer_id
    assert {name: answer[name] for name in sent} == sent
    unseen = owner.patch(one(alba), {"introducer_contact": hidden.pk}, format="json")
    assert wrong(unseen) == {"introducer_contact": "does_not_exist"}
    back = owner.patch(one(contact.customer), {"introducer": alba.pk}, format="json")
    assert wrong(back) == {"introducer": "circle"}


def test_a_filter_by_introducer_tells_nothing_of_hidden_ones(owner, alba, cast):
    hidden = CustomerFactory(owner=cast.stranger)
    CustomerFactory(name="Brought", owner=cast.owner, introducer=alba)
    CustomerFactory(name="Brought elsewhere", owner=cast.owner, introducer=hidden)
    assert names(owner, f"?introducer={alba.pk}") == ["Brought"]
    assert names(owner, f"?introducer={hidden.pk}") == []


def test_an_introducer_one_does_not_see_is_not_told(owner, alba, cast):
    alba.introducer = CustomerFactory(owner=cast.stranger)
    alba.save()
    assert owner.get(one(alba)).json()["introducer"] is None
    assert program_of(cast.admin).get(one(alba)).json()["introducer"] == alba.introducer_id
    owner.patch(one(alba), {"city": "Basel"}, format="json")
    alba.refresh_from_db()
    assert alba.introducer_id is not None


# Custom fields ------------------------------------------------------------------------------------


@pytest.fixture
def fields(db):
    CustomFieldFactory(key="tank", label="Tank", type=FieldType.NUMBER)
    CustomFieldFactory(key="since", label="Since", type=FieldType.DATE)
    CustomFieldFactory(key="fleet", label="Fleet", type=FieldType.BOOLEAN)
    CustomFieldFactory(key="size", label="Size", type=FieldType.CHOICE, choices="small\nlarge")


def test_custom_fields_are_typed(owner, alba, fields):
    sent = {"custom": {"tank": 12.5, "since": "2026-01-31", "fleet": True, "size": "LARGE"}}
    stored = owner.patch(one(alba), sent, format="json").json()["custom"]
    assert stored == {"tank": "12.5", "since": "2026-01-31", "fleet": True, "size": "large"}
    kept = owner.patch(one(alba), {"custom": {"tank": None}}, format="json").json()["custom"]
    assert kept == {"since": "2026-01-31", "fleet": True, "size": "large"}


@pytest.mark.parametrize(
    ("custom", "field", "code"),
    [
        ({"tank": "much"}, "custom.tank", "number"),
        ({"tank": "1e9999"}, "custom.tank", "number"),
        ({"since": "31.1.2026"}, "custom.since", "date"),
        ({"fleet": "perhaps"}, "custom.fleet", "boolean"),
        ({"size": "huge"}, "custom.size", "choice"),
        ({"colour": "red"}, "custom", "unknown"),
        ({"tank": [1]}, "custom.tank", "invalid"),
        ({"size": "a\u0000b"}, "custom", "null_characters_not_allowed"),
    ],
)
def test_a_wrong_custom_value_names_its_field(owner, alba, fields, custom, field, code):
    assert wrong(owner.patch(one(alba), {"custom": custom}, format="json")) == {field: code}


def test_lists_are_filtered_by_custom_fields(owner, cast, fields):
    CustomerFactory(owner=cast.owner, name="Nine", custom={"tank": "9"})
    CustomerFactory(owner=cast.owner, name="Ten", custom={"tank": "10", "fleet": True})
    assert names(owner, "?custom_tank_min=9.5") == ["Ten"]
    assert names(owner, "?custom_fleet=true") == ["Ten"]
    assert wrong(owner.get(f"{URL}?custom_colour=red")) == {"custom_colour": "invalid"}


def test_definitions_are_everybodys_to_read(owner, fields):
    rows = owner.get("/api/v1/custom-fields/").json()["results"]
    assert [row["choices"] for row in rows if row["key"] == "size"] == [["small", "large"]]


# Lists --------------------------------------------------------------------------------------------


def test_search_finds_accents_and_one_typo(owner, cast):
    CustomerFactory(owner=cast.owner, name="Königlich Öl")
    CustomerFactory(owner=cast.owner, name="Brenner AG")
    assert names(owner, "?q=koniglich") == ["Königlich Öl"]
    assert names(owner, "?q=brener") == ["Brenner AG"]
    assert names(owner, "?q=nothing") == []


def test_archived_cards_come_only_when_asked_for(owner, cast, alba):
    CustomerFactory(owner=cast.owner, name="Gone", archived_at=timezone.now())
    assert names(owner) == ["Alba Oil"]
    assert names(owner, "?archived=yes") == ["Gone"]
    assert sorted(names(owner, "?archived=all")) == ["Alba Oil", "Gone"]


def test_filters_are_those_of_the_list_page(owner, cast, alba):
    IndividualFactory(owner=cast.owner, name="Ida Brenner", city="Chur", birth_date=date(1980, 5, 1))
    assert names(owner, "?kind=individual") == ["Ida Brenner"]
    assert names(owner, "?city=ber") == ["Alba Oil"]
    assert names(owner, "?born_min=1980&born_max=1980") == ["Ida Brenner"]
    assert names(owner, "?never_verified=true&ordering=-name") == ["Ida Brenner", "Alba Oil"]
    assert wrong(owner.get(f"{URL}?kind=ship")) == {"kind": "invalid_choice"}


def test_cards_to_verify(owner, cast, alba):
    old = CustomerFactory(
        owner=cast.owner, name="Old", verified_on=timezone.localdate() - timedelta(days=800)
    )
    assert names(owner, "?to_verify=true") == [old.name]
    assert names(owner, "?to_verify=false") == ["Alba Oil"]


def test_what_changed_since(owner, alba):
    moment = (alba.updated_at + timedelta(seconds=1)).isoformat().replace("+", "%2B")
    assert names(owner, f"?changed_since={moment}") == []


# Actions ------------------------------------------------------------------------------------------


def test_verify_archive_restore(owner, alba):
    assert owner.post(one(alba, "verify/")).json()["verified_on"] == timezone.localdate().isoformat()
    assert owner.post(one(alba, "archive/"), {"reason": "closed"}, format="json").json()["archived_at"]
    assert owner.post(one(alba, "restore/")).json()["archived_at"] is None
    verbs = list(alba.events.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["customer.verified", "customer.archived", "customer.restored"]


def test_nobody_verifies_in_advance(owner, alba):
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    assert "on" in wrong(owner.post(one(alba, "verify/"), {"on": tomorrow}, format="json"))


def test_a_manager_changes_the_owner(cast, alba):
    client = program_of(cast.manager)
    sent = {"owner": cast.mate.pk, "note": "New beat"}
    assert client.post(one(alba, "owner/"), sent, format="json").json()["owner"] == cast.mate.pk
    assert alba.events.get().data["note"] == "New beat"
    hidden = client.post(one(alba, "owner/"), {"owner": cast.stranger.pk}, format="json")
    assert wrong(hidden) == {"owner": "does_not_exist"}


def test_completeness_says_what_is_missing(owner, alba):
    found = owner.get(one(alba, "completeness/")).json()
    assert found["percent"] == alba.completeness
    assert "industry" in found["missing"]


def test_history_names_fields_and_values(owner, alba, cast, fields):
    owner.patch(one(alba), {"city": "Basel", "custom": {"tank": "12"}}, format="json")
    newest = owner.get(one(alba, "history/")).json()["results"][0]
    assert (newest["kind"], newest["by"]) == ("changed", "Olga Owner")
    changes = {change["field"]: (change["before"], change["after"]) for change in newest["changes"]}
    assert changes["city"] == ("Bern", "Basel")
    assert changes["custom.tank"] == (None, "12")


def test_history_goes_on_page_by_page(owner, alba):
    for number in range(25):
        owner.patch(one(alba), {"city": f"Town {number}"}, format="json")
    first = owner.get(one(alba, "history/")).json()
    rest = owner.get(first["next"]).json()
    towns = [
        change["after"] for page in (first, rest) for row in page["results"] for change in row["changes"]
    ]
    assert [town for town in towns if town and town.startswith("Town")] == [
        f"Town {number}" for number in reversed(range(25))
    ]
    assert rest["next"] is None
    assert wrong(owner.get(one(alba, "history/?cursor=nonsense"))) == {"cursor": "invalid"}


def test_many_customers_change_hands_at_once(cast, alba):
    other = CustomerFactory(owner=cast.owner, team=cast.harbour)
    client, url = program_of(cast.manager), f"{URL}owner/"
    sent = {"customers": [alba.pk, other.pk, alba.pk], "owner": cast.mate.pk, "note": "on leave"}
    assert client.post(url, sent, format="json").json() == {"changed": 2}
    assert client.post(url, sent, format="json").json() == {"changed": 0}
    assert set(Customer.objects.values_list("owner", flat=True)) == {cast.mate.pk}


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        ({"customers": []}, {"customers": "empty"}),
        ({"customers": list(range(1, 5002))}, {"customers": "max_length"}),
    ],
)
def test_hands_that_cannot_change_are_named(cast, alba, sent, found):
    sent |= {"owner": cast.mate.pk}
    assert wrong(program_of(cast.manager).post(f"{URL}owner/", sent, format="json")) == found


def test_one_card_that_is_not_seen_leaves_all_as_they_are(cast, alba):
    theirs = CustomerFactory(owner=cast.stranger)
    sent = {"customers": [alba.pk, theirs.pk], "owner": cast.mate.pk}
    answer = program_of(cast.manager).post(f"{URL}owner/", sent, format="json")
    assert wrong(answer) == {"customers": "does_not_exist"}
    assert Customer.objects.get(pk=alba.pk).owner == cast.owner


# Private details ----------------------------------------------------------------------------------


def test_a_look_at_private_details_is_written_down(owner, alba, cast, private_on):
    PrivateDetailsFactory(customer=alba, tax_number="DE 123")
    assert owner.get(one(alba, "private/")).json() == {"bank_account": "", "tax_number": "DE 123"}
    look = PrivateLook.objects.get()
    assert (look.by, look.action, look.fields) == (cast.owner, "looked", ["tax_number"])
    assert owner.get(one(alba, "private-looks/")).json()[0]["by_name"] == "Olga Owner"


def test_private_details_are_changed_and_never_stand_in_the_card(owner, alba, private_on):
    response = owner.patch(one(alba, "private/"), {"tax_number": "CHE-1"}, format="json")
    assert response.json()["tax_number"] == "CHE-1"
    assert "CHE-1" not in owner.get(one(alba)).content.decode()
    assert "CHE-1" not in owner.get(one(alba, "history/")).content.decode()
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("sent", [{}, {"tax_number": "DE 123"}, {"tax_number": "CHE-1"}])
def test_what_a_change_shows_is_a_look_as_well(owner, alba, private_on, sent):
    PrivateDetailsFactory(customer=alba, tax_number="DE 123", bank_account="DE44")
    assert owner.patch(one(alba, "private/"), sent, format="json").json()["bank_account"] == "DE44"
    look = PrivateLook.objects.filter(action="looked").get()
    assert look.fields == ["bank_account", "tax_number"]


def test_religion_is_not_asked_of_organisations(owner, alba, private_on):
    sent = {"religion": "none"}
    assert wrong(owner.patch(one(alba, "private/"), sent, format="json")) == {"religion": "invalid"}


def test_switched_off_there_are_no_private_details(owner, alba):
    assert owner.get(one(alba, "private/")).status_code == 404
    assert not PrivateLook.objects.exists()


def test_an_admin_is_not_in_the_circle(cast, alba, private_on):
    assert program_of(cast.admin).get(one(alba, "private/")).status_code == 404
    assert not PrivateLook.objects.exists()


# Parts --------------------------------------------------------------------------------------------


def test_contacts_are_written_and_removed(owner, alba):
    made = owner.post(
        "/api/v1/contacts/", {"customer": alba.pk, "name": "Ida", "birthday": "1980-05-01"}, format="json"
    )
    url = f"/api/v1/contacts/{made.json()['id']}/"
    assert made.status_code == 201
    changed = owner.patch(url, {"roles": ["decision_maker", "principal"]}, format="json").json()
    assert (changed["roles"], changed["role"]) == (["principal", "decision_maker"], "principal")
    assert owner.delete(url).status_code == 204
    assert not Contact.objects.exists()
    assert Contact.history.filter(history_type="-").count() == 1


@pytest.mark.parametrize(
    ("sent", "roles"),
    [
        ({"role": "handling"}, ["handling"]),
        ({"role": "other"}, []),
        ({"roles": []}, []),
        ({"roles": ["handling", "handling"]}, ["handling"]),
        ({"role": "handling", "roles": ["principal", "handling"]}, ["principal", "handling"]),
        ({"role": "other", "roles": []}, []),
        ({"name": "Ida B."}, ["principal", "decision_maker"]),
    ],
)
def test_a_program_that_knows_of_one_role_writes_one(owner, alba, sent, roles):
    contact = ContactFactory(customer=alba, roles=["principal", "decision_maker"])
    answer = owner.patch(f"/api/v1/contacts/{contact.pk}/", sent, format="json")
    assert (answer.status_code, answer.json()["roles"]) == (200, roles)
    assert answer.json()["role"] == (roles or ["other"])[0]


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        ({"role": "handling", "roles": ["principal"]}, {"role": "disagree"}),
        ({"role": "other", "roles": ["principal"]}, {"role": "disagree"}),
        ({"role": "principal", "roles": []}, {"role": "disagree"}),
        ({"roles": ["other"]}, {"roles.0": "invalid_choice"}),
        ({"roles": "principal"}, {"roles": "not_a_list"}),
    ],
)
def test_roles_that_are_none_or_disagree_are_refused(owner, alba, sent, errors):
    contact = ContactFactory(customer=alba, roles=["handling"])
    assert wrong(owner.patch(f"/api/v1/contacts/{contact.pk}/", sent, format="json")) == errors
    contact.refresh_from_db()
    assert contact.roles == ("handling",)


def test_contacts_are_found_by_any_of_their_roles(owner, alba):
    ContactFactory(customer=alba, name="Ann", roles=["principal", "handling"])
    ContactFactory(customer=alba, name="Bo", roles=["handling"])
    ContactFactory(customer=alba, name="Cem")
    found = {
        role: [row["name"] for row in owner.get(f"/api/v1/contacts/?role={role}").json()["results"]]
        for role in ("principal", "handling", "decision_maker", "other")
    }
    assert found == {"principal": ["Ann"], "handling": ["Ann", "Bo"], "decision_maker": [], "other": ["Cem"]}


def test_a_contact_stays_on_its_card(owner, alba, cast):
    contact = ContactFactory(customer=alba)
    other = CustomerFactory(owner=cast.owner)
    sent = {"customer": other.pk}
    assert wrong(owner.patch(f"/api/v1/contacts/{contact.pk}/", sent, format="json")) == {"customer": "fixed"}


def test_nobody_adds_to_a_card_they_do_not_see(cast, alba):
    sent = {"customer": alba.pk, "name": "Ida"}
    assert wrong(program_of(cast.stranger).post("/api/v1/contacts/", sent, format="json")) == {
        "customer": "does_not_exist"
    }


def test_the_last_way_to_reach_them_is_not_removed(owner, cast):
    bare = CustomerFactory(owner=cast.owner, phone="", street="", city="")
    contact = ContactFactory(customer=bare)
    assert wrong(owner.delete(f"/api/v1/contacts/{contact.pk}/")) == {"phone": "unreachable"}


def test_contacts_of_one_customer(owner, alba):
    mine = ContactFactory(customer=alba)
    ContactFactory(customer=CustomerFactory(owner=alba.owner))
    rows = owner.get(f"/api/v1/contacts/?customer={alba.pk}").json()["results"]
    assert [row["id"] for row in rows] == [mine.pk]


def test_an_address_needs_a_place(owner, alba):
    sent = {"customer": alba.pk, "kind": "site"}
    assert wrong(owner.post("/api/v1/addresses/", sent, format="json")) == {"street": "required"}
    half = sent | {"street": "Hafen 1", "latitude": 47.1}
    assert wrong(owner.post("/api/v1/addresses/", half, format="json")) == {"longitude": "half_point"}


def test_addresses_are_changed_and_removed(owner, alba):
    address = AddressFactory(customer=alba)
    url = f"/api/v1/addresses/{address.pk}/"
    assert owner.patch(url, {"city": "Basel"}, format="json").json()["city"] == "Basel"
    assert owner.delete(url).status_code == 204


# Referral chain -------------------------------------------------------------------------------------


def test_a_chain_shows_who_brought_a_card_and_what_it_brought(owner, cast):
    root = CustomerFactory(owner=cast.stranger, name="Hidden")
    subject = CustomerFactory(owner=cast.owner, introducer=root)
    brought = CustomerFactory(owner=cast.owner, name="Brought", introducer=subject)
    chain = owner.get(one(subject, "chain/")).json()
    hidden = {"level": 0, "customer": None, "number": "", "name": "", "via": "", "sales": None}
    assert chain["above"] == [hidden]
    assert [(link["level"], link["customer"], link["name"]) for link in chain["below"]] == [
        (2, brought.pk, "Brought")
    ]
    assert (chain["accounts"], chain["sales"]["amount"], chain["cut"]) == (0, "0.0000", False)
