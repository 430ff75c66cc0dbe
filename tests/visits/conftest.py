"""A rep with a base in Bern, and accounts around it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from constance.settings import CONFIG

from accounts.models import Account
from crm.people.models import User, WorkingCalendar
from tests.factories.customers import CustomerFactory
from tests.factories.people import UserFactory, WorkingCalendarFactory

MONDAY = date(2026, 11, 23)
FRIDAY_BEFORE = date(2026, 11, 20)
BERN = (46.948, 7.4474)

Around = Callable[..., list[Account]]


@pytest.fixture(autouse=True)
def few_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Search shortly: what these tests hold to holds for every plan."""
    monkeypatch.setitem(CONFIG, "VISITS_ROUNDS", (200, "", int))


@pytest.fixture
def calendar(db: None) -> WorkingCalendar:
    return WorkingCalendarFactory(name="Office")


@pytest.fixture
def rep(calendar: WorkingCalendar) -> User:
    return UserFactory(
        name="Rita Rep", calendar=calendar, base_latitude=BERN[0], base_longitude=BERN[1], time_zone="UTC"
    )


def account_of(
    owner: User, tier: str = "A", *, north: float = 0.0, east: float = 0.0, **fields: Any
) -> Account:
    """An account so many degrees off the centre of Bern; fields of the card as ``customer__…``."""
    of_card = [key for key in fields if key.startswith("customer__")]
    card = {key.removeprefix("customer__"): fields.pop(key) for key in of_card}
    card = {"latitude": BERN[0] + north, "longitude": BERN[1] + east} | card
    customer = CustomerFactory(owner=owner, **card)
    return Account.objects.create(
        customer=customer, **{"tier": tier, "opened_on": MONDAY - timedelta(days=400)} | fields
    )


@pytest.fixture
def around(rep: User) -> Around:
    """Make so many accounts of a tier around Bern, each in another place."""

    def make(count: int, tier: str = "A", **fields: Any) -> list[Account]:
        ring = range(count)
        return [
            account_of(rep, tier, north=0.01 * (n % 7 - 3), east=0.012 * (n // 7 - 2), **fields) for n in ring
        ]

    return make
