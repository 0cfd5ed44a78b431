"""An invented case that nobody has a reason to open. In lists and searches it looks like any other that has ended."""

import secrets
import uuid
from dataclasses import replace

from django.db import transaction

from accounts.actors import REFERRER, SYSTEM
from accounts.roles import Role
from accounts.scope import as_system
from governance.queries import notice_in_force
from referrals.actions.endings import finish_closing, withdraw
from referrals.actions.intake import submit
from referrals.choices import Heard, Means, Route, Safe, WithdrawReason, YesNoUnsure
from referrals.intake import Agreement, Contact, Intake
from referrals.models import Honeytoken, Referral
from walls.scope import scoped

CLOSER = replace(SYSTEM, roles=frozenset({Role.TRIAGE_WORKER.value}))


@transaction.atomic
def make(*, first_name: str, last_name: str, address: str, postcode: str, district: str) -> str:
    """→ its reference. It comes in and is withdrawn in one transaction, so no clock runs and nobody is asked to take it;
    the row that flags it stands before any handler counts it (referrals/facts.py).
    """
    answers = {
        "first_name": first_name, "last_name": last_name, "address": address, "postcode": postcode,
        "district": district, "wants_to_stay": YesNoUnsure.YES, "safe_to_stay": YesNoUnsure.YES,
        "perpetrator_elsewhere": YesNoUnsure.YES, "needs_security": True,
    }  # fmt: skip
    number = f"07700 900{secrets.randbelow(1000):03}"  # Ofcom keeps these for stories: nobody has one
    intake = Intake(
        intake_id=uuid.uuid4(), route=Route.SELF, notice_version_id=notice_in_force("safer").id, answers=answers,
        contacts=(Contact(means=Means.PHONE, value=number, safe=Safe.YES),),
        agreement=Agreement(recipients=("victim-support",), given_how=Heard.SELF),
    )  # fmt: skip
    with scoped(sight="intake", referral=intake.intake_id):
        reference = submit(intake=intake, by=REFERRER)
    with as_system():
        referral = Referral.objects.get(reference=reference)
        Honeytoken.objects.create(referral=referral)
        ended = withdraw(referral_id=referral.id, version=None, by=REFERRER, reason=WithdrawReason.CHANGED_MIND)
        finish_closing(referral_id=ended.id, version=ended.version, by=CLOSER)
    return reference
