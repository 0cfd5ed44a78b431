"""What the outbox does after a referral has changed. config/wiring.py names these; each may run twice, with effect once."""

import uuid

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts import mail
from journal.models import Event
from referrals import clocks, links
from referrals.actions import resuming
from referrals.choices import Route
from referrals.models import Draft, Question, Referral


def send_receipt(event: Event) -> None:
    """referral.received: to the referrer's address, never to people who referred themselves (no safe way is known to
    be safe for that). It holds the reference and a link, and nothing about anybody.
    """
    referral = _referral(event)
    if referral is None or referral.route == Route.SELF or not referral.referrer_email:
        return
    mail.send(
        event,
        to=referral.referrer_email,
        subject=f"Referral {referral.reference} has arrived",
        template="referrals/email/receipt.txt",
        reference=referral.reference,
        due=f"{clocks.first_due(referral.received_at):%A %-d %B %Y, %H:%M}",
        address=_address(links.receipt_secret(referral.id)),
    )


def send_question_link(event: Event) -> None:
    """referral.information_requested: the one-time link. Nothing when the question was answered meanwhile, by phone."""
    asked = Question.objects.filter(pk=event.data.get("question_id"), answered_at=None).first()
    referral = _referral(event)
    if asked is None or referral is None or not referral.referrer_email:
        return
    mail.send(
        event,
        to=referral.referrer_email,
        subject=f"A question about referral {referral.reference}",
        template="referrals/email/question.txt",
        reference=referral.reference,
        answer_by=f"{asked.due_on:%A %-d %B %Y}",
        address=_address(links.secret_for(uuid.UUID(str(asked.pk)), referral.id)),
    )


def tell_declined(event: Event) -> None:
    """referral.declined: the referrer learns that the scheme cannot help, without the reason. Never sent to people who
    referred themselves: a person calls them in a safe way.
    """
    referral = _referral(event)
    if referral is None or referral.route == Route.SELF or not referral.referrer_email:
        return
    mail.send(
        event,
        to=referral.referrer_email,
        subject=f"Referral {referral.reference}",
        template="referrals/email/declined.txt",
        reference=referral.reference,
    )


def _referral(event: Event) -> Referral | None:
    """The case of an event, unless it is anonymised."""
    if event.case_id is None:
        return None
    return Referral.objects.select_related("key").filter(pk=event.case_id, key__isnull=False).first()


def _address(secret: str) -> str:
    return settings.SITE_URL + reverse("referrals:link", args=[secret])


def send_resume_link(event: Event) -> None:
    """draft.saved, draft.ending: the link back to an unsent form. Nothing once it was used, sent or deleted."""
    if event.subject_id is None:
        return
    draft = Draft.objects.select_related("key").filter(pk=event.subject_id, reference="").first()
    if draft is None or not (secret := resuming.secret_of(draft)):
        return
    ending = event.kind == "draft.ending"
    mail.send(
        event,
        to=resuming.address_of(draft),
        subject="Your form will be deleted soon" if ending else "The link back to your form",
        template="referrals/email/resume.txt",
        ending="yes" if ending else "",
        until=f"{timezone.localtime(draft.expires_at):%A %-d %B %Y}",
        address=settings.SITE_URL + reverse("referrals:back", args=[secret]),
    )
