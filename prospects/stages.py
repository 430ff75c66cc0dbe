"""The one state machine of a prospect, as plain data: which deeds lead from where to where (D1.3, D1.7)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

POTENTIAL, LIKELY, WON = "potential", "likely", "won"
CONTINUE, KEEP_WARM, GIVEN_UP = "continue", "keep_warm", "given_up"


class Deed(Enum):
    """What a person does to a prospect."""

    MOVE_TO_POTENTIAL = "potential"
    MOVE_TO_LIKELY = "likely"
    CONTINUE = "continue"
    KEEP_WARM = "keep_warm"
    GIVE_UP = "give_up"
    REVIVE = "revive"
    CONVERT = "convert"


@dataclass(frozen=True, slots=True)
class State:
    """Stage and disposition. A won effort is never given up; a given-up one keeps the stage it had."""

    stage: str = POTENTIAL
    disposition: str = CONTINUE

    @property
    def is_open(self) -> bool:
        return self.stage != WON and self.disposition != GIVEN_UP


class Veto(Exception):
    """A deed that the state does not allow; ``code`` is ``won``, ``given_up`` or ``not_given_up``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def after(state: State, deed: Deed) -> State:
    """Return the state after *deed*; `Veto` when it is not to be done in *state*."""
    if state.stage == WON:
        raise Veto("won")
    if deed is Deed.REVIVE:
        if state.disposition != GIVEN_UP:
            raise Veto("not_given_up")
        return replace(state, disposition=CONTINUE)
    if state.disposition == GIVEN_UP:
        raise Veto("given_up")
    return _FROM_OPEN[deed](state)


_FROM_OPEN = {
    Deed.MOVE_TO_POTENTIAL: lambda state: replace(state, stage=POTENTIAL),
    Deed.MOVE_TO_LIKELY: lambda state: replace(state, stage=LIKELY),
    Deed.CONTINUE: lambda state: replace(state, disposition=CONTINUE),
    Deed.KEEP_WARM: lambda state: replace(state, disposition=KEEP_WARM),
    Deed.GIVE_UP: lambda state: replace(state, disposition=GIVEN_UP),
    Deed.CONVERT: lambda state: State(stage=WON, disposition=CONTINUE),
}
