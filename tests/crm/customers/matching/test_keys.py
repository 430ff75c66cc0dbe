"""Cards of one customer share a key however one of them was typed; strangers share none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from crm.customers.matching import CardFacts, PlaceFacts, match_keys

CARD = CardFacts(
    kind="individual",
    name="Anna Katharina Frey",
    phones=("+41 31 123 45 67",),
    emails=("anna@frey.example",),
    places=(PlaceFacts("Marktgasse 12", "Bern", "", "3011"),),
    birth_date=date(1980, 5, 17),
)
ELSEWHERE = (PlaceFacts("Rheinweg 40", "Basel", "", "4058"),)


@pytest.mark.parametrize(
    "other",
    [
        CardFacts(kind="individual", name="frey, anna katharina"),
        CardFacts(kind="individual", name="Catarina", phones=("031 123 45 67",)),
        CardFacts(kind="individual", name="Catarina", emails=("ANNA@frey.example",)),
        CardFacts(kind="individual", name="Ana Fry", birth_date=date(1980, 5, 17)),
        CardFacts(kind="individual", name="Katarina Fry", places=(PlaceFacts("", "Bern", "", "3011"),)),
        CardFacts(kind="individual", name="Kathrina", places=(PlaceFacts("", "Berne", "", "3012"),)),
        CardFacts(kind="individual", name="X", places=(PlaceFacts("12, Marktgase", "", "", "3011"),)),
    ],
)
def test_one_thing_in_common_is_enough(other):
    assert match_keys(CARD) & match_keys(other)


def test_strangers_and_cards_of_another_kind_share_nothing():
    stranger = CardFacts(kind="individual", name="Beat Keller", places=ELSEWHERE, phones=("061 765 43 21",))
    assert not match_keys(CARD) & match_keys(stranger)
    assert not match_keys(CARD) & match_keys(replace(CARD, kind="organisation"))


def test_a_town_or_a_name_that_is_empty_makes_no_key():
    assert match_keys(CardFacts(kind="individual", name="")) == frozenset()
    assert (
        match_keys(CardFacts(kind="individual", name="", places=(PlaceFacts("Marktgasse 12"),)))
        == frozenset()
    )
    # The bare name: as written, in one word, as it sounds.
    assert len(match_keys(CardFacts(kind="individual", name="Anna Frey"))) == 3


def test_keys_are_those_that_databases_hold():
    """A change here needs `manage.py rebuild_match_keys` in the release that brings it."""
    assert sorted(match_keys(CardFacts(kind="organisation", name="Alba Oil AG"))) == [
        640434915625328515,
        6552892226087332890,
        8003586817423588787,
    ]
