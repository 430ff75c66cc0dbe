"""The named cast that every test of "who sees what" plays with.

::

    company
    ├── north      regional
    │   ├── harbour    owner, mate, manager
    │   └── hills      other_manager
    └── south
        └── valley     stranger
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from crm.people.choices import Role
from crm.people.models import Team, User
from tests.factories.people import TeamFactory, UserFactory


@dataclass(frozen=True)
class Cast:
    """The people; records in tests belong to *owner* unless a test says otherwise."""

    owner: User
    mate: User
    manager: User
    other_manager: User
    stranger: User
    regional: User
    admin: User

    def named(self) -> dict[str, User]:
        """Everybody by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def harbour(self) -> Team:
        assert self.owner.team is not None
        return self.owner.team


# Who sees a record that belongs to *owner* in team harbour (domain.md, D7.1).
SEES_OWNERS_RECORDS = {"owner", "manager", "regional", "admin"}


def make_cast() -> Cast:
    """Create the teams and the people in them."""
    company = TeamFactory(name="Company")
    north = TeamFactory(name="North", parent=company)
    harbour = TeamFactory(name="Harbour", parent=north)
    hills = TeamFactory(name="Hills", parent=north)
    valley = TeamFactory(name="Valley", parent=TeamFactory(name="South", parent=company))

    def person(name: str, role: Role, team: Team, manager: User | None = None) -> User:
        email = f"{name.lower().replace(' ', '.')}@firm.example"
        return UserFactory(name=name, email=email, role=role, team=team, manager=manager)

    admin = person("Ada Admin", Role.ADMIN, company)
    regional = person("Rosa Regional", Role.REGIONAL, north, admin)
    manager = person("Max Manager", Role.MANAGER, harbour, regional)
    return Cast(
        owner=person("Olga Owner", Role.REP, harbour, manager),
        mate=person("Milo Mate", Role.REP, harbour, manager),
        manager=manager,
        other_manager=person("Otto Othermanager", Role.MANAGER, hills, regional),
        stranger=person("Sven Stranger", Role.REP, valley),
        regional=regional,
        admin=admin,
    )
