"""Draft → received, by whichever door: what the scheme cannot do without, and once only."""

from dataclasses import replace
from typing import Any

import pytest

from accounts.actors import REFERRER
from referrals.actions import drafts
from referrals.actions.intake import submit
from referrals.intake import Agreement, Contact, Intake
from tests.referrals import walk
from walls.refusals import Refused
from walls.scope import scoped

pytestmark = pytest.mark.django_db


def sent(made: Intake) -> str:
    with scoped(sight="intake", referral=made.intake_id):
        return submit(intake=made, by=REFERRER)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"agreement": Agreement(recipients=(), given_how="phone")}, "recipients"),
        ({"agreement": Agreement(recipients=("nobody-knows",), given_how="phone")}, "recipients"),
        ({"contacts": (Contact(means="phone", value="07700 900123", safe="unknown"),)}, "safe_contact"),
        ({"contacts": ()}, "safe_contact"),
        ({"wants_to_stay": ""}, "wants_to_stay"),
        ({"perpetrator_elsewhere": "perhaps"}, "perpetrator_elsewhere"),
        ({"district": ""}, "district"),
    ],
)
def test_submission_without_what_the_scheme_needs_is_refused_by_field(changes: dict[str, Any], field: str) -> None:
    """domain.md submit; S1.3, S1.35, S1.39: refused whichever door it came through, and nothing is half saved."""
    with pytest.raises(Refused) as refused:
        sent(walk.intake(**changes))
    assert refused.value.field == field


def test_same_draft_sent_again_answers_with_the_same_reference() -> None:
    """security.md "Exactly once": a lost reply is asked for again and nothing happens twice."""
    made = walk.intake()
    with drafts.within(made.intake_id):
        drafts.begin(draft_id=made.intake_id, route=made.route)
    first = sent(made)
    assert sent(replace(made, answers=made.answers | {"first_name": "Changed"})) == first
    assert walk.fetch(first, walk.worker()).first_name == "Amara"
