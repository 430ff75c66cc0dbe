"""Private details: who sees them, that every look is recorded, that they lie encrypted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from crm.customers.models import PrivateDetails, PrivateLook
from crm.customers.services import change_private, look_at_private, mark_exported
from crm.customers.services.private import with_tax_number
from crm.history.models import Event
from crm.shell.errors import Refused
from tests.factories.customers import PrivateDetailsFactory
from tests.factories.people import DeputyFactory

SEES_PRIVATE = {"owner", "manager", "regional"}
IBAN = "CH93 0076 2011 6238 5295 7"


@pytest.fixture
def secret(alba) -> PrivateDetails:
    return PrivateDetailsFactory(customer=alba, bank_account=IBAN, religion="none of yours")


def show(customer):
    return reverse("customers:private-show", args=[customer.pk])


def save(customer):
    return reverse("customers:private-save", args=[customer.pk])


def test_only_the_owner_and_managers_above_see_them(cast, alba, as_, secret, private_on):
    for name, user in cast.named().items():
        response = as_(user).post(show(alba))
        assert response.status_code == (200 if name in SEES_PRIVATE else 404), name
        assert (IBAN in response.content.decode()) == (name in SEES_PRIVATE), name
    assert {look.by for look in PrivateLook.objects.all()} == {cast.owner, cast.manager, cast.regional}


def test_switched_off_nobody_sees_them(cast, alba, as_, secret):
    for user in cast.named().values():
        assert as_(user).post(show(alba)).status_code == 404
        assert as_(user).post(save(alba), {"bank_account": "1"}).status_code == 404
    assert not PrivateLook.objects.exists()


def test_the_log_is_for_the_circle_and_admins(cast, alba, as_, secret, private_on):
    look_at_private(customer=alba, by=cast.manager)
    for name, user in cast.named().items():
        response = as_(user).get(alba.get_absolute_url() + "?tab=private")
        sees = name in SEES_PRIVATE | {"admin"}
        assert response.status_code == (200 if sees else 404), name
        if sees:
            page = response.content.decode()
            assert "Max Manager" in page
            assert IBAN not in page


def test_a_look_at_the_tab_shows_nothing_and_is_no_look(cast, alba, as_, secret, private_on):
    as_(cast.owner).get(alba.get_absolute_url() + "?tab=private")
    assert as_(cast.owner).get(show(alba)).status_code == 405
    assert not PrivateLook.objects.exists()


def test_a_deputy_sees_what_the_absent_owner_sees_and_is_named(cast, alba, secret, private_on):
    with pytest.raises(Refused):
        look_at_private(customer=alba, by=cast.mate)
    today = timezone.localdate()
    DeputyFactory(principal=cast.owner, deputy=cast.mate, starts_on=today, ends_on=today + timedelta(days=1))
    cast.mate.__dict__.pop("_scope")
    assert look_at_private(customer=alba, by=cast.mate).bank_account == IBAN
    assert PrivateLook.objects.get().by == cast.mate


def test_a_look_says_which_fields_were_shown(cast, alba, secret, private_on):
    look_at_private(customer=alba, by=cast.owner)
    look = PrivateLook.objects.get()
    assert (look.action, look.fields) == ("looked", ["religion", "bank_account"])


def test_a_change_is_recorded_without_its_values(cast, alba, as_, secret, private_on):
    response = as_(cast.owner).post(save(alba), {"bank_account": "NEW-1", "tax_number": "DE 123"})
    assert response.status_code == 302
    stored = PrivateDetails.objects.get()
    assert (stored.bank_account, stored.tax_number, stored.religion) == ("NEW-1", "DE 123", "none of yours")
    look = PrivateLook.objects.get()
    assert (look.action, look.fields) == ("changed", ["bank_account", "tax_number"])
    assert Event.objects.get().data == {}
    page = as_(cast.owner).get(alba.get_absolute_url()).content.decode()
    assert "changed private details" in page
    assert "NEW-1" not in page


def test_no_change_leaves_no_trace(cast, alba, secret, private_on):
    change_private(customer=alba, by=cast.owner, values={"bank_account": IBAN})
    assert not PrivateLook.objects.exists()


def test_an_export_leaves_a_look_on_each_card(cast, alba, secret, private_on):
    mark_exported(customers=[alba], by=cast.manager, fields=["tax_number"])
    assert PrivateLook.objects.get().action == "exported"
    with pytest.raises(Refused):
        mark_exported(customers=[alba], by=cast.admin, fields=["tax_number"])


def raw() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT bank_account, tax_digest FROM customers_privatedetails")
        return cursor.fetchone()


def test_nothing_readable_lies_in_the_database(cast, alba, private_on):
    change_private(customer=alba, by=cast.owner, values={"bank_account": IBAN, "tax_number": "DE 123-4"})
    account, digest = raw()
    assert IBAN not in account
    assert len(digest) == 64
    assert with_tax_number("de1234").get().customer == alba
    assert not with_tax_number("").exists()


def test_keys_can_be_replaced(cast, alba, private_on, settings):
    settings.FIELD_ENCRYPTION_KEYS = ["old"]
    change_private(customer=alba, by=cast.owner, values={"bank_account": IBAN, "tax_number": "DE1"})
    before = raw()
    settings.FIELD_ENCRYPTION_KEYS = ["new", "old"]
    assert PrivateDetails.objects.get().bank_account == IBAN
    assert with_tax_number("DE1").exists()
    call_command("reencrypt")
    assert all(new != old for new, old in zip(raw(), before, strict=True))
    settings.FIELD_ENCRYPTION_KEYS = ["new"]
    assert PrivateDetails.objects.get().bank_account == IBAN
    assert with_tax_number("DE1").exists()


def test_a_key_thrown_away_too_early_is_said_plainly(cast, alba, private_on, settings):
    settings.FIELD_ENCRYPTION_KEYS = ["old"]
    change_private(customer=alba, by=cast.owner, values={"bank_account": IBAN})
    settings.FIELD_ENCRYPTION_KEYS = ["new"]
    with pytest.raises(CommandError, match="FIELD_ENCRYPTION_KEYS"):
        call_command("reencrypt")


def test_an_organisation_is_not_asked_for_party_or_religion(cast, alba, as_, private_on):
    fields = as_(cast.owner).post(show(alba)).context["form"].fields
    assert set(fields) == {"bank_account", "tax_number"}
