"""The score of two cards: what it is made of, and what holds whatever the cards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.customers.defaults import DEFAULTS
from crm.customers.duplicates.wording import WORDS, in_words
from crm.customers.matching import CardFacts, Fingerprint, PlaceFacts, compare, match_keys

SURE, POSSIBLE = DEFAULTS["CUSTOMERS_DUPLICATE_SCORE"][0], DEFAULTS["CUSTOMERS_SIMILAR_SCORE"][0]
BERN = PlaceFacts("Marktgasse 12", "Bern", "", "3011", "Switzerland")
BASEL = PlaceFacts("Rheinweg 40", "Basel", "", "4058", "Switzerland")
ANNA = CardFacts(
    kind="individual",
    name="Anna Frey",
    phones=("+41 31 123 45 67",),
    places=(BERN,),
    birth_date=date(1980, 5, 17),
)
ALBA = CardFacts(
    kind="organisation",
    name="Alba Oil AG",
    phones=("+41 31 123 45 67",),
    emails=("info@alba.example",),
    places=(BERN,),
)


def score(one: CardFacts, other: CardFacts) -> int:
    return compare(Fingerprint.of(one), Fingerprint.of(other)).score


@pytest.mark.parametrize(
    "other",
    [
        replace(ANNA, name="Frey Anna"),
        replace(ANNA, name="Ana Frey"),
        replace(ANNA, name="FREY, ANNA"),
        replace(ANNA, places=()),
        replace(ANNA, places=(BASEL,)),
        replace(ANNA, phones=("+41 79 999 99 99",)),
        replace(ANNA, phones=(), places=()),
        replace(ANNA, phones=(), places=(BASEL,)),
        replace(ANNA, phones=(), birth_date=None),
        replace(ANNA, birth_date=date(1980, 5, 11)),
        replace(ANNA, name="Frey", birth_date=None),
        replace(ANNA, name="Anna Meyer", phones=()),
    ],
)
def test_a_person_is_known_again(other):
    assert score(ANNA, other) >= SURE


@pytest.mark.parametrize(
    "other",
    [
        CardFacts(kind="individual", name="Anna Frey"),
        CardFacts(kind="individual", name="Anna Frey", places=(PlaceFacts(city="Bern"),)),
        CardFacts(kind="individual", name="Anna Frey", phones=("+41 61 765 43 21",), places=(BASEL,)),
        replace(ANNA, name="Peter Frey", birth_date=None),
        replace(ANNA, name="Peter Frey", birth_date=date(1978, 11, 2)),
        replace(ANNA, name="Beat Keller", birth_date=None),
        replace(ANNA, kind="organisation"),
    ],
)
def test_a_namesake_and_a_relative_at_the_same_address_are_somebody_else(other):
    assert score(ANNA, other) < SURE


@pytest.mark.parametrize(
    "other",
    [
        replace(ALBA, name="ALBA OIL S.A."),
        replace(ALBA, name="Alba Oil", phones=(), emails=()),
        replace(ALBA, name="Alba Oyl GmbH", emails=()),
        replace(ALBA, places=(BASEL,), emails=()),
        replace(ALBA, places=(BASEL,), phones=("+41 61 765 43 21",)),
        replace(ALBA, name="AO", other_names=("Alba Oil",), places=()),
        replace(ALBA, name="Alba", emails=()),
    ],
)
def test_a_firm_is_known_again(other):
    assert score(ALBA, other) >= SURE


def test_a_branch_of_a_chain_is_possible_in_the_same_town_and_nothing_elsewhere():
    other_street = PlaceFacts("Aarestrasse 3", "Bern", "", "3011", "Switzerland")
    branch = replace(ALBA, phones=("+41 31 765 43 21",), emails=(), places=(other_street,))
    assert POSSIBLE <= score(ALBA, branch) < SURE
    assert score(ALBA, replace(branch, places=(BASEL,))) < POSSIBLE


def test_further_addresses_that_agree_tell_nothing():
    warehouse, aare = PlaceFacts("Hauptgasse 1"), PlaceFacts("Aarestrasse 3", "Bern", "", "3011")
    one = replace(ALBA, phones=(), emails=(), places=(BERN, warehouse))
    assert POSSIBLE <= score(one, replace(one, places=(aare, warehouse))) < SURE
    # Who has moved is another matter: the old address is kept as a further one.
    assert score(one, replace(one, places=(aare, BERN))) >= SURE


def test_the_same_name_in_another_town_is_worth_a_look():
    assert (
        POSSIBLE
        <= score(replace(ALBA, phones=(), emails=()), replace(ALBA, phones=(), places=(BASEL,)))
        < SURE
    )


def test_sister_firms_share_everything_but_their_names():
    oil = replace(ALBA, name="Alba Heating Oil AG")
    assert POSSIBLE <= score(oil, replace(ALBA, name="Alba Transport AG")) < SURE
    assert POSSIBLE <= score(oil, replace(ALBA, name="Treuhand Keller")) < SURE


def test_a_tax_number_outweighs_a_new_name():
    one = replace(ALBA, tax_ids=("digest 1",))
    renamed = replace(ALBA, name="Nova Energy", tax_ids=("digest 1", "digest by an older key"))
    assert score(one, renamed) >= SURE
    assert score(one, replace(renamed, tax_ids=("digest 2",))) < SURE


def test_names_in_chinese_and_korean():
    beijing = CardFacts(kind="organisation", name="北京石油化工有限公司", phones=("010-6512 3456",))
    assert score(beijing, replace(beijing, name="北京石油化工股份有限公司")) == 100
    assert score(beijing, replace(beijing, name="北京石油化工", phones=("+86 10 65123456",))) == 100
    assert score(beijing, replace(beijing, name="上海机电有限公司")) < SURE
    kim = CardFacts(kind="individual", name="김철수", places=(PlaceFacts("세종대로 110", "서울"),))
    assert score(kim, kim) == 100
    assert score(kim, replace(kim, name="김영희")) < SURE


def test_every_reason_has_words_and_adds_up():
    match = compare(Fingerprint.of(ANNA), Fingerprint.of(replace(ANNA, name="Ana Frey", places=(BASEL,))))
    assert [(reason.code, reason.points) for reason in match.reasons] == [
        ("phone.same", 50),
        ("name.alike", 45),
        ("birth.same", 40),
        ("street.other", -10),
        ("town.other", -10),
    ]
    assert match.score == 100
    assert [in_words(reason) for reason in match.reasons][1::3] == [
        "The names are alike (88%) (+45)",
        "In different towns (−10)",
    ]


# Whatever the cards ---------------------------------------------------------------------------------


def _some(values, most):
    return st.lists(values, max_size=most).map(tuple)


LETTERS = "aeinrst ÅßøİJ́.,-/'&()#+@1２٣北京김수ﾄㄱ\u200b\x00"
NAMES = st.sampled_from(
    (
        "Anna Frey",
        "anna frey-meyer",
        "Frey",
        "Alba Oil Ltd",
        "Alba",
        "北京石油有限公司",
        "(주)삼성전자",
        "A.",
        "!",
        "",
    )
)
TEXTS = st.one_of(NAMES, st.text(LETTERS, max_size=30))
STREETS = st.sampled_from(("12 Main St", "Main Street 12b", "Hauptstr. 7", "#4", "N Street", ""))
PHONES = st.sampled_from(("+41 31 123 45 67", "031 123 45 67", "12"))
MAILS = st.sampled_from(("a@b.example", "A+x@b.example", "c@gmail.com", "@"))
PLACES = st.builds(
    PlaceFacts,
    street=st.one_of(STREETS, st.text(LETTERS, max_size=20)),
    city=st.one_of(st.sampled_from(("Bern", "Berne", "北京")), st.text(LETTERS, max_size=10)),
    postcode=st.sampled_from(("3011", "90026-4913", "9002", "")),
    country=st.sampled_from(("", "Switzerland", "China")),
)
CARDS = st.builds(
    CardFacts,
    kind=st.sampled_from(("organisation", "individual")),
    name=TEXTS,
    other_names=_some(TEXTS, 2),
    phones=_some(st.one_of(PHONES, st.text(LETTERS, max_size=20)), 3),
    emails=_some(MAILS, 2),
    website=st.sampled_from(("", "https://b.example", "x")),
    tax_ids=_some(st.sampled_from(("1", "2")), 2),
    places=_some(PLACES, 3),
    birth_date=st.one_of(st.none(), st.dates()),
    birth_year=st.one_of(st.none(), st.integers(1880, 2100)),
    contacts=_some(NAMES, 2),
)


@given(CARDS, CARDS)
def test_a_score_lies_between_0_and_100_whichever_card_comes_first(one, other):
    match = compare(Fingerprint.of(one), Fingerprint.of(other))
    assert 0 <= match.score <= 100
    assert compare(Fingerprint.of(other), Fingerprint.of(one)) == match
    assert {reason.code for reason in match.reasons} <= WORDS.keys()


@given(CARDS, CARDS)
def test_no_card_is_more_like_another_than_like_itself(one, other):
    assert score(one, other) <= score(one, one)


@given(CARDS)
def test_a_card_with_a_name_and_a_way_to_reach_it_is_sure_to_be_itself(card):
    card = replace(card, name="Anna Frey", phones=(*card.phones, "+41 31 123 45 67"))
    assert score(card, card) == 100


@given(CARDS, st.randoms())
def test_the_order_of_words_and_of_details_does_not_matter(card, random):
    def mixed(values):
        return tuple(random.sample(values, len(values)))

    shuffled = replace(
        card,
        name=" ".join(mixed(card.name.split())),
        phones=mixed(card.phones),
        emails=mixed(card.emails),
        places=(*card.places[:1], *mixed(card.places[1:])),
        contacts=mixed(card.contacts),
    )
    if Fingerprint.of(shuffled).names[:1] == Fingerprint.of(card).names[:1]:
        assert score(card, shuffled) == score(card, card)
        assert match_keys(shuffled) == match_keys(card)


@given(CARDS)
def test_keys_are_the_same_every_time_and_fit_the_column(card):
    keys = match_keys(card)
    assert keys == match_keys(Fingerprint.of(card))
    assert all(0 <= key < 2**63 for key in keys)
    assert len(keys) <= 80
