"""What was told outside the scheme, for tests."""

import uuid
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from accounts.scope import acting
from referrals.actions.disclosing import disclose
from referrals.models import Disclosure
from tests.referrals import walk

OFFICER, LEAD = "rights-officer", "triage-lead"
GIVEN: dict[str, Any] = {
    "recipient": "police", "basis": "law", "fields": ["referral.first_name", "referral.address"],
    "to": "PC 1204", "decided_by": "Hannah Lead", "reason": "Court order 7",
}  # fmt: skip


def officer() -> Any:
    return walk.person(Role.RIGHTS_OFFICER, "kcc")


def tell(case: uuid.UUID, by: Any = None, **changes: Any) -> Disclosure:
    by = by or officer()
    given = GIVEN | {"disclosure_id": uuid.uuid4(), "told_on": timezone.localdate()} | changes
    with acting(by):
        return disclose(by=by, case_id=case, **given)


def of(client: Client, reference: str) -> str:
    answer = client.get(reverse("referrals:sharing_of", args=[reference]))
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text


def page(client: Client, kind: str = "sent") -> str:
    answer = client.get(reverse("referrals:sharing"), {"kind": kind})
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text
