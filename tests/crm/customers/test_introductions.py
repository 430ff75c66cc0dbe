"""Walks along the referral chain, and where a chain would bite its own tail."""

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from crm.customers.introductions import in_circles, introduced_by, introducers_of
from crm.customers.services import merge_customers
from tests.factories.customers import CustomerFactory


def chain(length):
    """Make so many cards, each brought by the one before; the root first."""
    cards = []
    for _ in range(length):
        cards.append(CustomerFactory(introducer=cards[-1] if cards else None))
    return cards


@pytest.mark.every_database
def test_up_to_the_root_in_one_question(db, django_assert_num_queries):
    root, middle, leaf = chain(3)
    with django_assert_num_queries(1):
        assert introducers_of([leaf.pk]) == {leaf.pk: middle.pk, middle.pk: root.pk, root.pk: None}


@pytest.mark.every_database
def test_everything_below_in_one_question(db, django_assert_num_queries):
    root, middle, leaf = chain(3)
    other = CustomerFactory(introducer=root)
    with django_assert_num_queries(1):
        found = introduced_by(root.pk, limit=10)
    assert found == {middle.pk: root.pk, leaf.pk: middle.pk, other.pk: root.pk}
    assert introduced_by(leaf.pk, limit=10) == {}
    assert introduced_by(root.pk, limit=1).keys() <= found.keys()


@pytest.mark.every_database
def test_a_circle_written_past_the_services_ends_both_walks(db):
    one, two = chain(2)
    type(one).objects.filter(pk=one.pk).update(introducer=two)
    assert introducers_of([one.pk]) == {one.pk: two.pk, two.pk: one.pk}
    assert introduced_by(one.pk, limit=10) == {two.pk: one.pk}


@given(st.dictionaries(st.integers(0, 30), st.one_of(st.none(), st.integers(0, 30))))
def test_exactly_those_who_lead_back_to_themselves_are_in_circles(links):
    def leads_back(node):
        at, steps = links.get(node), 0
        while at is not None and at != node and steps <= len(links):
            at, steps = links.get(at), steps + 1
        return at == node

    assert in_circles(links) == {node for node in links if leads_back(node)}


@pytest.mark.every_database
def test_a_card_merged_into_another_is_not_counted_beside_it(cast):
    root, kept = chain(2)
    gone = CustomerFactory(introducer=root)
    CustomerFactory(introducer=kept, merged_into=kept, archived_at=timezone.now())
    merge_customers(kept=kept, gone=gone, by=cast.admin)
    assert introduced_by(root.pk, limit=10) == {kept.pk: root.pk}
