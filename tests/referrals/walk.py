"""Referrals for tests, brought to a state by walking there through the actions (house rule 9)."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.actors import REFERRER, Actor
from accounts.models import Membership, Organisation, User
from accounts.roles import Role
from accounts.scope import acting
from governance.queries import notice_in_force
from referrals.actions import endings, need, triage
from referrals.actions.intake import submit
from referrals.actions.onward import dispatch
from referrals.choices import Doubt, Element
from referrals.intake import Agreement, Contact, Intake
from referrals.models import Referral
from walls.scope import scoped

EVERYBODY = ("victim-support", "24-7-locks", "oasis", "clarion", "look-ahead", "project-salus")


def person(role: Role, organisation: str, name: str = "") -> Actor:
    """A member with this role, made once for each name."""
    name = name or f"{role} at {organisation}"
    email = f"{name.replace(' ', '.').lower()}@test.example"
    org = Organisation.objects.get(slug=organisation)
    user = User.objects.filter(email=email).first() or User.objects.create_user(email=email, name=name)
    Membership.objects.get_or_create(user=user, organisation=org, defaults={"roles": [role.value]})
    return Actor(
        kind="person", user_id=user.id, name=name, organisation_id=org.id, organisation_slug=org.slug,
        organisation_name=org.name, roles=frozenset({role.value}),
    )  # fmt: skip


def worker(name: str = "") -> Actor:
    return person(Role.TRIAGE_WORKER, "victim-support", name)


def lead(name: str = "") -> Actor:
    return person(Role.TRIAGE_LEAD, "victim-support", name)


def intake(**changes: Any) -> Intake:
    """A complete professional referral; `changes` replace answers, or `contacts`, `agreement`, `route`."""
    parts = {k: changes.pop(k) for k in ("contacts", "agreement", "route", "intake_id") if k in changes}
    answers: dict[str, Any] = {
        "referrer_name": "Hannah Obi", "referrer_email": "h.obi@housing.example", "referrer_job_title": "Officer",
        "referrer_organisation": "Example Housing", "first_name": "Amara", "last_name": "O’Neill-Şahin",
        "gender": "female", "date_of_birth": "1988-02-29", "address": "12 Example Road\nAshford",
        "postcode": "TN24 9ZZ", "district": "ashford", "child_ages": [4, 9], "tenure": "rents_private",
        "tenancy_holder": "person", "property_type": "house", "owner_permission": "not_asked",
        "circumstances": "Left in March. Unwanted visits since.", "wants_to_stay": "yes", "safe_to_stay": "yes",
        "perpetrator_elsewhere": "yes", "no_right_of_entry": "yes", "needs_security": True,
        "needs_support_adults": True,
    }  # fmt: skip
    made = Intake(
        intake_id=uuid.uuid4(),
        route="professional",
        notice_version_id=notice_in_force("safer").id,
        answers=answers | changes,
        contacts=(Contact(means="phone", value="07700 900123", safe="yes", voicemail="no", code_word="Bluebell"),),
        agreement=Agreement(recipients=EVERYBODY, given_how="phone", taken_by="Hannah Obi", equality=True),
    )
    return replace(made, **parts)


def fetch(reference: str, by: Actor) -> Referral:
    with acting(by):
        return Referral.objects.select_related("key").get(reference=reference)


def keep(reference: str, who: Actor) -> None:
    """Triage keeps this case from somebody."""
    by = worker("Somebody at triage")
    referral = fetch(reference, by)
    with acting(by):
        need.keep_from(referral=referral, user_id=who.own_id, by=by, reason="His cousin")


def received(by: Actor | None = None, *, doubts: Sequence[Doubt] = (), **changes: Any) -> Referral:
    """With `doubts` it is in quarantine."""
    made = intake(**changes)
    with scoped(sight="intake", referral=made.intake_id):
        reference = submit(intake=made, by=REFERRER, doubts=doubts)
    return fetch(reference, by or worker())


def triaging(by: Actor | None = None, **changes: Any) -> Referral:
    by = by or worker()
    referral = received(by, **changes)
    with acting(by):
        return triage.start_triage(referral_id=referral.id, version=referral.version, by=by, no_conflict=True)


ACCEPTED: dict[str, Any] = {
    "risk_level": "high", "risk_tool": "dash", "risk_score": "16", "risk_judgement": "", "marac": "yes",
    "needs_security": True, "needs_support_adults": True, "needs_support_children": False, "note": "Meets the criteria.",
}  # fmt: skip


def triaged(by: Actor | None = None, **changes: Any) -> Referral:
    by = by or worker()
    referral = triaging(by, **changes)
    with acting(by):
        return triage.accept(referral_id=referral.id, version=referral.version, by=by, **ACCEPTED)


def held(by: Actor | None = None) -> Referral:
    by = by or worker()
    referral = triaging(by)
    with acting(by):
        return endings.hold(
            referral_id=referral.id, version=referral.version, by=by, reason="away",
            review_on=timezone.localdate() + timedelta(days=7),
        )  # fmt: skip


def in_progress(by: Actor | None = None, to: str = "24-7-locks", **changes: Any) -> Referral:
    """Shared with one provider, without its workstream (that is the providers' part)."""
    by = by or worker()
    referral = triaged(by, **changes)
    organisation = Organisation.objects.get(slug=to)
    element = Element.SECURITY if organisation.kind == "security" else Element.SUPPORT_ADULTS
    with acting(by):
        dispatch(referral_id=referral.id, version=referral.version, by=by, organisation=organisation, element=element)
    return fetch(referral.reference, by)
