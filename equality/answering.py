"""Saving, changing and withdrawing answers: all within the scope of one link, so the database shows no other row."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from equality.models import Answers, Severed, SpentInvitation
from equality.models.answers import Said
from equality.scope import ALIAS, by_link
from walls.keys import Unreadable
from walls.refusals import Refused

TOO_LATE = (
    "These answers have been counted already and are no longer connected to you, so nobody can find them: they cannot "
    "be shown, changed or deleted."
)


def answers_of(link: str) -> Said | None:
    """What was answered under this link, None when nothing was. Refused when the connection is destroyed."""
    with by_link(link):
        _check_connected(link)
        row = Answers.objects.filter(link=link).first()
    try:
        return row.said if row else None
    except Unreadable:
        return None


def answer(link: str, said: Said, notice_version: str) -> None:
    """Keep these answers in place of any before. Refused when the connection is destroyed."""
    today = timezone.localdate()
    with by_link(link):
        _check_connected(link)
        row = Answers.objects.filter(link=link).first() or Answers(link=link, asked_on=today)
        row.say(said)
        row.notice_version, row.answered_on = notice_version, today
        row.save()


def withdraw(link: str) -> None:
    """Delete the answers (S1.45). Refused when the connection is destroyed."""
    with by_link(link):
        _check_connected(link)
        Answers.objects.filter(link=link).delete()


def spend(digest: str) -> bool:
    """Use a one-time link up. → False when it was used before. It cannot be read back, only tried."""
    try:
        with transaction.atomic(using=ALIAS):
            SpentInvitation(digest=digest, spent_on=timezone.localdate()).save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _check_connected(link: str) -> None:
    if Severed.objects.filter(link=link).exists():
        raise Refused(TOO_LATE, status=409)
