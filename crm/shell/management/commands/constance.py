"""`constance set`, the rules by the command line: refuses what contradicts another, as the page does."""

from __future__ import annotations

from typing import Any

from constance.forms import ConstanceForm
from constance.management.commands import constance
from constance.utils import get_values
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import CommandError

from crm.shell.contradictions import contradictions


class Command(constance.Command):  # type: ignore[misc]
    """The library's command, which looks at one rule alone."""

    def handle(self, command: str, key: str = "", value: Any = None, *args: Any, **options: Any) -> None:
        """Refuse to set what contradicts; what is no rule or no value the library refuses."""
        if command == self.SET:
            refuse_contradictions(key, value[0])
        super().handle(command, key, value, *args, **options)


def refuse_contradictions(key: str, text: str) -> None:
    """Refuse *text* for the rule *key* when it contradicts the others as they stand."""
    values = get_values()
    field = ConstanceForm(initial=values).fields.get(key)
    try:
        values[key] = field.clean(text) if field else None
    except ValidationError:
        return
    for name, error in contradictions(values, settings.RULES_IN_ORDER):
        if name == key:
            raise CommandError(error)
