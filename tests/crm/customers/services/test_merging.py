"""Two cards become one, and two again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from constance.test import override_config
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone

from crm.customers.choices import ContactRole
from crm.customers.merging.counting import in_words, rows_moved
from crm.customers.merging.rules import refresh_cards
from crm.customers.models import Contact, Customer, Merge, NotDuplicate, PrivateDetails, PrivateLook
from crm.customers.services import (
    add_contact,
    archive_customers,
    change_owner,
    merge_customers,
    remove_contact,
    restore_customers,
    undo_merge,
    update_customer,
)
from crm.history.models import Event
from crm.shell.errors import Refused
from crm.timeline.models import Attachment
from crm.timeline.services import add_note, attach_file, log_touch
from tests.cast import Cast
from tests.factories.customers import (
    AddressFactory,
    ContactFactory,
    CustomerFactory,
    IndividualFactory,
    PrivateDetailsFactory,
)
from tests.factories.people import UserFactory
from tests.tables import stored


def card(cast: Cast, **values: Any) -> Customer:
    return CustomerFactory(owner=cast.owner, team=cast.harbour, **values)


@pytest.fixture
def pair(cast: Cast) -> tuple[Customer, Customer]:
    return card(cast, number="K-1", name="Brenner GmbH"), card(cast, number="K-2", name="Brenner")


def again(record: Any) -> Any:
    return type(record)._base_manager.get(pk=record.pk)


def verbs(customer: Customer) -> list[str]:
    return list(Event.objects.filter(customer=customer).order_by("pk").values_list("verb", flat=True))


def test_everything_goes_to_the_kept_card(cast, pair):
    kept, gone = pair
    contact = ContactFactory(customer=gone)
    address = AddressFactory(customer=gone)
    note = add_note(customer=gone, by=cast.owner, text="They moved")
    touch = log_touch(customer=gone, by=cast.owner, facts={"kind": "call", "contact": contact})
    file = Attachment.objects.create(
        customer=gone, by=cast.owner, file=ContentFile(b"x", "x.txt"), name="x.txt", size=1
    )
    introduced = card(cast, introducer=gone, introducer_contact=contact)

    merge = merge_customers(kept=kept, gone=gone, by=cast.owner)

    moved = [contact, address, note, touch, file]
    assert {again(row).customer_id for row in moved} == {kept.pk}
    assert again(introduced).introducer == kept
    assert again(kept).last_touch_on == timezone.localdate()
    assert again(gone).merged_into == kept
    assert again(gone).is_archived
    assert again(gone).number == "K-2"
    assert in_words(rows_moved(merge)) == ["1 address", "1 contact", "1 file", "1 note", "1 touch"]
    assert verbs(kept)[-1] == "customer.merged"
    assert verbs(gone) == ["customer.merged_away"]


def test_the_match_keys_and_the_search_follow_the_contacts(cast, pair):
    kept, gone = pair
    before = set(kept.match_keys.values_list("key", flat=True))
    ContactFactory(customer=gone, email="anna@brenner.example", roles=[ContactRole.PRINCIPAL])
    choices = {"phone": "kept", "address": "kept"}
    merge_customers(kept=kept, gone=gone, by=cast.owner, choices=choices)
    assert set(kept.match_keys.values_list("key", flat=True)) > before
    assert again(kept).completeness > kept.completeness


def test_history_of_a_moved_row_says_who_moved_it_and_why(cast, pair):
    kept, gone = pair
    contact = ContactFactory(customer=gone)
    merge_customers(kept=kept, gone=gone, by=cast.owner)
    last = Contact.history.filter(id=contact.pk).latest()
    assert (last.customer_id, last.history_user, last.history_change_reason) == (
        kept.pk,
        cast.owner,
        "merged with K-2",
    )


# Choices ------------------------------------------------------------------------------------------------


def test_what_the_kept_card_lacks_comes_from_the_other(cast, pair):
    kept, gone = pair
    Customer.objects.filter(pk=gone.pk).update(website="brenner.example", employees=12)
    merge_customers(kept=kept, gone=gone, by=cast.owner)
    assert (again(kept).website, again(kept).employees) == ("brenner.example", 12)


def test_each_field_can_be_chosen(cast, pair):
    kept, gone = pair
    choices = {"name": "gone", "phone": "gone", "address": "kept"}
    merge = merge_customers(kept=kept, gone=gone, by=cast.owner, choices=choices)
    stored_card = again(kept)
    assert (stored_card.name, stored_card.phone) == (gone.name, gone.phone)
    assert (stored_card.street, stored_card.city) == (kept.street, kept.city)
    assert stored_card.search_text.split()[:3] == ["brenner", "k", "1"]
    assert merge.choices == {"name": "gone", "phone": "gone", "address": "kept"}


def test_custom_fields_are_chosen_one_by_one(cast):
    kept = card(cast, custom={"tank": "5", "grade": "A"})
    gone = card(cast, custom={"tank": "7", "grade": "B", "dock": True})
    choices = {"custom.tank": "gone", "custom.grade": "kept"}
    merge = merge_customers(kept=kept, gone=gone, by=cast.owner, choices=choices)
    assert again(kept).custom == {"tank": "7", "grade": "A", "dock": True}
    undo_merge(merge=merge, by=cast.owner)
    assert again(kept).custom == {"tank": "5", "grade": "A"}


def test_the_later_verification_counts(cast):
    kept, gone = card(cast, verified_on=date(2026, 1, 5)), card(cast, verified_on=date(2026, 3, 1))
    merge_customers(kept=kept, gone=gone, by=cast.owner)
    assert again(kept).verified_on == date(2026, 3, 1)


@pytest.mark.parametrize("choices", [{"nonsense": "kept"}, {"name": "both"}])
def test_a_choice_that_is_none_is_refused(cast, pair, choices):
    kept, gone = pair
    with pytest.raises(Refused) as refused:
        merge_customers(kept=kept, gone=gone, by=cast.owner, choices=choices)
    assert (refused.value.field, refused.value.code) == ("choices", "choice")


def test_nobody_introduces_themselves(cast, pair):
    kept, gone = pair
    Customer.objects.filter(pk=kept.pk).update(introducer=gone)
    merge = merge_customers(kept=again(kept), gone=gone, by=cast.owner)
    assert again(kept).introducer is None
    undo_merge(merge=merge, by=cast.owner)
    assert again(kept).introducer == gone


def test_a_circle_of_introducers_is_not_closed(cast, pair):
    kept, gone = pair
    brought = card(cast, introducer=kept)
    Customer.objects.filter(pk=gone.pk).update(introducer=brought)
    merge_customers(kept=kept, gone=again(gone), by=cast.owner, choices={"introducer": "gone"})
    assert again(kept).introducer is None
    assert again(brought).introducer == kept


# Told apart ---------------------------------------------------------------------------------------------


def test_who_is_told_apart_from_one_is_told_apart_from_both(cast, pair):
    kept, gone = pair
    third, fourth = card(cast), card(cast)
    NotDuplicate.objects.create(a=gone, b=third, by=cast.owner)
    NotDuplicate.objects.create(a=gone, b=fourth, by=cast.owner)
    NotDuplicate.objects.create(a=kept, b=fourth, by=cast.owner)
    NotDuplicate.objects.create(a=kept, b=gone, by=cast.owner)
    before = stored()
    merge = merge_customers(kept=kept, gone=gone, by=cast.owner)
    pairs = set(NotDuplicate.objects.values_list("a", "b"))
    assert pairs == {
        (kept.pk, third.pk),
        (kept.pk, fourth.pk),
        (gone.pk, fourth.pk),
        (kept.pk, gone.pk),
    }
    undo_merge(merge=merge, by=cast.owner)
    assert stored() == before


# Private details ----------------------------------------------------------------------------------------


def test_private_details_come_over_encrypted_and_go_back(cast, pair):
    kept, gone = pair
    PrivateDetailsFactory(customer=kept, bank_account="DE1")
    PrivateDetailsFactory(customer=gone, bank_account="DE2", tax_number="T2")
    before = stored()
    merge = merge_customers(kept=kept, gone=gone, by=cast.owner, choices={"private.bank_account": "gone"})
    details = PrivateDetails.objects.get(customer=kept)
    assert (details.bank_account, details.tax_number) == ("DE2", "T2")
    looks = PrivateLook.objects.filter(customer=kept, action="changed")
    assert [sorted(look.fields) for look in looks] == [["bank_account", "tax_number"]]
    written = str(merge.moved) + str(merge.choices)
    assert not any(value in written for value in ("DE1", "DE2", "T2"))
    undo_merge(merge=merge, by=cast.owner)
    assert stored() == before


def test_private_details_of_a_card_that_had_none_leave_it_again(cast, pair):
    kept, gone = pair
    PrivateDetailsFactory(customer=gone, bank_account="DE2")
    before = stored()
    merge = merge_customers(kept=kept, gone=gone, by=cast.owner)
    assert PrivateDetails.objects.get(customer=kept).bank_account == "DE2"
    undo_merge(merge=merge, by=cast.owner)
    assert stored() == before


def test_what_a_merge_remembers_of_private_details_is_reencrypted(cast, pair, settings):
    kept, gone = pair
    PrivateDetailsFactory(customer=kept, bank_account="DE1")
    PrivateDetailsFactory(customer=gone, bank_account="DE2")
    merge = merge_customers(kept=kept, gone=gone, by=cast.owner, choices={"private.bank_account": "gone"})
    settings.FIELD_ENCRYPTION_KEYS = ["a-new-key", *settings.FIELD_ENCRYPTION_KEYS]
    call_command("reencrypt")
    settings.FIELD_ENCRYPTION_KEYS = ["a-new-key"]
    undo_merge(merge=merge, by=cast.owner)
    assert PrivateDetails.objects.get(customer=kept).bank_account == "DE1"


def test_private_details_changed_since_stay(cast, pair):
    kept, gone = pair
    PrivateDetailsFactory(customer=kept, bank_account="DE1", tax_number="T1")
    PrivateDetailsFactory(customer=gone, bank_account="DE2", tax_number="T2")
    choices = {"private.bank_account": "gone", "private.tax_number": "gone"}
    merge = merge_customers(kept=kept, gone=gone, by=cast.owner, choices=choices)
    details = PrivateDetails.objects.get(customer=kept)
    details.bank_account = "DE3"
    details.save()
    undo_merge(merge=merge, by=cast.owner)
    details = PrivateDetails.objects.get(customer=kept)
    assert (details.bank_account, details.tax_number) == ("DE3", "T1")
    assert PrivateDetails.objects.get(customer=gone).bank_account == "DE2"


# Who may ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["owner", "manager", "regional", "admin"])
def test_who_sees_both_merges_cards_of_one_owner(cast, pair, name):
    kept, gone = pair
    merge = merge_customers(kept=kept, gone=gone, by=cast.named()[name])
    assert merge.by == cast.named()[name]


@pytest.mark.parametrize("name", ["mate", "other_manager", "stranger"])
def test_who_does_not_see_them_is_refused(cast, pair, name):
    kept, gone = pair
    with pytest.raises(Refused) as refused:
        merge_customers(kept=kept, gone=gone, by=cast.named()[name])
    assert refused.value.code == "not_allowed"
    assert again(gone).merged_into is None


def test_cards_of_two_owners_take_a_manager(cast, pair):
    kept, _ = pair
    gone = CustomerFactory(owner=cast.mate, team=cast.harbour)
    with pytest.raises(Refused) as refused:
        merge_customers(kept=kept, gone=gone, by=cast.owner)
    assert refused.value.code == "not_allowed"
    merge_customers(kept=kept, gone=gone, by=cast.manager)
    assert again(kept).owner == cast.owner


def test_the_other_owner_can_be_chosen(cast, pair):
    kept, _ = pair
    gone = CustomerFactory(owner=cast.mate, team=cast.harbour)
    merge = merge_customers(kept=kept, gone=gone, by=cast.manager, choices={"owner": "gone"})
    assert again(kept).owner == cast.mate
    undo_merge(merge=merge, by=cast.manager)
    assert again(kept).owner == cast.owner


# Refused ------------------------------------------------------------------------------------------------


def test_one_card_is_not_merged_with_itself(cast, pair):
    with pytest.raises(Refused) as refused:
        merge_customers(kept=pair[0], gone=pair[0], by=cast.owner)
    assert refused.value.code == "same"


def test_an_archived_card_is_restored_first(cast, pair):
    kept, gone = pair
    archive_customers(customers=Customer.objects.filter(pk=gone.pk), by=cast.owner)
    with pytest.raises(Refused) as refused:
        merge_customers(kept=kept, gone=gone, by=cast.owner)
    assert refused.value.code == "archived"


def test_a_card_is_merged_once(cast, pair):
    kept, gone = pair
    merge_customers(kept=kept, gone=gone, by=cast.owner)
    for one, other in ((kept, gone), (gone, kept)):
        with pytest.raises(Refused) as refused:
            merge_customers(kept=one, gone=other, by=cast.owner)
        assert refused.value.code == "merged"
    assert Merge.objects.count() == 1


def test_an_organisation_is_no_individual(cast, pair):
    person = IndividualFactory(owner=cast.owner, team=cast.harbour)
    with pytest.raises(Refused) as refused:
        merge_customers(kept=pair[0], gone=person, by=cast.owner)
    assert refused.value.code == "kind"


def test_a_merged_card_takes_nothing_new(cast, pair):
    kept, gone = pair
    merge_customers(kept=kept, gone=gone, by=cast.owner)
    gone = again(gone)
    mine = Customer.objects.filter(pk=gone.pk)
    for write in (
        lambda: update_customer(customer=gone, by=cast.owner, values={"name": "Other"}),
        lambda: add_contact(customer=gone, by=cast.owner, values={"name": "Anna", "phone": "1"}),
        lambda: restore_customers(customers=mine, by=cast.owner),
        lambda: add_note(customer=gone, by=cast.owner, text="Late"),
        lambda: log_touch(customer=gone, by=cast.owner, facts={"kind": "call"}),
        lambda: attach_file(customer=gone, by=cast.owner, upload=ContentFile(b"x", "x.txt")),
    ):
        with pytest.raises(Refused) as refused:
            write()
        assert refused.value.code == "merged"


# Undo ---------------------------------------------------------------------------------------------------


def test_undo_gives_every_row_back(cast, pair):
    kept, gone = pair
    for customer in pair:
        contact = ContactFactory(customer=customer)
        AddressFactory(customer=customer)
        add_note(customer=customer, by=cast.owner, text="A note")
        log_touch(customer=customer, by=cast.owner, facts={"kind": "call", "contact": contact})
        card(cast, introducer=customer)
    refresh_cards([kept.pk, gone.pk])
    before = stored()
    choices = {"name": "gone", "phone": "gone", "address": "gone"}
    merge = merge_customers(kept=kept, gone=gone, by=cast.owner, choices=choices)
    assert stored() != before

    undone = undo_merge(merge=merge, by=cast.manager)

    assert stored() == before
    assert (undone.undone_by, undone.may_be_undone) == (cast.manager, False)
    assert verbs(kept)[-1] == verbs(gone)[-1] == "customer.merge_undone"


def test_the_feed_goes_along_and_comes_back(cast, pair):
    kept, gone = pair
    add_contact(customer=gone, by=cast.owner, values={"name": "Anna", "phone": "1"})
    merge = merge_customers(kept=kept, gone=gone, by=cast.owner)
    assert verbs(kept) == ["contact.added", "customer.merged"]
    undo_merge(merge=merge, by=cast.owner)
    assert verbs(kept) == ["customer.merged", "customer.merge_undone"]
    assert verbs(gone) == ["contact.added", "customer.merged_away", "customer.merge_undone"]


def test_what_was_added_since_stays_with_the_kept_card(cast, pair):
    kept, gone = pair
    merge = merge_customers(kept=kept, gone=gone, by=cast.owner)
    note = add_note(customer=again(kept), by=cast.owner, text="Since")
    contact = add_contact(customer=again(kept), by=cast.owner, values={"name": "Eva", "phone": "1"})
    undo_merge(merge=merge, by=cast.owner)
    assert {again(note).customer_id, again(contact).customer_id} == {kept.pk}


def test_what_was_changed_or_removed_since_stays_so(cast, pair):
    kept, gone = pair
    removed, changed = ContactFactory(customer=gone), ContactFactory(customer=gone)
    merge = merge_customers(kept=kept, gone=gone, by=cast.owner, choices={"phone": "gone", "name": "gone"})
    remove_contact(contact=again(removed), by=cast.owner)
    Contact.objects.filter(pk=changed.pk).update(name="Eva")
    update_customer(customer=again(kept), by=cast.owner, values={"phone": "0800"})
    undo_merge(merge=merge, by=cast.owner)
    assert list(gone.contacts.values_list("name", flat=True)) == ["Eva"]
    assert (again(kept).phone, again(kept).name) == ("0800", kept.name)


def test_undo_leaves_owner_and_team_together(cast, pair):
    """The card went on to a colleague of the other owner: it is theirs, team and all."""
    kept, gone = pair
    Customer.objects.filter(pk=gone.pk).update(owner=cast.stranger, team=cast.stranger.team)
    merge = merge_customers(kept=kept, gone=gone, choices={"owner": "gone"}, by=cast.admin)
    colleague = UserFactory(team=cast.stranger.team)
    change_owner(customers=Customer.objects.filter(pk=kept.pk), owner=colleague, by=cast.admin)
    undo_merge(merge=merge, by=cast.admin)
    assert (again(kept).owner, again(kept).team) == (colleague, cast.stranger.team)


def test_undo_outlives_a_contact_that_is_gone(cast, pair):
    kept, gone = pair
    introducer, other = card(cast), card(cast)
    contact = ContactFactory(customer=introducer)
    Customer.objects.filter(pk=kept.pk).update(introducer=introducer, introducer_contact=contact)
    Customer.objects.filter(pk=gone.pk).update(introducer=other)
    kept, gone = again(kept), again(gone)
    merge = merge_customers(kept=kept, gone=gone, choices={"introducer": "gone"}, by=cast.owner)
    remove_contact(contact=contact, by=cast.owner)
    undo_merge(merge=merge, by=cast.owner)
    assert (again(kept).introducer, again(kept).introducer_contact) == (introducer, None)


def test_undo_closes_no_circle(cast, pair):
    kept, gone = pair
    root, other = card(cast), card(cast)
    Customer.objects.filter(pk=kept.pk).update(introducer=root)
    Customer.objects.filter(pk=gone.pk).update(introducer=other)
    kept, gone = again(kept), again(gone)
    merge = merge_customers(kept=kept, gone=gone, choices={"introducer": "gone"}, by=cast.owner)
    update_customer(customer=root, by=cast.owner, values={"introducer": kept})
    with pytest.raises(Refused) as refused:
        undo_merge(merge=merge, by=cast.owner)
    assert refused.value.code == "circle"
    assert again(merge).undone_at is None


def test_undo_has_its_time(cast, pair):
    merge = merge_customers(kept=pair[0], gone=pair[1], by=cast.owner)
    Merge.objects.filter(pk=merge.pk).update(at=timezone.now() - timedelta(days=11))
    with override_config(CUSTOMERS_MERGE_UNDO_DAYS=10), pytest.raises(Refused) as refused:
        undo_merge(merge=merge, by=cast.owner)
    assert refused.value.code == "too_late"
    with override_config(CUSTOMERS_MERGE_UNDO_DAYS=11):
        undo_merge(merge=merge, by=cast.owner)
    assert again(pair[1]).merged_into is None


def test_undo_is_done_once(cast, pair):
    merge = merge_customers(kept=pair[0], gone=pair[1], by=cast.owner)
    undo_merge(merge=merge, by=cast.owner)
    with pytest.raises(Refused) as refused:
        undo_merge(merge=merge, by=cast.owner)
    assert refused.value.code == "undone"


def test_undo_is_for_who_may_merge(cast, pair):
    merge = merge_customers(kept=pair[0], gone=pair[1], by=cast.owner)
    with pytest.raises(Refused) as refused:
        undo_merge(merge=merge, by=cast.mate)
    assert refused.value.code == "not_allowed"


def test_merges_are_undone_from_the_last_to_the_first(cast, pair):
    kept, gone = pair
    third, fourth = card(cast, name="Third"), card(cast, name="Fourth")
    before = stored()
    first = merge_customers(kept=kept, gone=gone, by=cast.owner)
    second = merge_customers(kept=kept, gone=third, by=cast.owner)
    last = merge_customers(kept=fourth, gone=kept, by=cast.owner)
    assert again(gone).merged_into == fourth
    for merge, name in ((first, "Fourth"), (second, "Fourth")):
        with pytest.raises(Refused, match=name):
            undo_merge(merge=merge, by=cast.owner)
    undo_merge(merge=last, by=cast.owner)
    with pytest.raises(Refused, match="Third"):
        undo_merge(merge=first, by=cast.owner)
    undo_merge(merge=second, by=cast.owner)
    undo_merge(merge=first, by=cast.owner)
    assert stored() == before


def test_who_has_the_card_open_in_a_form_is_told(cast, pair):
    kept, gone = pair
    merge_customers(kept=kept, gone=gone, by=cast.owner)
    with pytest.raises(Refused) as refused:
        update_customer(
            customer=kept, by=cast.owner, values={"name": "Other"}, unchanged_since=kept.updated_at
        )
    assert refused.value.code == "changed_meanwhile"
