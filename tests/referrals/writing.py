"""Wordings and letters for tests, as people make them."""

import uuid
from datetime import datetime

from accounts.actors import Actor
from accounts.scope import acting
from governance.clocks import LONDON
from referrals.actions import writing
from referrals.intake import Contact
from referrals.models import ContactAttempt, ContactPoint, Letter, Referral, Wording
from tests.people import actor_of
from tests.referrals import walk

SENDER = "Tess <tess@notes.example>"
BODY = "Hello {name}, please call me when it suits you: 0808 168 9111. {worker}"
SAFE = (
    Contact(means="phone", value="07700 900123", safe="yes", text="yes"),
    Contact(means="email", value="amara@post.example", safe="yes", hours="10am to 3pm"),
    Contact(means="post", value="The Cottage\nDeal", safe="yes"),
)
TEN = datetime(2026, 6, 8, 10, 30, tzinfo=LONDON)


def author() -> Actor:
    return actor_of("triage-worker")


def lead() -> Actor:
    return actor_of("triage-lead")


def words(way: str = "email", *, approved: bool = True, body: str = BODY, name: str = "Call") -> Wording:
    by = author()
    with acting(by):
        made = writing.propose(by=by, name=name, way=way, subject="Hello" if way == "email" else "", body=body)
    if approved:
        with acting(lead()):
            writing.approve(by=lead(), wording_id=made.pk, agreed=True)
    return made


def case(*contacts: Contact) -> Referral:
    return walk.triaging(author(), contacts=contacts or SAFE)


def written(referral: Referral, wording: Wording, letter_id: uuid.UUID | None = None) -> Letter:
    with acting(author()):
        return writing.write(
            referral_id=referral.id, by=author(), wording_id=wording.pk, letter_id=letter_id or uuid.uuid4()
        )


def change(referral: Referral, means: str, **answers: str) -> None:
    """The plan changes; as the correction of a detail does it."""
    with acting(author()):
        point = ContactPoint.objects.select_related("key").get(referral=referral, means=means)
        for name, value in answers.items():
            setattr(point, name, value)
        point.save()


def log() -> list[tuple[str, str]]:
    with acting(author()):
        return list(ContactAttempt.objects.values_list("means", "result"))


def state_of(letter: Letter) -> tuple[str, str]:
    with acting(author()):
        row = Letter.objects.get(pk=letter.pk)
        return row.state, row.why_not
