"""The pages of merging: choose, merge, find what was merged, undo."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Account
from crm.customers.models import Customer, Merge
from crm.customers.search import find_customers
from crm.customers.services import merge_customers, update_customer
from crm.shell.formats import day
from tests.factories.accounts import AccountFactory, OrderFactory
from tests.factories.customers import (
    ContactFactory,
    CustomerFactory,
    IndividualFactory,
    PrivateDetailsFactory,
)
from tests.factories.prospects import ProspectFactory


@pytest.fixture
def pair(cast, alba):
    """Two cards of the owner's; the second has a contact and an account with two orders."""
    Customer.objects.filter(pk=alba.pk).update(phone="111", website="")
    other = CustomerFactory(
        owner=cast.owner, team=cast.harbour, name="Alba Öl", number="ZX-77", city="Bern", phone="222",
        website="https://alba.example",
    )  # fmt: skip
    ContactFactory(customer=other, name="Eva Frey")
    account = AccountFactory(customer=other)
    for _ in range(2):
        OrderFactory(account=account)
    return Customer.objects.get(pk=alba.pk), other


def test_facts_of_both_accounts_stand_side_by_side(cast, pair, as_):
    kept, gone = pair
    AccountFactory(customer=kept, payment_days=14)
    Account.objects.filter(customer=gone).update(payment_days=30)
    page = as_(cast.owner).get(page_of(pair))
    (row,) = [row for row in page.context["conflicts"] if row.name == "account.payment_days"]
    assert ([str(side.value) for side in row.sides], row.sides[0].checked) == (["14", "30"], True)
    as_(cast.owner).post(page_of(pair), {"account.payment_days": "gone"})
    assert Account.objects.get(customer=kept).payment_days == 30


def page_of(pair) -> str:
    return reverse("customers:merge", args=[card.pk for card in pair])


def again(card):
    return Customer.objects.get(pk=card.pk)


def test_the_page_shows_both_and_what_comes_over(cast, pair, as_):
    page = as_(cast.owner).get(page_of(pair)).content.decode()
    for words in (
        "Alba Oil",
        "Alba Öl",
        "2 orders, 1 account, 1 contact",
        "111",
        "222",
        "https://alba.example",
    ):
        assert words in page, words
    assert reverse("customers:merge", args=[pair[1].pk, pair[0].pk]) in page


def test_chosen_values_stay_and_the_rest_goes_by_default(cast, pair, as_):
    kept, gone = pair
    answer = as_(cast.owner).post(page_of(pair), {"phone": "gone", "name": "kept"})
    assert answer.url == kept.get_absolute_url()
    stored = again(kept)
    assert (stored.name, stored.phone, stored.website) == ("Alba Oil", "222", "https://alba.example")
    assert again(gone).merged_into == kept


def test_a_choice_that_is_none_is_an_error_of_the_form(cast, pair, as_):
    answer = as_(cast.owner).post(page_of(pair), {"phone": "both"})
    assert answer.status_code == 200
    assert Merge.objects.count() == 0


def test_private_details_are_chosen_without_being_shown(cast, pair, as_, private_on):
    kept, gone = pair
    PrivateDetailsFactory(customer=kept, bank_account="DE11")
    PrivateDetailsFactory(customer=gone, bank_account="DE22")
    page = as_(cast.owner).get(page_of(pair)).content.decode()
    assert 'name="private.bank_account"' in page
    assert "DE11" not in page
    assert "DE22" not in page
    assert 'name="private.bank_account"' not in as_(cast.admin).get(page_of(pair)).content.decode()


@pytest.mark.parametrize("name", ["mate", "other_manager", "stranger"])
def test_who_does_not_see_both_sees_no_page(cast, pair, as_, name):
    assert as_(cast.named()[name]).get(page_of(pair)).status_code == 404


def test_cards_of_two_owners_take_a_leader(cast, pair, as_):
    kept, _ = pair
    other = CustomerFactory(owner=cast.mate, team=cast.harbour)
    url = page_of((kept, other))
    assert as_(cast.manager).get(url).status_code == 200
    assert as_(cast.owner).get(url).status_code == 404


def test_what_cannot_be_merged_is_said_at_once(cast, pair, as_):
    person = IndividualFactory(owner=cast.owner, team=cast.harbour)
    page = as_(cast.owner).get(page_of((pair[0], person))).content.decode()
    assert "cannot become one card" in page
    assert "Merge into" not in page


def test_who_comes_second_is_told(cast, pair, as_):
    merge_customers(kept=pair[0], gone=pair[1], by=cast.owner)
    answer = as_(cast.owner).post(page_of(pair), {})
    assert "has been merged with another card already" in answer.content.decode()


# What was merged leads to the kept one ------------------------------------------------------------------


def test_the_address_of_the_other_card_leads_to_the_kept_one(cast, pair, as_):
    kept, gone = pair
    merge_customers(kept=kept, gone=gone, by=cast.owner)
    shown = {name: as_(user).get(gone.get_absolute_url()).status_code for name, user in cast.named().items()}
    assert shown == {
        **dict.fromkeys(("owner", "manager", "regional", "admin"), 302),
        **dict.fromkeys(("mate", "other_manager", "stranger"), 404),
    }
    assert as_(cast.owner).get(gone.get_absolute_url()).url == kept.get_absolute_url()


