"""How far accounts are from their office."""

from __future__ import annotations

import pytest
from constance.test import override_config
from django.db import transaction

from accounts.models import Account
from accounts.services.accounts import open_account
from accounts.services.distance import great_circle, measure_all, offices
from tests.cast import Cast
from tests.factories.accounts import AccountFactory
from tests.factories.customers import CustomerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
BERN, THUN, GENEVA = (46.948, 7.4474), (46.758, 7.628), (46.2044, 6.1432)


def test_kilometres_are_those_of_the_map() -> None:
    assert great_circle(BERN, BERN) == 0
    assert great_circle(BERN, GENEVA) == pytest.approx(129.7, abs=0.5)


def test_a_team_without_an_office_has_that_of_the_team_above(cast: Cast) -> None:
    north = cast.harbour.parent
    assert north is not None
    north.office_latitude, north.office_longitude = BERN
    north.save()
    found = offices()
    assert found[cast.harbour.pk] == BERN
    assert cast.stranger.team_id not in found


def _open(cast: Cast, place: tuple[float, float] | tuple[None, None]) -> Account:
    customer = CustomerFactory(owner=cast.owner, latitude=place[0], longitude=place[1])
    return open_account(customer=customer, by=cast.owner)


def test_bands_when_opened_and_again_every_night(cast: Cast) -> None:
    cast.harbour.office_latitude, cast.harbour.office_longitude = BERN
    cast.harbour.save()
    found = [_open(cast, place).distance_band for place in (BERN, THUN, GENEVA, (None, None))]
    assert found == ["near", "middle", "far", ""]
    with transaction.atomic(), override_config(ACCOUNTS_NEAR_KM=30):
        assert measure_all() == 1
        assert measure_all() == 0
    assert list(Account.objects.order_by("pk").values_list("distance_band", flat=True)) == [
        "near",
        "near",
        "far",
        "",
    ]


def test_without_an_office_nothing_is_known(cast: Cast) -> None:
    AccountFactory(customer__owner=cast.owner, customer__latitude=BERN[0], customer__longitude=BERN[1])
    with transaction.atomic():
        assert measure_all() == 0
