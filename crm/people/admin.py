"""People, teams, territories and calendars in Django's admin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from crm.people.forms import TimeZoneField
from crm.people.models import CalendarDay, Deputy, Leave, Team, Territory, User, WorkingCalendar
from crm.people.services.changing_team import bring_along
from crm.people.services.inviting import send_invitation
from crm.shell.errors import Refused

admin.site.unregister(Group)
admin.site.site_header = admin.site.site_title = _("Regulars administration")
admin.site.index_title = _("People, rules, catalogues, schedules")


class PersonForm(UserChangeForm):
    time_zone = TimeZoneField()

    class Meta(UserChangeForm.Meta):
        model = User


class NewPersonForm(AdminUserCreationForm):
    usable_password = forms.ChoiceField(
        label=_("First log-in"),
        choices=[
            ("false", _("Invite by e-mail: they choose their password under the link they get")),
            ("true", _("Without an e-mail: I choose a password here and tell it to them")),
        ],
        initial="false",
        widget=forms.RadioSelect(attrs={"class": "radiolist"}),
        help_text=_("The invitation goes out when you save. The list of people can send it once more."),
    )

    class Meta(AdminUserCreationForm.Meta):
        model = User
        fields = ("email", "name", "role", "team")
        field_classes = {"email": forms.EmailField}


@admin.register(User)
class PersonAdmin(SimpleHistoryAdmin, UserAdmin):
    """A person is never deleted, because records name them: they are made inactive instead."""

    form = PersonForm
    add_form = NewPersonForm
    list_display = ("name", "email", "number", "role", "team", "manager", "is_active", "last_login")
    list_filter = ("role", "is_active", "team")
    list_select_related = ("team", "manager")
    search_fields = ("name", "email", "number")
    ordering = ("name",)
    filter_horizontal = ()
    autocomplete_fields = ("team", "manager")
    readonly_fields = ("last_login", "joined_at")
    actions = ("send_invitations",)
    fieldsets = (
        (None, {"fields": ("email", "password", "name", "number", "phone")}),
        (_("Role"), {"fields": ("role", "team", "manager", "is_active")}),
        (
            _("Day to day"),
            {"fields": ("language", "time_zone", "calendar", "base_name", "base_latitude", "base_longitude")},
        ),
        (_("Log-in"), {"fields": ("last_login", "joined_at")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("email", "name", "role", "team", "usable_password", "password1", "password2"),
            },
        ),
    )

    @admin.action(description=_("Send an invitation to choose a password"), permissions=["change"])
    def send_invitations(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._invite(request, queryset)

    def _invite(self, request: HttpRequest, people: Iterable[User]) -> None:
        sent = 0
        site = request.build_absolute_uri("/").rstrip("/")
        for person in people:
            try:
                send_invitation(person=person, by=cast(User, request.user), site=site)
            except (Refused, OSError) as error:
                message = gettext("No invitation to %(name)s: %(why)s") % {"name": person, "why": error}
                self.message_user(request, message, messages.ERROR)
            else:
                sent += 1
        if sent:
            message = ngettext(
                "%(count)s invitation is on its way.", "%(count)s invitations are on their way.", sent
            )
            self.message_user(request, message % {"count": sent}, messages.SUCCESS)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm[User], change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and "team" in form.changed_data:
            bring_along(people=[obj.pk], by=cast(User, request.user))
        if not change and not obj.has_usable_password():
            # Not before the person is stored for good: the mail cannot be taken back.
            transaction.on_commit(lambda: self._invite(request, [obj]))


@admin.register(Team)
class TeamAdmin(SimpleHistoryAdmin):
    list_display = ("name", "parent", "office_name")
    list_select_related = ("parent",)
    search_fields = ("name",)


@admin.register(Territory)
class TerritoryAdmin(SimpleHistoryAdmin):
    list_display = ("number", "name", "team", "rep")
    list_filter = ("team",)
    list_select_related = ("team", "rep")
    search_fields = ("number", "name")
    autocomplete_fields = ("team", "rep")


class CalendarDayInline(admin.TabularInline[CalendarDay, WorkingCalendar]):
    model = CalendarDay
    extra = 1


@admin.register(WorkingCalendar)
class WorkingCalendarAdmin(SimpleHistoryAdmin):
    list_display = ("name", "country", "weekdays", "starts", "ends")
    inlines = (CalendarDayInline,)


@admin.register(Leave)
class LeaveAdmin(SimpleHistoryAdmin):
    list_display = ("person", "kind", "starts_on", "ends_on")
    list_filter = ("kind",)
    list_select_related = ("person",)
    autocomplete_fields = ("person",)
    date_hierarchy = "starts_on"


@admin.register(Deputy)
class DeputyAdmin(SimpleHistoryAdmin):
    list_display = ("principal", "deputy", "starts_on", "ends_on")
    list_select_related = ("principal", "deputy")
    autocomplete_fields = ("principal", "deputy")
