"""The state machine: every deed from every state, and what no way ever leads to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospects.stages import (
    CONTINUE,
    GIVEN_UP,
    KEEP_WARM,
    LIKELY,
    POTENTIAL,
    WON,
    Deed,
    State,
    Veto,
    after,
)

WAYS = st.lists(st.sampled_from(Deed), max_size=30)


def walk(deeds):
    """Return the states on the way of *deeds* from a new prospect; a vetoed deed changes nothing."""
    states = [State()]
    for deed in deeds:
        try:
            states.append(after(states[-1], deed))
        except Veto:
            states.append(states[-1])
    return states


@given(WAYS)
def test_no_state_is_won_and_given_up(deeds):
    for state in walk(deeds):
        assert (state.stage, state.disposition) != (WON, GIVEN_UP)
        assert state.stage in (POTENTIAL, LIKELY, WON)
        assert state.disposition in (CONTINUE, KEEP_WARM, GIVEN_UP)


@given(WAYS)
def test_won_is_the_end(deeds):
    states = walk(deeds)
    won = [state.stage == WON for state in states]
    if any(won):
        assert all(won[won.index(True) :])
        assert states[-1] == State(stage=WON, disposition=CONTINUE)


@given(WAYS)
def test_only_converting_wins_and_only_what_is_open(deeds):
    states = walk(deeds)
    for deed, before, now in zip(deeds, states, states[1:], strict=False):
        if now.stage == WON and before.stage != WON:
            assert deed is Deed.CONVERT
            assert before.is_open


@given(WAYS)
def test_giving_up_and_reviving_keep_the_stage(deeds):
    state = walk(deeds)[-1]
    if state.is_open:
        given_up = after(state, Deed.GIVE_UP)
        assert not given_up.is_open
        assert after(given_up, Deed.REVIVE) == State(stage=state.stage, disposition=CONTINUE)


OPEN = State(LIKELY, KEEP_WARM)
STRUCK_OFF = State(LIKELY, GIVEN_UP)
OVER = State(WON, CONTINUE)


@pytest.mark.parametrize(
    ("state", "deed", "result"),
    [
        (OPEN, Deed.MOVE_TO_POTENTIAL, State(POTENTIAL, KEEP_WARM)),
        (OPEN, Deed.MOVE_TO_LIKELY, OPEN),
        (OPEN, Deed.CONTINUE, State(LIKELY, CONTINUE)),
        (OPEN, Deed.KEEP_WARM, OPEN),
        (OPEN, Deed.GIVE_UP, STRUCK_OFF),
        (OPEN, Deed.REVIVE, "not_given_up"),
        (OPEN, Deed.CONVERT, OVER),
        (STRUCK_OFF, Deed.MOVE_TO_POTENTIAL, "given_up"),
        (STRUCK_OFF, Deed.MOVE_TO_LIKELY, "given_up"),
        (STRUCK_OFF, Deed.CONTINUE, "given_up"),
        (STRUCK_OFF, Deed.KEEP_WARM, "given_up"),
        (STRUCK_OFF, Deed.GIVE_UP, "given_up"),
        (STRUCK_OFF, Deed.REVIVE, State(LIKELY, CONTINUE)),
        (STRUCK_OFF, Deed.CONVERT, "given_up"),
        *((OVER, deed, "won") for deed in Deed),
    ],
)
def test_every_deed_from_every_kind_of_state(state, deed, result):
    if isinstance(result, State):
        assert after(state, deed) == result
        return
    with pytest.raises(Veto) as veto:
        after(state, deed)
    assert veto.value.code == result
