"""No row is forgotten: every relation to a card, and to what belongs to one, has been decided on."""

from accounts.models import Account
from crm.customers.merging.registry import rules
from crm.customers.merging.relations import relations_of
from crm.customers.models import Customer
from prospects.models import Prospect
from visits.models import Visit

BROUGHT, RULE = "brought as they are", "by a rule"

# What becomes of the rows. A new relation fails here until somebody has thought about it: "brought" is
# right unless two cards can have rows that do not fit together.
OF_CARDS = {
    "accounts.account.customer": RULE,
    "customers.address.customer": BROUGHT,
    "customers.contact.customer": BROUGHT,
    "customers.customer.introducer": RULE,
    "customers.customer.merged_into": BROUGHT,
    "customers.duplicatepair.a": RULE,
    "customers.duplicatepair.b": RULE,
    "customers.matchkey.customer": RULE,
    "customers.merge.gone": RULE,
    "customers.merge.kept": RULE,
    "customers.notduplicate.a": RULE,
    "customers.notduplicate.b": RULE,
    "customers.privatedetails.customer": RULE,
    "customers.privatelook.customer": BROUGHT,
    "history.event.customer": BROUGHT,
    "prospects.ledgerentry.customer": RULE,
    "prospects.poolmove.customer": BROUGHT,
    "prospects.prospect.customer": RULE,
    "timeline.attachment.customer": BROUGHT,
    "timeline.note.customer": BROUGHT,
    "timeline.touch.customer": BROUGHT,
    "visits.leftout.customer": RULE,
    "visits.visit.customer": RULE,
}
OF_ACCOUNTS = {
    "accounts.order.account": BROUGHT,
    "accounts.tieroverride.account": RULE,
    "accounts.tierresult.account": RULE,
    "prospects.prospect.account": BROUGHT,
}
# Of two open efforts for one line the other card's stays, and with it everything but its campaigns.
OF_PROSPECTS = {
    "prospects.campaignmember.prospect",
    "prospects.ledgerentry.prospect",
    "prospects.prospect_products.prospect",
}


def _decided(model: type) -> dict[str, str]:
    return {one.key: RULE if rules.get(one.key) else BROUGHT for one in relations_of(model)}


def test_every_relation_to_a_card_is_decided_on():
    assert _decided(Customer) == OF_CARDS


def test_every_relation_to_an_account_is_decided_on():
    assert _decided(Account) == OF_ACCOUNTS


def test_every_relation_to_a_prospect_is_known():
    assert {one.key for one in relations_of(Prospect)} == OF_PROSPECTS


def test_what_has_to_be_unique_has_a_rule():
    crowded = {one.key for model in (Customer, Account) for one in relations_of(model) if one.is_crowded}
    assert {key for key in crowded if rules.get(key) is None} == set()


def test_a_one_to_one_and_a_part_of_a_constraint_are_crowded():
    crowded = {one.key: one.is_crowded for model in (Customer, Account) for one in relations_of(model)}
    assert crowded["accounts.account.customer"]
    assert crowded["visits.visit.customer"]
    assert crowded["accounts.tierresult.account"]
    assert not crowded["timeline.note.customer"]


def test_every_rule_is_about_a_relation_that_exists():
    known = {one.key for model in (Customer, Account, Prospect, Visit) for one in relations_of(model)}
    assert {rule.key for rule in rules} - known == set()
