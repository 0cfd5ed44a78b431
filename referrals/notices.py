"""What the outbox does after a referral has changed. config/wiring.py names these; each may run twice, with effect once."""

import uuid
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from accounts import mail, news, wishes
from accounts.models import Membership, Organisation
from accounts.queries import holding
from journal.models import Event
from referrals import clocks, links
from referrals.access import kept_from
from referrals.actions import resuming, writing
from referrals.choices import LetterState, Route
from referrals.models import Draft, Letter, Question, Referral, Wording


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
        ends=f"{timezone.localtime(asked.link_ends_at):%-d %B %Y}",
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


def send_letter(event: Event) -> None:
    """referral.written_to: an e-mail to the person, when the plan still allows it. Its sender, subject and Message-ID
    say nothing of this system. Letters and texts are sent by hand.
    """
    waiting = Letter.objects.select_for_update(of=("self",)).select_related("key", "referral__key", "wording")
    letter = waiting.filter(pk=_subject(event), state=LetterState.WAITING, key__isnull=False).first()
    if letter is None or not writing.leave(letter):
        return
    domain = settings.NEUTRAL_SENDER.rpartition("@")[2].rstrip(">")
    EmailMessage(
        letter.subject, letter.body, from_email=settings.NEUTRAL_SENDER, to=[letter.to],
        headers={"Message-ID": f"<{event.id}@{domain}>"},
    ).send()  # fmt: skip


def tell_writer(event: Event) -> None:
    """letter.stopped, letter.unposted: whoever wrote it sees that it did not leave, or that nobody has said whether it
    was posted; the team sees it when they have left, or must not know of the case any more.
    """
    letter = _letter_of(event)
    if letter is None:
        return
    here = Membership.objects.filter(user=letter.actor_id, ended_at=None)
    member = here.exclude(user__in=kept_from(letter.referral_id).values("user_id")).first()
    news.tell(
        event,
        organisation_id=member.organisation_id if member else _access_point(),
        user_ids=[letter.actor_id if member else None],
        page=reverse("referrals:letter", args=[letter.referral.reference, letter.pk]),
        reference=letter.referral.reference,
    )


def tell_leads(event: Event) -> None:
    """letter.left_unposted: days after its writer was asked still nobody has said whether a letter was posted, so a lead
    asks. The whole team sees it when there is no lead, or none who may know of the case.
    """
    if letter := _letter_of(event):
        page = reverse("referrals:letter", args=[letter.referral.reference, letter.pk])
        news.tell(event, organisation_id=_access_point(), user_ids=_leads(letter) or [None], page=page,
                  reference=letter.referral.reference)  # fmt: skip


def mail_leads(event: Event) -> None:
    if letter := _letter_of(event):
        wishes.mail_at_once(event, _leads(letter))


def _leads(letter: Letter) -> list[uuid.UUID]:
    kept = kept_from(letter.referral_id).values("user_id")
    return list(holding("referral.assign").exclude(user_id__in=kept).values_list("user_id", flat=True))


def _letter_of(event: Event) -> Letter | None:
    """None when what became of it was said meanwhile."""
    letter = Letter.objects.select_related("referral").get(pk=_subject(event))
    return letter if event.kind == "letter.stopped" or letter.state == LetterState.TO_POST else None


def tell_left(event: Event) -> None:
    """referral.left: whoever had it must not know of it any more. The team sees that it needs somebody, unless somebody
    has taken it meanwhile.
    """
    referral = _referral(event)
    if referral is not None and referral.worker_id is None:
        page = reverse("referrals:case", args=[referral.reference])
        news.tell(event, organisation_id=_access_point(), page=page, reference=referral.reference)


def mail_left(event: Event) -> None:
    referral = _referral(event)
    if referral is not None and referral.worker_id is None:
        kept = set(kept_from(referral.id).values_list("user_id", flat=True))
        wishes.mail_at_once(event, set(wishes.everybody_at(_access_point())) - kept)


def tell_of_reader(event: Event) -> None:
    """read.…: the rights officer and the triage leads, each on the page that shows who looked; never the reader."""
    for one, page, reference in _watchers(event):
        news.tell(event, organisation_id=one.organisation_id, user_ids=[one.user_id], page=page, reference=reference)


def mail_of_reader(event: Event) -> None:
    wishes.mail_at_once(event, {one.user_id for one, _, _ in _watchers(event)})


def _watchers(event: Event) -> Iterator[tuple[Membership, str, str]]:
    """(who, the page for them, the reference)."""
    referral = _referral(event)
    if referral is None:
        return
    reader = uuid.UUID(event.data["reader"])
    pages = {
        "access.review": reverse("referrals:looked_person", args=[reader]),
        "access.watch": reverse("referrals:looked_case", args=[referral.reference]),
    }
    for permission, page in pages.items():
        for one in holding(permission).exclude(user_id=reader).exclude(user_id__in=kept_from(referral.id)):
            yield one, page, referral.reference


def tell_of_words(event: Event) -> None:
    """wording.proposed: every lead but the author, until somebody has decided."""
    for one in _deciders(event):
        page = reverse("referrals:wordings")
        news.tell(event, organisation_id=one.organisation_id, user_ids=[one.user_id], page=page, case_id=news.NO_CASE)


def mail_of_words(event: Event) -> None:
    wishes.mail_at_once(event, [one.user_id for one in _deciders(event)])


def _deciders(event: Event) -> Iterable[Membership]:
    waits = Wording.objects.filter(pk=_subject(event), approved_at=None, retired_at=None).first()
    return holding(writing.APPROVES).exclude(user_id=waits.proposed_by_id) if waits else ()


def tell_of_call(event: Event) -> None:
    """call.ending: the worker who took it, while it is not sent."""
    if draft := _call_of(event):
        page = reverse("referrals:call", args=[draft.pk])
        news.tell(event, organisation_id=_access_point(), user_ids=[draft.worker_id], page=page, case_id=news.NO_CASE)


def mail_of_call(event: Event) -> None:
    if (draft := _call_of(event)) and draft.worker_id:
        wishes.mail_at_once(event, [draft.worker_id])


def _call_of(event: Event) -> Draft | None:
    return Draft.objects.filter(pk=_subject(event), reference="", worker__isnull=False).first()


def mail_writer(event: Event) -> None:
    if letter := _letter_of(event):
        wishes.mail_at_once(event, [letter.actor_id])


def _subject(event: Event) -> uuid.UUID:
    return event.subject_id or uuid.UUID(int=0)


def _access_point() -> uuid.UUID:
    return Organisation.objects.get(kind=Organisation.Kind.ACCESS_POINT).pk


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
