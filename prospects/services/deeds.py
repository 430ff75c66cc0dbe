"""The one way in which a prospect changes its stage or disposition (domain.md, D1.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.history.services import record_event, save_as
from crm.shell.errors import Refused
from prospects import stages
from prospects.choices import Disposition, GiveUpReason, LedgerKind, Stage
from prospects.places import Place
from prospects.policy import early_visits
from prospects.services.ending import end_commitments
from prospects.services.ledger import back_on_the_list, enter, off_the_list
from prospects.services.locking import locked
from prospects.services.visits import count_visits
from prospects.stages import Deed, State, Veto

if TYPE_CHECKING:
    from crm.people.models import User
    from prospects.models import Prospect, Step

_DEED_OF_STAGE = {Stage.POTENTIAL: Deed.MOVE_TO_POTENTIAL, Stage.LIKELY: Deed.MOVE_TO_LIKELY}
_DEED_OF_DISPOSITION = {Disposition.CONTINUE: Deed.CONTINUE, Disposition.KEEP_WARM: Deed.KEEP_WARM}


@transaction.atomic
def move_to_stage(
    *, prospect: Prospect, stage: str, by: User, step: Step | None = None, was: Place | None = None
) -> Prospect:
    """Move a prospect to an open stage and, there, to a *step* or to none.

    Won is reached by `convert` alone. Refused for a prospect that is won or given up, a step of another
    stage or one out of use, and when another has moved it away from *was*, where the person saw it.
    """
    prospect = locked(prospect)
    if was is not None and Place.of(prospect) != was and prospect.is_open:
        message = _("Somebody has moved %(name)s meanwhile: it stands at “%(place)s” now.")
        words = {"name": prospect.customer.name, "place": prospect.stage_word}
        raise Refused(message % words, code="changed_meanwhile")
    if stage not in _DEED_OF_STAGE:
        raise Refused(_("A prospect is won by making it an account."), field="stage", code="stage")
    if step is not None and (step.stage != stage or not step.active):
        raise Refused(_("This step belongs to another stage."), field="step", code="step")
    before, step_before = prospect.stage, prospect.step
    _apply(prospect, _DEED_OF_STAGE[Stage(stage)])
    if before == prospect.stage and step == step_before:
        return prospect
    if before != prospect.stage:
        prospect.stage_since = timezone.localdate()
    prospect.step = step
    save_as(prospect, by=by)
    words = {"from": before, "to": prospect.stage, "step": step.name if step else ""}
    _tell(prospect, "prospect.stage", by=by, **words)
    return prospect


@transaction.atomic
def set_disposition(*, prospect: Prospect, disposition: str, by: User) -> Prospect:
    """Go on with a prospect or keep it warm; giving up is `give_up`.

    That one goes on as before is told on the feed as well: it is the decision after a visit (D1.3).
    """
    prospect = locked(prospect)
    if disposition not in _DEED_OF_DISPOSITION:
        raise Refused(_("Give up with a reason."), field="disposition", code="disposition")
    before = prospect.disposition
    _apply(prospect, _DEED_OF_DISPOSITION[Disposition(disposition)])
    if before != prospect.disposition:
        save_as(prospect, by=by)
    _tell(prospect, "prospect.disposition", by=by, **{"from": before, "to": prospect.disposition})
    return prospect


@transaction.atomic
def give_up(*, prospect: Prospect, by: User, reason: str = "", note: str = "") -> Prospect:
    """Strike a prospect off with a reason; its team owes new names for it (Plan 100).

    With the customer's last effort the visits for it leave the plan, and what was agreed is cancelled.

    Before so many visits (setting, D1.3) the reason must be put into words too, and the manager sees it.
    """
    prospect = locked(prospect)
    note = note.strip()
    early = prospect.visits_made < early_visits()
    check_reason(reason)
    if early:
        check_words(prospect.visits_made, note)
    _apply(prospect, Deed.GIVE_UP)
    prospect.given_up_on, prospect.given_up_reason = timezone.localdate(), reason
    prospect.given_up_note, prospect.given_up_early, prospect.given_up_by = note[:400], early, by
    save_as(prospect, by=by)
    words = {"reason": reason, "note": note, "visits": prospect.visits_made, "early": early}
    _tell(prospect, "prospect.given_up", by=by, **words)
    end_commitments([prospect.customer_id], by=by)
    if off_the_list([prospect]):
        enter(prospect=prospect, kind=LedgerKind.STRUCK_OFF)
    return prospect


@transaction.atomic
def revive(*, prospect: Prospect, by: User) -> Prospect:
    """Take a prospect that was given up on again, in the stage it had.

    Refused when another effort for the same line has been opened meanwhile.
    """
    prospect = locked(prospect)
    _apply(prospect, Deed.REVIVE)
    prospect.given_up_on, prospect.given_up_reason = None, ""
    prospect.given_up_note, prospect.given_up_early, prospect.given_up_by = "", False, None
    prospect.held_since = prospect.stage_since = timezone.localdate()
    try:
        with transaction.atomic():
            save_as(prospect, by=by)
    except IntegrityError as error:
        raise Refused(_("There is an open prospect for this customer and line."), code="open") from error
    count_visits([prospect.customer_id])
    _tell(prospect, "prospect.revived", by=by)
    if back_on_the_list([prospect]):
        enter(prospect=prospect, kind=LedgerKind.REVIVED)
    return prospect


def check_reason(reason: str) -> None:
    """Refuse to give up for no reason of the catalogue."""
    if reason not in GiveUpReason.values:
        raise Refused(_("Say why you give up."), field="reason", code="required")


def check_words(visits: int, note: str) -> None:
    """Refuse to give up early, after so few *visits* (setting, D1.3), without a word on why."""
    if not note.strip():
        message = _("Only %(count)s visits were made. Say in words why you give up already.")
        raise Refused(message % {"count": visits}, field="note", code="early")


def _apply(prospect: Prospect, deed: Deed) -> None:
    """Set the state after *deed*, or refuse in words."""
    try:
        state = stages.after(State(prospect.stage, prospect.disposition), deed)
    except Veto as veto:
        raise Refused(veto_words(veto), code=veto.code) from veto
    prospect.stage, prospect.disposition = state.stage, state.disposition


def veto_words(veto: Veto) -> str:
    """Say why a deed is not to be done."""
    return {
        "won": _("This prospect is won: it is an account."),
        "given_up": _("This prospect was given up. Take it up again first."),
        "not_given_up": _("This prospect was not given up."),
    }[veto.code]


def _tell(prospect: Prospect, verb: str, *, by: User | None, **data: Any) -> None:
    facts: dict[str, Any] = {"prospect": prospect.pk, "line": prospect.line.name if prospect.line else ""}
    record_event(customer=prospect.customer, verb=verb, by=by, data={**facts, **data})
