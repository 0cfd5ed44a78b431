"""Consent taken back when none is left, and agreed to in a way that nobody knows."""

from typing import Any

import pytest

from accounts.scope import acting
from referrals.actions import consent
from referrals.states import State
from tests.referrals import walk
from tests.referrals.places import at_state
from walls.refusals import Refused

pytestmark = pytest.mark.django_db
SAID: dict[str, Any] = {"heard_by": "Ann", "how": "phone"}


def test_nothing_is_left_to_take_back_the_second_time() -> None:
    """S1.45: at any time, also after the end; a second time there is nothing to take."""
    by = walk.worker()
    referral = at_state(State.CLOSED, "")
    with acting(by):
        first = consent.withdraw_consent_after(referral_id=referral.pk, version=referral.version, by=by, **SAID)
        with pytest.raises(Refused, match="no live consent"):
            consent.withdraw_consent_after(referral_id=referral.pk, version=first.version, by=by, **SAID)


def test_equality_consent_is_asked_in_a_way_that_we_know() -> None:
    by = walk.worker()
    referral = walk.triaging(by)
    with acting(by), pytest.raises(Refused, match="Choose how"):
        consent.agree_to_equality_questions(referral=referral, by=by, how="rumour")
