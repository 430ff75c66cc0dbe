"""A customer of Olga Owner's; uploads go to a folder of the test's own."""

from __future__ import annotations

import pytest
from django.test import Client

from crm.customers.models import Customer
from tests.factories.customers import CustomerFactory


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def alba(cast) -> Customer:
    return CustomerFactory(name="Alba Oil", owner=cast.owner)


@pytest.fixture
def as_():
    """Return a client in which a person is logged in."""

    def log_in(user):
        client = Client()
        client.force_login(user)
        return client

    return log_in
