"""What is special about prospects when two cards are merged (domain.md, D1.6; docs/adr/0017).

Efforts go to the kept card. Where both cards have an open one for the same line, the kept card's goes on:
it takes over campaigns and what it lacks, and the other stays with its card, which is out of the file. So
nothing is struck off that nobody gave up, and there still is one open effort a line.
"""

from __future__ import annotations

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.customers.merging.differences import OWNER
from crm.customers.merging.registry import GONE, Moving, Refresh, Rule, Undoing, quiet, refreshes, rules
from crm.customers.merging.relations import Relation
from crm.shell.errors import Refused
from prospects.choices import Answer, LedgerKind
from prospects.models import CampaignMember, LedgerEntry, Prospect
from prospects.models.prospect import OPEN
from prospects.services.ledger import enter
from prospects.services.qualifying import qualify_again

MEMBERS = Relation(CampaignMember, "prospect")
# Facts that the kept effort takes over where it says nothing.
FILLED = ("interest", "hesitation", "expected_value", "expected_on", "need", "budget", "authority", "timing")
NOTHING = (None, "", Answer.UNKNOWN)


def bring_prospects(moving: Moving, relation: Relation) -> None:
    """Bring all efforts but those for a line of which the kept card has an open one."""
    _change_hands(moving)
    going_on = {row.line_id: row for row in Prospect.objects.filter(OPEN, customer=moving.kept)}
    doubled = []
    for prospect in relation.rows(moving.gone).filter(OPEN):
        if kept := going_on.get(prospect.line_id):
            doubled.append(prospect.pk)
            _unite(moving.of(kept, prospect))
    moving.journal.move(relation, relation.rows(moving.gone).exclude(pk__in=doubled), to=moving.kept)


def _change_hands(moving: Moving) -> None:
    """Let the silence of efforts that somebody else has from now on count from today."""
    if OWNER not in moving.sides:
        return
    card = moving.kept if moving.sides[OWNER] == GONE else moving.gone
    for prospect in Prospect.objects.filter(customer=card).order_by("pk"):
        moving.journal.set(prospect, held_since=timezone.localdate())


def _unite(moving: Moving) -> None:
    kept: Prospect = moving.kept
    gone: Prospect = moving.gone
    lacking = [
        name for name in FILLED if getattr(kept, name) in NOTHING and getattr(gone, name) not in NOTHING
    ]
    moving.journal.set(kept, **{name: getattr(gone, name) for name in lacking})
    campaigns = CampaignMember.objects.filter(prospect=kept).values("campaign")
    moving.journal.move(MEMBERS, MEMBERS.rows(gone).exclude(campaign__in=campaigns), to=kept)
    if _has_paid(gone):
        enter(prospect=gone, kind=LedgerKind.MERGED)


def _has_paid(prospect: Prospect) -> bool:
    """Whether the name has paid for one struck off (Plan 100), and is no name of its own any more."""
    last = LedgerEntry.objects.filter(prospect=prospect, change__lt=0, kind=LedgerKind.NEW_NAME)
    return last.exists()


def part_prospects(undoing: Undoing) -> None:
    """Count a name that is one of its own again; Refused when one was won on the other card's account."""
    cards = [undoing.kept, undoing.gone]
    torn = Prospect.objects.filter(customer__in=cards, account__isnull=False)
    prospect = torn.exclude(account__customer=F("customer")).select_related("customer").first()
    if prospect is not None:
        message = _(
            "The merge cannot be undone: the prospect %(name)s was won since, on the account of both."
        )
        raise Refused(message % {"name": prospect.customer.name}, code="won")
    merged = LedgerEntry.objects.filter(kind=LedgerKind.MERGED, at__gte=undoing.merge.at)
    for entry in merged.filter(prospect__customer=undoing.gone).select_related("prospect__customer"):
        enter(prospect=entry.prospect, kind=LedgerKind.NEW_NAME)


def bring_entries(moving: Moving, relation: Relation) -> None:
    """Bring the ledger of the efforts that were brought; the others' stays with them."""
    own = relation.rows(moving.gone).exclude(prospect__customer=moving.gone)
    moving.journal.move(relation, own, to=moving.kept)


rules.register(
    # Behind the accounts: what was won there has moved by then.
    Rule(key="prospects.prospect.customer", bring=bring_prospects, order=60, after_undo=part_prospects),
    Rule(key="prospects.ledgerentry.customer", bring=bring_entries, order=70),
)
refreshes.register(Refresh(key="prospects.score", refresh=qualify_again))
# The account's prospects are the customer's, which are counted.
quiet.update(
    {
        "prospects.campaignmember.prospect",
        "prospects.ledgerentry.customer",
        "prospects.poolmove.customer",
        "prospects.prospect.account",
    }
)
