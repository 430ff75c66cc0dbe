"""Logging in and out, and getting a new password."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from crm.people.models import User
from tests.factories.people import PASSWORD


def log_in(client, email, password=PASSWORD):
    return client.post(reverse("people:login"), {"username": email, "password": password})


def choose_password(client, message, new):
    """Follow the link of a mail and choose *new* there."""
    path = re.search(r"https?://[^/]+(/\S+)", message.body).group(1)
    form = client.get(path, follow=True)
    client.post(form.request["PATH_INFO"], {"new_password1": new, "new_password2": new})


def test_log_in_by_e_mail_in_any_case(client, cast):
    response = log_in(client, cast.owner.email.upper())
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(cast.owner.pk)


def test_logging_in_is_no_change_of_the_record(client, cast):
    before = User.history.count()
    log_in(client, cast.owner.email)
    assert User.history.count() == before
    assert User.objects.get(pk=cast.owner.pk).last_login is not None


@pytest.mark.parametrize(("email", "password"), [("owner@nowhere.example", PASSWORD), (None, "wrong")])
def test_wrong_log_in_says_the_same_for_both_mistakes(client, cast, email, password):
    response = log_in(client, email or cast.owner.email, password)
    assert response.status_code == 200
    assert "do not belong together" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_closed_log_in_stays_closed(client, cast):
    cast.owner.is_active = False
    cast.owner.save()
    assert log_in(client, cast.owner.email).status_code == 200
    assert "_auth_user_id" not in client.session


def test_guessing_is_locked_out(client, cast, settings):
    settings.AXES_FAILURE_LIMIT = 3
    for _ in range(3):
        log_in(client, cast.owner.email, "wrong")
    assert log_in(client, cast.owner.email).status_code == 429


def test_log_out_takes_a_post(client, cast):
    client.force_login(cast.owner)
    client.post(reverse("people:logout"))
    assert "_auth_user_id" not in client.session


def test_who_comes_to_log_out_by_its_address_is_asked_first(client, cast):
    client.force_login(cast.owner)
    page = client.get(reverse("people:logout"))
    assert (page.status_code, "_auth_user_id" in client.session) == (200, True)
    assert f'<form method="post" action="{reverse("people:logout")}">' in page.content.decode()
    assert client.post(reverse("people:logout")).url == reverse("people:login")
    assert client.get(reverse("people:logout")).url == reverse("people:login")


def test_a_new_password_by_e_mail(client, cast):
    client.post(reverse("people:password_reset"), {"email": cast.owner.email})
    [message] = mail.outbox
    choose_password(client, message, "an-even-longer-password")
    assert log_in(client, cast.owner.email, "an-even-longer-password").status_code == 302


def test_who_has_no_password_yet_gets_one_the_same_way(client, cast):
    """A person brought by a file."""
    cast.owner.set_unusable_password()
    cast.owner.save()
    client.post(reverse("people:password_reset"), {"email": cast.owner.email.upper()})
    [message] = mail.outbox
    choose_password(client, message, "a-first-long-password")
    assert log_in(client, cast.owner.email, "a-first-long-password").status_code == 302


@pytest.mark.parametrize("closed", [{"is_active": False}, {"is_demo": True}])
def test_whoever_cannot_log_in_gets_no_mail(client, cast, settings, closed):
    settings.PRODUCTION = True
    User.objects.filter(pk=cast.owner.pk).update(**closed)
    client.post(reverse("people:password_reset"), {"email": cast.owner.email})
    assert mail.outbox == []


def test_an_admin_invites_people(client, cast):
    User.objects.filter(pk=cast.mate.pk).update(is_active=False)
    client.force_login(cast.admin)
    people = [cast.owner.pk, cast.mate.pk]
    page = client.post(
        reverse("admin:people_user_changelist"),
        {"action": "send_invitations", "_selected_action": people},
        follow=True,
    ).content.decode()
    [message] = mail.outbox
    assert (message.to, message.subject) == ([cast.owner.email], "Your log-in for Regulars")
    assert "Ada Admin invites you" in message.body
    assert "1 invitation is on its way." in page
    assert "No invitation to Milo Mate: Milo Mate cannot log in." in page
    client.logout()
    choose_password(client, message, "a-first-long-password")
    assert log_in(client, cast.owner.email, "a-first-long-password").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_a_new_person_is_invited_as_they_are_saved(client, cast):
    client.force_login(cast.admin)
    address = reverse("admin:people_user_add")
    values = {"email": "nell@firm.example", "name": "Nell New", "role": "rep", "team": cast.harbour.pk}
    page = client.post(address, {**values, "usable_password": "false"}, follow=True).content.decode()
    [message] = mail.outbox
    assert (message.to, message.subject) == (["nell@firm.example"], "Your log-in for Regulars")
    assert "1 invitation is on its way." in page
    client.logout()
    choose_password(client, message, "a-first-long-password")
    assert log_in(client, "nell@firm.example", "a-first-long-password").status_code == 302


def test_a_new_person_with_a_password_gets_no_mail(client, cast, django_capture_on_commit_callbacks):
    client.force_login(cast.admin)
    secret = "a-first-long-password"
    values = {"email": "nell@firm.example", "name": "Nell New", "role": "rep", "team": cast.harbour.pk}
    values |= {"usable_password": "true", "password1": secret, "password2": secret}
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(reverse("admin:people_user_add"), values).status_code == 302
    assert mail.outbox == []
    assert log_in(client, "nell@firm.example", secret).status_code == 302


def test_a_stranger_learns_nothing_from_a_password_reset(client, cast):
    response = client.post(reverse("people:password_reset"), {"email": "nobody@nowhere.example"})
    assert response.status_code == 302
    assert mail.outbox == []


def test_the_demo_log_ins_are_offered(client, cast):
    cast.owner.is_demo = True
    cast.owner.save()
    page = client.get(reverse("people:login")).content.decode()
    assert cast.owner.email in page
    assert cast.manager.email not in page


def test_a_production_start_offers_none(client, cast, settings):
    settings.PRODUCTION = True
    cast.owner.is_demo = True
    cast.owner.save()
    assert cast.owner.email not in client.get(reverse("people:login")).content.decode()


def test_the_e_mail_speaks_the_persons_language_not_the_browsers(client, cast):
    cast.owner.language = "zh-hant"
    cast.owner.save()
    client.post(
        reverse("people:password_reset"), {"email": cast.owner.email}, headers={"accept-language": "ko"}
    )
    [message] = mail.outbox
    assert message.subject == "Regulars 新密碼"
    assert "您的登入電子郵件是" in message.body
