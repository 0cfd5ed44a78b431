"""Both workstream machines: every state can be reached, every line of the tables is what domain.md says."""

import pytest

from providers.models import SecurityWorkstream, SupportWorkstream
from providers.states import (
    SECURITY_ENDED,
    SECURITY_LIVE,
    SECURITY_MACHINE,
    SUPPORT_ENDED,
    SUPPORT_LIVE,
    SUPPORT_MACHINE,
    SecurityState,
    SupportState,
)
from providers.turns import PAUSED, SECURITY_CLOCKS, SECURITY_OWNERS, SUPPORT_CLOCKS, SUPPORT_OWNERS
from tests.providers import walk


@pytest.mark.django_db
@pytest.mark.parametrize("state", walk.SECURITY)
def test_security_state_is_reached_by_walking(state: str) -> None:
    """domain.md, security workstream. S1.5"""
    row = walk.SECURITY[state]()
    assert isinstance(row, SecurityWorkstream)
    assert row.state == state
    assert (row.due_at is not None) == (state in SECURITY_CLOCKS)


@pytest.mark.django_db
@pytest.mark.parametrize("state", walk.SUPPORT)
def test_support_state_is_reached_by_walking(state: str) -> None:
    """domain.md, support workstream. S1.6"""
    row = walk.SUPPORT[state]()
    assert isinstance(row, SupportWorkstream)
    assert row.state == state
    assert (row.due_at is not None) == (state in SUPPORT_CLOCKS)


def test_every_state_can_be_walked_to_has_an_owner_and_is_live_or_ended() -> None:
    assert set(walk.SECURITY) == set(SecurityState.values) - {"prepared"}
    assert set(walk.SUPPORT) == set(SupportState.values) - {"prepared"}
    assert set(SECURITY_OWNERS) == set(SecurityState)
    assert set(SUPPORT_OWNERS) == set(SupportState)
    assert SECURITY_LIVE | SECURITY_ENDED | {SecurityState.PREPARED, SecurityState.RECALLED} == set(SecurityState)
    assert SUPPORT_LIVE | SUPPORT_ENDED | {SupportState.PREPARED, SupportState.RECALLED} == set(SupportState)


def test_every_live_state_can_be_returned_and_recalled_and_has_a_clock_unless_paused() -> None:
    for machine, live, clocks in (
        (SECURITY_MACHINE, SECURITY_LIVE, SECURITY_CLOCKS),
        (SUPPORT_MACHINE, SUPPORT_LIVE, SUPPORT_CLOCKS),
    ):
        assert machine["return"].sources == machine["recall"].sources == live
        assert live - PAUSED <= set(clocks)
