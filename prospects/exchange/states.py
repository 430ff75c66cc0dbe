"""Stage and disposition of a row: the deeds that lead there, by the one state machine (D1.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.shell.errors import Refused
from prospects.choices import LIVE_DISPOSITIONS, OPEN_STAGES, Disposition, Stage
from prospects.exchange.effort import Effort, put
from prospects.policy import early_visits
from prospects.services.deeds import check_reason, check_words, veto_words
from prospects.stages import Deed, State, Veto, after

if TYPE_CHECKING:
    from crm.exchange.records import Record
    from prospects.models import Step


@dataclass(frozen=True, slots=True)
class Wanted:
    """The state a row asks for; what it does not say is None or empty and stays."""

    stage: str | None
    disposition: str | None
    step: Step | None
    opened_on: date | None
    won_on: date | None
    given_up_on: date | None
    reason: str
    note: str

    @classmethod
    def of(cls, values: Mapping[str, Any], step: Step | None) -> Wanted:
        """Return what a row asks for; a step brings its stage along."""
        return cls(
            stage=values.get("stage") or (step.stage if step else None),
            disposition=values.get("disposition"),
            step=step,
            opened_on=values.get("opened_on"),
            won_on=values.get("won_on"),
            given_up_on=values.get("given_up_on"),
            reason=values.get("given_up_reason") or "",
            note=values.get("given_up_note") or "",
        )


def move(effort: Effort, wanted: Wanted, record: Record) -> None:
    """Bring the effort into the wanted state, or refuse the row in words."""
    prospect = effort.prospect
    state = State(prospect.stage, prospect.disposition)
    try:
        for deed in _deeds(state, wanted):
            state = after(state, deed)
    except Veto as veto:
        record.refuse("stage", veto_words(veto), wanted.stage or wanted.disposition or "")
        return
    for day, name in ((wanted.won_on, "won_on"), (wanted.given_up_on, "given_up_on")):
        if day is not None and day > timezone.localdate():
            record.refuse(name, _("This day is still to come."), day.isoformat())
    _put_state(effort, state, wanted, record)


def _deeds(state: State, wanted: Wanted) -> Iterator[Deed]:
    """Yield the deeds from *state* to the wanted one; a deed that is not to be done vetoes itself."""
    struck_off = state.disposition == Disposition.GIVEN_UP
    if struck_off and wanted.disposition in LIVE_DISPOSITIONS:
        yield Deed.REVIVE
        struck_off = False
    if wanted.stage == Stage.WON and state.stage != Stage.WON:
        yield Deed.CONVERT
    elif wanted.stage in OPEN_STAGES and not (struck_off and wanted.stage == state.stage):
        yield Deed.MOVE_TO_LIKELY if wanted.stage == Stage.LIKELY else Deed.MOVE_TO_POTENTIAL
    if wanted.disposition == Disposition.GIVEN_UP and not struck_off:
        yield Deed.GIVE_UP
    elif wanted.disposition == Disposition.KEEP_WARM:
        yield Deed.KEEP_WARM
    elif wanted.disposition == Disposition.CONTINUE and state.stage != Stage.WON != wanted.stage:
        yield Deed.CONTINUE


def _put_state(effort: Effort, state: State, wanted: Wanted, record: Record) -> None:
    prospect = effort.prospect
    today = timezone.localdate()
    moved = prospect.stage != state.stage
    given_up = state.disposition == Disposition.GIVEN_UP
    was_given_up = prospect.disposition == Disposition.GIVEN_UP
    put(effort, "stage", state.stage)
    put(effort, "disposition", state.disposition)
    if moved:
        put(effort, "stage_since", wanted.won_on or today)
    if state.stage == Stage.WON and prospect.won_on is None:
        put(effort, "won_on", wanted.won_on or today)
    step_id = wanted.step.pk if wanted.step is not None else None if moved else prospect.step_id
    put(effort, "step_id", None if state.stage == Stage.WON else step_id)
    if given_up and not was_given_up:
        _strike_off(effort, wanted, record)
    elif was_given_up and not given_up:
        for name, empty in (("given_up_on", None), ("given_up_reason", ""), ("given_up_note", "")):
            put(effort, name, empty)
        put(effort, "given_up_early", False)
        put(effort, "given_up_by_id", None)
        # As `revive` does: the pool's clock starts anew.
        put(effort, "held_since", today)
        if not moved:
            put(effort, "stage_since", today)
    _put_opening(effort, wanted)


def _strike_off(effort: Effort, wanted: Wanted, record: Record) -> None:
    """Strike the effort off as the service does; for one that was over before it came no words are asked."""
    put(effort, "given_up_on", wanted.given_up_on or timezone.localdate())
    put(effort, "given_up_reason", wanted.reason)
    put(effort, "given_up_note", wanted.note)
    _put_opening(effort, wanted)  # before the visits since then are counted
    early = effort.visits_made < early_visits()
    put(effort, "given_up_early", early)
    try:
        check_reason(wanted.reason)
        if early and not effort.is_new:
            check_words(effort.visits_made, wanted.note)
    except Refused as refused:
        record.refuse(f"given_up_{refused.field}", str(refused))


def _put_opening(effort: Effort, wanted: Wanted) -> None:
    """Let an effort that ended before it was opened begin on that day, unless the row says another."""
    ended = effort.prospect.ended_on
    if ended is not None and wanted.opened_on is None and ended < effort.prospect.opened_on:
        put(effort, "opened_on", ended)
