"""What the referrer can do through a one-time link: read that the referral arrived, answer the question, withdraw.
Nothing here says how the person is, or where their case stands.
"""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import public
from accounts.actors import REFERRER
from referrals.actions.endings import withdraw
from referrals.actions.triage import supply_information
from referrals.forms.intake_link import AnswerForm, WithdrawForm
from referrals.links import Link, question_for
from referrals.models import Question, Referral
from referrals.models.draft import LIFETIME
from referrals.public_posts import own_posts
from walls.refusals import Refused
from walls.scope import scoped


@dataclass(frozen=True)
class Opened:
    """What a genuine link shows now. `asked`: the open question; None on a receipt while there is none. `ended`: it was
    never answered, and the link is too old.
    """

    referral: Referral
    asked: Question | None
    ended: bool = False


@own_posts
@public
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """GET changes nothing, so that a mail scanner uses nothing up."""
    found = question_for(secret)
    if found is None:
        return _draw(request, "over", status=404)
    typed = request.POST.get("answer", "")  # shown again wherever it cannot be kept
    with scoped(sight="link", referral=found.referral_id):
        opened = _open(found)
        if opened is None:
            return _draw(request, "over", status=404, typed=typed)
        if opened.ended:
            return _draw(request, "ended", status=410, typed=typed)
        step = _STEPS.get(request.POST.get("go", ""), _show) if request.method == "POST" else _show
        try:
            return step(request, opened)
        except (Refused, Http404):  # the case has moved on meanwhile; to say how would tell about the person
            return _draw(request, "late", status=409, typed=typed)


def _open(found: Link) -> Opened | None:
    """None when the link has been used, its referral is gone, or it is a receipt that is too old."""
    referral = Referral.objects.select_related("key").filter(pk=found.referral_id, key__isnull=False).first()
    if referral is None or found.is_receipt and referral.received_at + LIFETIME < timezone.now():
        return None
    waiting = Question.objects.select_related("key").filter(referral=referral, answered_at=None)
    if found.is_receipt:  # whoever has lost the mail with the question can answer it here
        asked = waiting.first()
        return Opened(referral, None if asked and asked.link_ended else asked)
    asked = waiting.filter(pk=found.question_id).first()
    return Opened(referral, asked, asked.link_ended) if asked else None


def _show(request: HttpRequest, opened: Opened) -> HttpResponse:
    return _page(request, opened, AnswerForm() if opened.asked else None)


def _answer(request: HttpRequest, opened: Opened) -> HttpResponse:
    form = AnswerForm(request.POST)
    if opened.asked is None or not form.is_valid():
        return _page(request, opened, form, status=422)
    supply_information(referral_id=opened.referral.id, version=None, by=REFERRER, answer=form.cleaned_data["answer"])
    return _draw(request, "answered", reference=opened.referral.reference)


def _ask_to_withdraw(request: HttpRequest, opened: Opened) -> HttpResponse:
    return _draw(request, "withdraw", form=WithdrawForm(), referral=opened.referral)


def _withdraw(request: HttpRequest, opened: Opened) -> HttpResponse:
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _draw(request, "withdraw", status=422, form=form, referral=opened.referral)
    withdraw(referral_id=opened.referral.id, version=None, by=REFERRER, reason=form.cleaned_data["reason"])
    return _draw(request, "withdrawn", reference=opened.referral.reference)


def _page(request: HttpRequest, opened: Opened, form: AnswerForm | None, status: int = 200) -> HttpResponse:
    return _draw(request, "open", status=status, form=form, referral=opened.referral, asked=opened.asked)


def _draw(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, f"referrals/link/{template}.html", context, status=status)


_STEPS = {"answer": _answer, "withdraw": _ask_to_withdraw, "withdraw-now": _withdraw}
