"""The referral chain as one person sees it, and its page."""

from decimal import Decimal

import pytest
from django.urls import reverse

from crm.customers.chain import chain_of
from crm.customers.models import Customer
from tests.factories.accounts import AccountFactory, OrderFactory
from tests.factories.customers import ContactFactory, CustomerFactory
from tests.factories.prospects import ProspectFactory


@pytest.fixture
def family(cast):
    """A root, who brought the subject, who brought a hidden one, who brought an account and a prospect."""
    root = CustomerFactory(name="Root AG", owner=cast.owner)
    anna = ContactFactory(customer=root, name="Anna Frey")
    subject = CustomerFactory(name="Subject", owner=cast.owner, introducer=root, introducer_contact=anna)
    hidden = CustomerFactory(name="Secret AG", owner=cast.stranger, introducer=subject)
    buyer = CustomerFactory(name="Buyer", owner=cast.owner, introducer=hidden)
    account = AccountFactory(customer=buyer)
    OrderFactory(account=account, net=Decimal(900))
    OrderFactory(account=account, net=Decimal(-100))
    prospect = CustomerFactory(name="Prospect", owner=cast.owner, introducer=hidden)
    ProspectFactory(customer=prospect)
    AccountFactory(customer=hidden)
    return {"root": root, "subject": subject, "hidden": hidden, "buyer": buyer, "prospect": prospect}


def words(links):
    return [(link.level, link.card.name if link.card else None, link.via, link.sales) for link in links]


def test_a_chain_from_its_root_down(cast, family):
    chain = chain_of(family["subject"], viewer=cast.owner)
    assert words(chain.links) == [
        (0, "Root AG", "", None),
        (1, "Subject", "Anna Frey", None),
        (2, None, "", None),
        (3, "Buyer", "", Decimal(800)),
        (3, "Prospect", "", None),
    ]
    assert [link.is_subject for link in chain.links] == [False, True, False, False, False]
    assert (chain.accounts, chain.sales, chain.cut) == (1, Decimal(800), False)
    badges = {link.card.name: link.marks for link in chain.links if link.card}
    assert "tier" in badges["Buyer"]
    assert "tag--green" in badges["Prospect"]


def test_who_sees_nothing_above_is_not_told_through_whom(cast, family):
    Customer.objects.filter(pk=family["root"].pk).update(owner=cast.stranger, team=cast.stranger.team)
    chain = chain_of(family["subject"], viewer=cast.owner)
    assert words(chain.links)[:2] == [(0, None, "", None), (1, "Subject", "", None)]


def test_an_admin_sees_all_of_it(cast, family):
    chain = chain_of(family["subject"], viewer=cast.admin)
    assert [link.card.name for link in chain.below] == ["Secret AG", "Buyer", "Prospect"]
    assert chain.accounts == 2


def test_any_depth_in_as_many_questions(cast, django_assert_max_num_queries):
    cards = [CustomerFactory(owner=cast.owner)]
    for _ in range(40):
        cards.append(CustomerFactory(owner=cast.owner, introducer=cards[-1]))
    with django_assert_max_num_queries(10):
        chain = chain_of(cards[20], viewer=cast.owner)
    assert [link.card.pk for link in chain.links] == [card.pk for card in cards]
    assert [link.level for link in chain.links] == list(range(41))


def test_a_circle_written_past_the_services_is_shown_once_round(cast):
    one = CustomerFactory(owner=cast.owner)
    two = CustomerFactory(owner=cast.owner, introducer=one)
    Customer.objects.filter(pk=one.pk).update(introducer=two)
    chain = chain_of(one, viewer=cast.owner)
    assert sorted(link.card.pk for link in chain.links) == [one.pk, two.pk]


def test_more_than_a_page_holds_is_cut(cast, monkeypatch):
    monkeypatch.setattr("crm.customers.chain.MOST", 2)
    root = CustomerFactory(owner=cast.owner)
    CustomerFactory.create_batch(3, owner=cast.owner, introducer=root)
    chain = chain_of(root, viewer=cast.owner)
    assert (len(chain.below), chain.cut) == (2, True)


def test_page_and_tab(client, cast, family):
    client.force_login(cast.owner)
    subject = family["subject"]
    for url in (reverse("customers:chain", args=[subject.pk]), f"{subject.get_absolute_url()}?tab=chain"):
        page = client.get(url).content.decode()
        assert "Root AG" in page
        assert "through Anna Frey" in page
        assert "a colleague's customer" in page
        assert "800.00" in page
        assert "Secret AG" not in page


def test_a_card_without_a_chain_says_what_to_do(client, cast):
    card = CustomerFactory(owner=cast.owner)
    client.force_login(cast.owner)
    page = client.get(reverse("customers:chain", args=[card.pk])).content.decode()
    assert "Nobody is linked to this card" in page


def test_the_root_says_which_colleague_brought_it(client, cast):
    card = CustomerFactory(owner=cast.owner, introducer_colleague=cast.mate, introducer_note="at the fair")
    client.force_login(cast.owner)
    page = client.get(reverse("customers:chain", args=[card.pk])).content.decode()
    assert "Milo Mate" in page
    assert "at the fair" in page
