"""What the role admin is allowed in Django's admin."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.db.models import Model

from crm.people.models import User
from crm.shell.prepared import Prepared

_people = Prepared(
    lambda key: (
        User.objects.filter(pk=key)
        .select_related("team")
        .with_last_day_as_deputy()
        .with_teams_led()
        .order_by()
    )
)


class RoleBackend(ModelBackend):
    """Log-in by e-mail; the role admin has every permission, so that nobody has to hand them out."""

    def user_can_authenticate(self, user: Any) -> bool:
        """A closed log-in stays out; so does a demo log-in, whose password everybody knows, in production."""
        if getattr(user, "is_demo", False) and settings.PRODUCTION:
            return False
        return super().user_can_authenticate(user)

    def get_user(self, user_id: Any) -> User | None:
        """Return the person of a session with what says what they see, in one query.

        That is their team, those below, and until when they stand in for somebody: nearly nobody does, and
        of those who do not `crm.people.visibility` need not ask.
        """
        user: User | None = _people.first(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None

    def has_perm(self, user_obj: Any, perm: str, obj: Model | None = None) -> bool:
        if isinstance(user_obj, User) and user_obj.is_active and user_obj.is_admin:
            return True
        return super().has_perm(user_obj, perm, obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        if isinstance(user_obj, User) and user_obj.is_active and user_obj.is_admin:
            return True
        return super().has_module_perms(user_obj, app_label)
