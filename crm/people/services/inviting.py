"""Invite people to log in for the first time."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.utils.translation import override

from crm.people.backends import RoleBackend
from crm.people.models import User
from crm.shell.errors import Refused


def send_invitation(*, person: User, by: User, site: str) -> None:
    """Write *person*, in their language, the link under which they choose their password.

    *site* is the address of this installation, such as "https://crm.firm.example". Refused for whoever may
    not log in; OSError (SMTPException among them) when the mail cannot be sent.
    """
    if not RoleBackend().user_can_authenticate(person):
        raise Refused(_("%(name)s cannot log in.") % {"name": person}, code="closed")
    keys = {
        "uidb64": urlsafe_base64_encode(force_bytes(person.pk)),
        "token": default_token_generator.make_token(person),
    }
    words = {
        "person": person,
        "by": by,
        "url": site + reverse("people:password_reset_confirm", kwargs=keys),
        "again": site + reverse("people:password_reset"),
        "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
    }
    with override(person.language):
        subject = render_to_string("registration/invitation_subject.txt", words).strip()
        send_mail(subject, render_to_string("registration/invitation_email.txt", words), None, [person.email])
