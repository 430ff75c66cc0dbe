"""A program's token speaks for a person: as them, in their language, in their time zone."""

from __future__ import annotations

import zoneinfo

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from rest_framework.authentication import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from crm.api.models import ApiToken, digest_of
from crm.people.backends import RoleBackend
from crm.people.models import User


class PersonTokenAuthentication(TokenAuthentication):
    """``Authorization: Token …`` with a key that its person made under their settings or by log-in."""

    model = ApiToken

    def authenticate_credentials(self, key: str) -> tuple[User, ApiToken]:
        token = ApiToken.objects.select_related("user__team").filter(digest=digest_of(key)).first()
        if token is None or not RoleBackend().user_can_authenticate(token.user):
            raise AuthenticationFailed(_("This token does not count (any more)."))
        speak_as(token.user)
        _mark_used(token)
        return token.user, token


def speak_as(person: User) -> None:
    """Activate language and time zone of *person*; the middleware puts both back after the request."""
    translation.activate(person.language)
    try:
        timezone.activate(zoneinfo.ZoneInfo(person.time_zone))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        timezone.activate(zoneinfo.ZoneInfo(settings.TIME_ZONE))


def _mark_used(token: ApiToken) -> None:
    """Note the day of use: one write a day."""
    today = timezone.localdate()
    if token.last_used_on is None or token.last_used_on < today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
