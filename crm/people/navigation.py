"""Menu entries and commands about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from crm.people.rules import may_hand_over
from crm.shell.navigation import Command, Entry, commands, entries

entries.register(
    Entry(
        key="people", label=_("People"), url_name="people:list", icon="people", order=900, group=_("Team"),
        predicate=may_hand_over, shortcut="p",
    )
)  # fmt: skip
commands.register(
    Command(
        key="profile",
        label=_("Your settings"),
        url_name="people:profile",
        icon="settings",
        kind="go",
        words=_("language time zone profile"),
    ),
    Command(key="password", label=_("Change password"), url_name="people:password_change", icon="lock"),
    Command(
        key="handover",
        label=_("Hand records over"),
        url_name="people:handover",
        icon="handover",
        predicate=may_hand_over,
    ),
)
