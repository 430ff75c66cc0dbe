"""Keys with which a person's programs use the API."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from crm.api.models import ApiToken, digest_of, new_key
from crm.people.models import User
from crm.shell.errors import Refused

MOST_TOKENS = 20
MAX_NAME = 60


@transaction.atomic
def create_token(*, by: User, name: str, replace: bool = False) -> tuple[ApiToken, str]:
    """Give *by* a token called *name*; return it with its key, which is kept nowhere.

    With *replace* an earlier token of that name stops counting; without, the name must be free.
    """
    name = " ".join(name.split())
    if not name or len(name) > MAX_NAME:
        message = _("Give the token a name of at most %(most)s characters, such as the program's.")
        raise Refused(message % {"most": MAX_NAME}, field="name", code="name")
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    own = ApiToken.objects.filter(user=by)
    if replace:
        own.filter(name=name).delete()
    elif own.filter(name=name).exists():
        message = _("There is a token “%(name)s” already. Revoke it, or choose another name.")
        raise Refused(message % {"name": name}, field="name", code="taken")
    if own.count() >= MOST_TOKENS:
        raise Refused(_("These are enough tokens. Revoke one that is not used any more."), code="too_many")
    key = new_key()
    return ApiToken.objects.create(user=by, name=name, digest=digest_of(key)), key


def revoke_token(*, token: ApiToken) -> None:
    """Let a token count no more, at once."""
    token.delete()