def test_who_sees_the_kept_card_alone_is_led_there_too(cast, alba, as_):
    gone = CustomerFactory(owner=cast.mate, team=cast.harbour)
    merge_customers(kept=alba, gone=gone, by=cast.manager)
    assert as_(cast.owner).get(gone.get_absolute_url()).url == alba.get_absolute_url()
    # Whose card it was sees it archived, and nothing of the colleague's.
    page = as_(cast.mate).get(gone.get_absolute_url())
    assert page.status_code == 200
    assert "Archived" in page.content.decode()


def test_the_emptied_account_and_the_effort_that_stayed_lead_there_too(cast, pair, as_):
    kept, gone = pair
    own = AccountFactory(customer=kept)
    efforts = [ProspectFactory(customer=card) for card in pair]
    merge_customers(kept=kept, gone=gone, by=cast.owner)
    client = as_(cast.owner)
    emptied = Account.objects.get(customer=gone)
    assert client.get(emptied.get_absolute_url()).url == own.get_absolute_url()
    assert client.get(efforts[1].get_absolute_url()).url == efforts[0].get_absolute_url()


@pytest.mark.parametrize("text", ["ZX-77", "Alba Öl"])
def test_the_search_finds_the_kept_card_by_the_other_ones_name_and_number(cast, pair, text):
    kept, gone = pair
    merge_customers(kept=kept, gone=gone, by=cast.owner)
    hits = [hit for hit in find_customers(cast.owner, text, 5) if "ZX-77" in str(hit.detail)]
    assert [(hit.title, hit.url) for hit in hits] == [(kept.name, kept.get_absolute_url())]
    assert find_customers(cast.mate, text, 5) == []


def test_the_history_of_both_is_read_on_the_kept_card(cast, pair, as_):
    kept, gone = pair
    update_customer(customer=gone, by=cast.owner, values={"brand": "Albatros"})
    merge_customers(kept=kept, gone=gone, by=cast.owner)
    history = as_(cast.owner).get(reverse("customers:history", args=[kept.pk])).content.decode()
    assert "Albatros" in history
    assert "Eva Frey" in history
    assert "merged with ZX-77" in history


# From the list and the card -----------------------------------------------------------------------------


def test_two_rows_of_the_list_go_to_the_merge(cast, pair, as_):
    client, url = as_(cast.owner), reverse("customers:list")
    keys = [card.pk for card in pair]
    kept, gone = sorted(pair, key=lambda card: (-again(card).completeness, card.pk))
    answer = client.post(url, {"action": "merge", "pk": keys})
    assert answer.url == page_of((kept, gone))
    third = CustomerFactory(owner=cast.owner)
    for chosen in (keys[:1], [*keys, third.pk]):
        answer = client.post(url, {"action": "merge", "pk": chosen}, follow=True)
        assert "Select exactly two customers" in answer.content.decode()


def test_the_menu_of_the_card_offers_duplicates_and_for_some_days_the_undo(cast, pair, as_):
    kept, gone = pair
    client = as_(cast.owner)
    merge = merge_customers(kept=kept, gone=gone, by=cast.owner)
    page = client.get(kept.get_absolute_url()).content.decode()
    assert reverse("customers:duplicates-of", args=[kept.pk]) in page
    assert "Undo the merge with ZX-77" in page
    Merge.objects.filter(pk=merge.pk).update(at=timezone.now() - timedelta(days=31))
    assert "Undo the merge" not in client.get(kept.get_absolute_url()).content.decode()


# Undo ---------------------------------------------------------------------------------------------------


def test_undo_shows_what_comes_back_and_brings_it(cast, pair, as_):
    kept, gone = pair
    merge = merge_customers(kept=kept, gone=gone, by=cast.owner)
    client = as_(cast.owner)
    assert "1 account" in client.get(merge.get_absolute_url()).content.decode()
    answer = client.post(merge.get_absolute_url())
    assert answer.url == gone.get_absolute_url()
    assert client.get(answer.url).status_code == 200
    assert "undone already" in client.get(merge.get_absolute_url()).content.decode()


def test_what_stands_in_the_way_of_an_undo_is_named(cast, pair, as_):
    kept, gone = pair
    merge = merge_customers(kept=kept, gone=gone, by=cast.owner)
    third = CustomerFactory(owner=cast.owner, name="Third")
    merge_customers(kept=third, gone=kept, by=cast.owner)
    page = as_(cast.owner).get(merge.get_absolute_url()).content.decode()
    assert "Third" in page
    assert '<button class="btn btn-primary">' not in page


def test_merges_are_listed_for_those_who_see_the_kept_card(cast, pair, as_):
    kept, gone = pair
    merge = merge_customers(kept=kept, gone=gone, by=cast.owner)
    for name, user in cast.named().items():
        page = as_(user).get(reverse("customers:merges")).content.decode()
        assert ("Alba Öl (ZX-77)" in page) == (name in {"owner", "manager", "regional", "admin"}), name
    page = as_(cast.owner).get(reverse("customers:merges")).content.decode()
    assert merge.get_absolute_url() in page
    assert f"Until {day(merge.undo_until)}" in page


def test_a_page_that_asks_to_come_back_does(cast, pair, as_):
    back = "/customers/duplicates/"
    answer = as_(cast.owner).post(f"{page_of(pair)}?next={quote(back)}", {"next": back})
    assert answer.url == back
