"""The table itself: complete, known to the roles, the same on paper."""

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.roles import GRANTS
from referrals.deciding import DECISIONS, ELSEWHERE
from referrals.machine import REFERRER, SYSTEM
from referrals.models import Referral
from referrals.states import CLOCKS, ENDED, MACHINE, OPEN, OWNERS, State
from referrals.views.parts import FIRST


def test_every_state_has_an_owner_and_is_open_or_ended() -> None:
    assert set(OWNERS) == set(State)
    assert OPEN | ENDED | {State.DRAFT, State.QUARANTINED, State.JUNK, State.ANONYMISED} == set(State)
    assert not OPEN & ENDED


def test_every_clock_has_a_limit_in_the_settings() -> None:
    assert set(CLOCKS.values()) <= set(settings.CLOCK_DAYS)


def test_every_permission_of_the_table_is_given_to_a_role() -> None:
    given = frozenset().union(*(grant.permissions for grant in GRANTS.values()))
    for line in MACHINE:
        assert line.allowed <= given | {REFERRER, SYSTEM}, line.name
        assert line.requires, f"{line.name} does not say what it requires"


def test_every_transition_has_a_page_or_says_who_makes_it() -> None:
    assert set(DECISIONS) | set(ELSEWHERE) == {line.name for line in MACHINE}
    assert not set(DECISIONS) & set(ELSEWHERE)


def test_every_open_state_offers_something_first() -> None:
    assert OPEN <= set(FIRST)
    for state, names in FIRST.items():
        assert all(state in MACHINE[name].sources for name in names), state


def test_every_state_can_be_reached_from_the_draft() -> None:
    reached, moves = {State.DRAFT.value}, set(MACHINE.pairs())
    for _ in State:
        reached |= {after for before, after in moves if before in reached}
    assert reached == {state.value for state in State}


def test_django_fsm_knows_the_same_moves_as_the_table() -> None:
    """house.md: one table; the methods of django-fsm are made from it."""
    for line in MACHINE:
        method = getattr(Referral, f"fsm_{line.name}")
        known = {(str(t.source), str(state)) for t in method._django_fsm.transitions.values() for state in _ends(t)}
        assert known == {(source, end) for source in line.sources for end in line.outcomes()}, line.name


def _ends(one: object) -> list[str]:
    return list(one.target.allowed_states)  # type: ignore[attr-defined]


def test_states_document_is_up_to_date() -> None:
    call_command("states", "--check")


def test_states_document_that_differs_fails_the_check(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr(settings, "BASE_DIR", tmp_path)
    (settings.BASE_DIR / "docs").mkdir()
    with pytest.raises(CommandError, match="out of date"):
        call_command("states", "--check")
    call_command("states", verbosity=0)
    call_command("states", "--check")
