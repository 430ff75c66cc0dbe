"""Write the ledger of Plan 100 (domain.md, D1.3)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from crm.people.models import Team
from prospects import ledger
from prospects.choices import LedgerKind, Newcomer
from prospects.models import LedgerEntry, Prospect
from prospects.policy import quota_policy

BATCH = 500


def enter(*, prospect: Prospect, kind: str) -> LedgerEntry | None:
    """Enter what happened to a name into its team's ledger; None for a card without a team.

    The team is locked, so that two entries at once follow each other.
    """
    customer = prospect.customer
    if customer.team_id is None:
        return None
    Team.objects.select_for_update(of=("self",), no_key=True).get(pk=customer.team_id)
    entry = ledger.enter(kind, debt=debt_of(customer.team_id), names_owed=quota_policy().owed)
    return LedgerEntry.objects.create(
        team_id=customer.team_id,
        rep_id=customer.owner_id,
        customer=customer,
        prospect=prospect,
        kind=entry.kind,
        change=entry.change,
        debt=entry.debt,
    )


def off_the_list(ended: Sequence[Prospect]) -> set[int]:
    """Return those, by primary key, with whose end a name has left its team's list (1 query).

    A name is a customer, whatever the lines: it leaves with its last open effort, once. An effort for another
    product of an account never was a name. Call it after *ended* are saved.
    """
    names = {one.customer_id: one.pk for one in ended if one.newcomer != Newcomer.OTHER_PRODUCT}
    others = Prospect.objects.open().filter(customer__in=names).exclude(newcomer=Newcomer.OTHER_PRODUCT)
    still_there = set(others.order_by().values_list("customer_id", flat=True))
    return {pk for customer, pk in names.items() if customer not in still_there}


def back_on_the_list(begun: Sequence[Prospect]) -> set[int]:
    """Return those, by primary key, with which a name is back that the present team owes for (1 query).

    *begun* are efforts revived, and new ones for customers who had one before: a name struck off is back
    either way. What came struck off from a file, or was struck off in another team, nobody here owes for.
    """
    names = {one.customer_id: one for one in begun if one.newcomer != Newcomer.OTHER_PRODUCT}
    entries = LedgerEntry.objects.filter(customer__in=names).order_by("pk")
    last = {
        customer: (kind, team) for customer, kind, team in entries.values_list("customer", "kind", "team")
    }
    return {
        one.pk
        for customer, one in names.items()
        if last.get(customer) == (LedgerKind.STRUCK_OFF, one.customer.team_id)
    }


def enter_many(happened: Sequence[tuple[Prospect, str]]) -> None:
    """Enter what happened to many names, in their order; each team is locked once.

    *happened* are prospects, with their cards at hand, and a `LedgerKind` each. A card without a team has no
    ledger.
    """
    teams = lock_teams({one.customer.team_id for one, _kind in happened if one.customer.team_id is not None})
    debts, owed = {team: debt_of(team) for team in teams}, quota_policy().owed
    rows = []
    for prospect, kind in happened:
        team = prospect.customer.team_id
        if team is None:
            continue
        entry = ledger.enter(kind, debt=debts[team], names_owed=owed)
        debts[team] = entry.debt
        rows.append(
            LedgerEntry(
                team_id=team,
                rep_id=prospect.customer.owner_id,
                customer_id=prospect.customer_id,
                prospect=prospect,
                kind=entry.kind,
                change=entry.change,
                debt=entry.debt,
            )
        )
    LedgerEntry.objects.bulk_create(rows, batch_size=BATCH)


def lock_teams(teams: Collection[int]) -> list[int]:
    """Lock these teams' ledgers in the order of their keys, and return the keys."""
    rows = Team.objects.filter(pk__in=teams).order_by("pk").select_for_update(of=("self",), no_key=True)
    return list(rows.values_list("pk", flat=True))


def replay(teams: Collection[int]) -> None:
    """Work the debts of these teams out again, after entries of an import that was undone are gone.

    A name struck off keeps the debt it caused by the rule of its day; what was paid follows from the rest.
    """
    owed = quota_policy().owed
    for team in lock_teams(teams):
        debt, wrong = 0, []
        for row in LedgerEntry.objects.filter(team=team).order_by("pk").iterator(chunk_size=2_000):
            names = row.change if row.kind == LedgerKind.STRUCK_OFF else owed
            entry = ledger.enter(row.kind, debt=debt, names_owed=names)
            debt = entry.debt
            if (row.change, row.debt) != (entry.change, entry.debt):
                row.change, row.debt = entry.change, entry.debt
                wrong.append(row)
        LedgerEntry.objects.bulk_update(wrong, ["change", "debt"], batch_size=BATCH)


def debt_of(team_id: int) -> int:
    """Return the names a team owes now."""
    last = LedgerEntry.objects.filter(team=team_id).order_by("-pk").values_list("debt", flat=True).first()
    return last or 0
