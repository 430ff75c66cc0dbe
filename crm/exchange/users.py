"""People as a kind of record in files. Only admins import them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.exchange.bulk import update_many
from crm.exchange.fields import Field, FieldType
from crm.exchange.modelkind import ModelKind, stamp
from crm.exchange.records import Context, Link, Outcome, Record
from crm.history.services import save_as
from crm.people.choices import Role
from crm.people.models import Team, User
from crm.people.services.changing_team import bring_along


class UserKind(ModelKind):
    """People, found by number. A manager may stand further down in the same file.

    Nobody imported can log in before they set a password. A new person without a role is a rep,
    without a team joins their manager's. A team that does not exist yet is opened.
    """

    name = "users"
    list_url_name = "people:list"
    title = gettext_lazy("People")
    noun = gettext_lazy("person")
    order = 10
    model = User
    attrs = {
        "number": "number",
        "name": "name",
        "email": "email",
        "role": "role",
        "manager": "manager_id",
        "phone": "phone",
        "language": "language",
        "base": "base_name",
        "latitude": "base_latitude",
        "longitude": "base_longitude",
        "active": "is_active",
    }

    def fields(self) -> Sequence[Field]:
        return _FIELDS

    def may_export(self, by: User | None) -> bool:
        return by is None or by.is_admin or by.is_leading

    def existing(self, batch: Sequence[Record], context: Context) -> dict[Hashable, Any]:
        numbers = [record.values["number"] for record in batch if "number" in record.values]
        rows = self.lockable(User.objects.filter(number__in=numbers), context)
        return {(row.number,): row for row in rows.select_related("manager")}

    def prepare(self, batch: Sequence[Record], existing: Mapping[Hashable, Any], context: Context) -> None:
        names = {record.values["team"] for record in batch if record.values.get("team")}
        teams = {team.name.casefold(): team for team in Team.objects.all()} if names else {}
        context.memory["teams"] = teams
        emails = [record.values["email"] for record in batch if record.values.get("email")]
        taken = dict(User.objects.filter(email__in=emails).values_list("email", "number"))
        context.memory["emails"] = taken
        managers = {record.values["manager"] for record in batch if record.values.get("manager")}
        context.memory["manager_teams"] = dict(
            User.objects.filter(pk__in=managers).values_list("pk", "team_id")
        )

    def new(self, record: Record, context: Context) -> User:
        manager = record.values.get("manager")
        return User(
            password=make_password(None),
            team_id=context.memory["manager_teams"].get(manager) if manager else None,
        )

    def attributes(self, record: Record, target: User, context: Context) -> dict[str, Any]:
        wanted = super().attributes(record, target, context)
        if name := record.values.get("team"):
            team = context.memory["teams"].get(name.casefold())
            if team is None and context.writing:
                team = self._open_team(name, context)
            wanted["team_id"] = team.pk if team else -1
        return wanted

    def check(self, record: Record, target: User, context: Context) -> None:
        email, number = record.values.get("email"), record.values.get("number")
        seen = context.memory.setdefault("seen_emails", {})
        if email and not context.writing:
            first = seen.setdefault(email, record.row)
            if first != record.row:
                record.refuse(
                    "email", _("This address is already in row %(row)s of this file.") % {"row": first}, email
                )
        if email and email in context.memory["emails"] and context.memory["emails"][email] != number:
            record.refuse("email", _("Somebody else logs in with this address."), email)
        if target.pk and record.values.get("manager") == target.pk:
            record.refuse("manager", _("Nobody can be their own manager."), number or "")

    def after_write(self, written: Sequence[Record], context: Context) -> None:
        moved = [
            r.target.pk
            for r in written
            if r.outcome is Outcome.UPDATED and r.target and "team_id" in r.changes
        ]
        bring_along(people=moved, by=context.by)

    def after_undo(self, touched: Mapping[type[Model], Sequence[Any]], by: User | None) -> None:
        bring_along(people=touched.get(User, ()), by=by)

    def link(self, links: Iterable[Link], context: Context) -> None:
        """Set managers of the same file; who is new and has no team yet joins theirs, by now known too."""
        pending = list(links)
        super().link(pending, context)
        new = {link.own for link in pending if link.outcome is Outcome.CREATED}
        people = {row.pk: row for row in User.objects.filter(number__in=new, team=None)}
        managers = User.objects.filter(pk__in={row.manager_id for row in people.values()})
        teams = dict(managers.values_list("pk", "team_id"))
        for person in people.values():
            person.team_id = _team_above(person, people, teams)
        update_many([row for row in people.values() if row.team_id], ["team_id"], **stamp(context))

    def _open_team(self, name: str, context: Context) -> Team:
        """A team that a file names first: below the company, when there is just one at the top."""
        roots = list(Team.objects.filter(parent=None)[:2])
        team = Team(name=name, parent=roots[0] if len(roots) == 1 else None)
        save_as(team, by=context.by, reason=stamp(context)["reason"])
        context.memory["teams"][name.casefold()] = team
        context.notes[_("Teams opened: %(count)s.")] += 1
        return team

    def export_rows(self, by: User | None) -> Any:
        return super().export_rows(by).select_related("manager", "team")

    def export_value(self, row: User, field: Field) -> Any:
        if field.name == "team":
            return row.team.name if row.team else None
        return super().export_value(row, field)


def _team_above(person: User, people: Mapping[int, User], teams: Mapping[int, int | None]) -> int | None:
    """The team of the nearest manager who has one; whoever manages each other has none."""
    passed = set()
    above: User | None = person
    while above is not None and above.pk not in passed:
        passed.add(above.pk)
        if above.manager_id is None:
            return None
        if team := teams.get(above.manager_id):
            return team
        above = people.get(above.manager_id)
    return None


_FIELDS = (
    Field(
        "number",
        gettext_lazy("number"),
        required=True,
        max_length=40,
        synonyms=(
            "employee_id employee_number employee_no user_id rep_id staff_id personnel_number id "
            "no code 工号 员工编号 員工編號 사번 직원번호"
        ),
    ),
    Field(
        "name",
        gettext_lazy("name"),
        required=True,
        max_length=120,
        synonyms="full_name employee_name user_name rep_name 姓名 이름 성명",
    ),
    Field(
        "email",
        gettext_lazy("e-mail"),
        FieldType.EMAIL,
        required=True,
        max_length=190,
        synonyms="e_mail mail email_address 邮箱 電子郵件 이메일",
    ),
    Field(
        "role",
        gettext_lazy("role"),
        FieldType.CHOICE,
        choices=dict(Role.choices),
        synonyms="user_role",
        help=gettext_lazy("Without one a new person is a rep."),
    ),
    Field(
        "manager",
        gettext_lazy("manager"),
        FieldType.REFERENCE,
        reference="users",
        max_length=40,
        synonyms=("reports_to manager_id manager_number supervisor boss superior"),
        help=gettext_lazy("The manager's number; the manager may be in the same file."),
    ),
    Field(
        "team",
        gettext_lazy("team"),
        max_length=80,
        synonyms="team_name office department",
        help=gettext_lazy("By name; without one a new person joins their manager's."),
    ),
    Field(
        "phone",
        gettext_lazy("phone"),
        FieldType.PHONE,
        max_length=40,
        synonyms="mobile telephone home_phone",
    ),
    Field("base", gettext_lazy("base"), max_length=120, help=gettext_lazy("Where the working day starts.")),
    Field("active", gettext_lazy("active"), FieldType.BOOLEAN, synonyms="is_active"),
)
