"""How well duplicates are found on real cards, with the settings' defaults."""

from __future__ import annotations

import pytest

from benchmarks.duplicates import PRECISION, RECALL, SEEDS, quality
from benchmarks.lookalikes import DATA, Sample, businesses, febrl, households
from crm.customers.defaults import DEFAULTS
from crm.customers.duplicates.blocks import MOST_PER_KEY

real = pytest.mark.skipif(not DATA.is_dir(), reason="the public sample data are not beside the project")


def assert_good(*samples: Sample) -> None:
    at_least = DEFAULTS["CUSTOMERS_DUPLICATE_SCORE"][0]
    found = quality("", samples, at_least=at_least, most_per_key=MOST_PER_KEY)
    assert (found.precision >= PRECISION, found.recall >= RECALL) == (True, True), found


@real
def test_people_of_febrl():
    sample = febrl()
    assert len(sample.truth) == 500
    assert_good(sample)


@real
def test_firms_of_a_city_with_branches_and_sisters():
    assert_good(*map(businesses, SEEDS))


def test_families_and_namesakes():
    assert_good(*(households(200, seed) for seed in SEEDS))
