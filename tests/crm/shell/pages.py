"""Pages made of the shell, over people, to try it on; a test names this module as its URLconf."""

import django_filters
from django import forms
from django.urls import include, path
from django.utils.html import format_html

from crm.people.models import Team, User
from crm.shell.cards import CardPage, Header, NextStep
from crm.shell.errors import Refused
from crm.shell.forms import Section, ServiceFormPage, helper
from crm.shell.html import tag
from crm.shell.lists import Action, BulkAction, Column, Empty, ListPage


class PersonFilter(django_filters.FilterSet):
    role = django_filters.MultipleChoiceFilter(choices=[("rep", "Rep"), ("manager", "Manager")], label="Role")
    joined = django_filters.DateFromToRangeFilter(field_name="joined_at", label="Joined")
    team = django_filters.ModelChoiceFilter(queryset=lambda request: Team.objects.all(), label="Team")
    is_active = django_filters.BooleanFilter(label="Active")

    class Meta:
        model = User
        fields = ["role"]


class RenameForm(forms.Form):
    name = forms.CharField(label="New name", max_length=20)


def rename(*, rows, by, data):
    if data["name"] == "forbidden":
        raise Refused("That name is taken. Choose another.")
    return f"{rows.update(name=data['name'])} renamed by {by.name}"


class People(ListPage):
    title = "People"
    search_field = "name"
    filterset_class = PersonFilter
    default_sort = "name"
    page_size = 3
    export_kind = ""
    empty = Empty(title="Nobody yet", action=Action(label="Invite", url="/invite/"))
    columns = (
        Column(
            key="name",
            label="Name",
            render=lambda p: p.name,
            sort=("name",),
            lead=True,
            detail=lambda p: p.email,
        ),
        Column(key="team", label="Team", render=lambda p: p.team and p.team.name, sort=("team__name",)),
        Column(key="number", label="No.", render=lambda p: p.number, sort=("number",), shown=False),
        Column(
            key="latitude",
            label="Latitude",
            render=lambda p: p.base_latitude,
            sort=("base_latitude",),
            numeric=True,
        ),
        Column(key="mark", label="Mark", render=lambda p: format_html("<b>{}</b>", p.phone)),
    )
    bulk_actions = (
        BulkAction(
            key="rename",
            label="Rename",
            question=lambda count: f"Rename {count} people?",
            run=rename,
            form=lambda user, data: RenameForm(data),
        ),
        BulkAction(
            key="admin-only",
            label="Purge",
            question=lambda count: f"Purge {count}?",
            run=lambda **kwargs: "purged",
            predicate=lambda user: user.is_admin,
        ),
    )

    def rows(self):
        return User.objects.filter(team__path__startswith=self.user.team.path).select_related("team")

    def row_url(self, row):
        return f"/card/{row.pk}/"

    def actions(self):
        yield Action(label="New", url="/new/", key="n")


class Visible:
    """People have no visible_to of their own here: a team's are seen by the team."""

    def visible_rows(self):
        return self.record_rows(User.objects.filter(team=self.request.user.team))


class Card(Visible, CardPage):
    model = User
    card = "test-person"

    def header(self):
        return Header(title=self.record.name, badges=[tag("Active", "green")], facts=[self.record.email])

    def next_step(self):
        return NextStep(title="Call back", reason="promised", action=Action(label="Call", url="/call/"))

    def actions(self):
        return [Action(label="Archive", url="/archive/", post=True, confirm="Archive?", danger=True)]

    def side(self):
        return format_html("<ol class='feed'><li>{}</li></ol>", self.record.name)


class PersonForm(forms.Form):
    helper = helper(Section("Who", "name", hint="As on the door"), Section("Where", "city"))
    name = forms.CharField(label="Name")
    city = forms.CharField(label="City", required=False)


class Create(ServiceFormPage):
    title = "New person"
    form_class = PersonForm
    cancel_url = "/people/"

    def perform(self, form):
        if form.cleaned_data["city"] == "Atlantis":
            raise Refused("Atlantis has sunk. Choose a city on land.", field="city")
        if form.cleaned_data["name"] == "nobody":
            raise Refused("Nobody is no name.", field="nickname")
        return form.cleaned_data

    def done_message(self, result):
        return f"{result['name']} is here."

    def done_url(self, result):
        return "/people/"


urlpatterns = [
    path("people/", People.as_view(), name="test-people"),
    path("card/<int:pk>/", Card.as_view(), name="test-card"),
    path("new/", Create.as_view(), name="test-new"),
    path("", include("crm.urls")),
]
