"""A customer of Olga Owner's, and clients of the cast."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from constance.test import override_config
from django.test import Client

from crm.customers.models import Customer
from crm.people.models import User
from tests.factories.customers import CustomerFactory
from tests.migrations import migrate_fully


@pytest.fixture
def alba(cast) -> Customer:
    """Alba Oil, a customer that belongs to owner."""
    return CustomerFactory(name="Alba Oil", number="K-1", owner=cast.owner, city="Bern")


@pytest.fixture
def as_(client: Client) -> Callable[[User], Client]:
    """Return a client in which a person is logged in."""

    def log_in(user: User) -> Client:
        fresh = Client()
        fresh.force_login(user)
        return fresh

    return log_in


@pytest.fixture
def private_on():
    """Private details are switched on."""
    with override_config(CUSTOMERS_PRIVATE_FIELDS=True):
        yield


@pytest.fixture
def leaves(transactional_db):
    """Bring every app back to its last migration afterwards."""
    yield
    migrate_fully()
