"""The referrer withdraws through the link at the very moment at which triage sends the referral to a provider."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.scope import acting
from referrals import links
from referrals.models import Referral
from tests.providers import walk as providers
from tests.referrals import walk
from tests.together import together
from walls.refusals import Refused

ROUNDS = 4  # whoever comes first, of the two who start together


@pytest.mark.django_db(transaction=True)
def test_withdrawal_while_it_is_sent_leaves_nothing_shared() -> None:
    by = walk.worker()
    for _ in range(ROUNDS):
        referral = walk.triaged(by)
        ends = iter([withdrawing(referral), sending(referral)])
        assert 200 in together(2, lambda ends=ends: next(ends)())  # type: ignore[misc]
        now = walk.fetch(referral.reference, by)
        with acting(by):
            assert (now.state, now.steps.count()) == ("closing", now.version)
            assert not now.onwards.filter(stopped_at=None).exists()
            assert now.ready_to_close != now.onwards.exists()


def withdrawing(referral: Referral) -> Callable[[], Any]:
    address = f"/refer/link/{links.receipt_secret(referral.id)}/"
    said = {"go": "withdraw-now", "reason": "changed_mind"}
    return lambda: Client().post(address, said, headers={"Sec-Fetch-Site": "same-origin"}).status_code


def sending(referral: Referral) -> Callable[[], Any]:
    def send() -> str:
        try:
            return str(providers.send(referral, "24-7-locks", "security").state)
        except Refused as refused:
            return f"refused: {refused.status}"

    return send
