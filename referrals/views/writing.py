"""Write to the person: only in ways that are safe now, with approved words, seen as they will arrive."""

import uuid
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts import news
from accounts.access import Asked, requires
from referrals import letters
from referrals.actions import writing
from referrals.choices import LetterState, Way
from referrals.forms.writing import ChooseWording, PostedForm, SendLetter
from referrals.models import Letter, Referral, Wording
from referrals.views.parts import header
from referrals.views.why import opened
from walls.refusals import Refused

CONFIRM = {
    Way.EMAIL: "Send the email now",
    Way.POST: "Keep it and open the letter to print",
    Way.TEXT: "I have sent this text from the desk’s phone",
}


@requires("referral.triage")
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: Asked, reference: str) -> HttpResponseBase:
    """GET: the ways and the words. POST without `letter`: the words as they will arrive; with it: the deed."""
    referral = opened(request, reference, "referrals:write")
    if "letter" in request.POST:
        return _send(request, referral)
    usable = _usable(referral)
    form = ChooseWording(request.POST if request.method == "POST" else None, wordings=usable)
    if form.is_valid():
        wording = next(one for one in usable if str(one.pk) == form.cleaned_data["wording"])
        try:
            return _show(request, referral, wording, SendLetter(initial={"wording": wording.pk}))
        except Refused as refused:
            form.add_error(refused.field, refused.message)
    return _choose(request, referral, form, 422 if form.errors else 200)


def _usable(referral: Referral) -> list[Wording]:
    """Approved wordings of the ways that are open now."""
    ways = [way for way in Way if not writing.closed(referral, way)]
    return list(Wording.objects.filter(way__in=ways, approved_at__isnull=False, retired_at=None))


def _send(request: Asked, referral: Referral) -> HttpResponseBase:
    form = SendLetter(request.POST)
    if not form.is_valid():
        return _choose(request, referral, ChooseWording(wordings=_usable(referral)), 422)
    given = {"wording_id": form.cleaned_data["wording"], "letter_id": form.cleaned_data["letter"]}
    try:
        letter = writing.write(referral_id=referral.id, by=request.actor, **given)
    except Refused as refused:
        again = ChooseWording(wordings=_usable(referral))
        return _choose(request, referral, again, refused.status, refused=refused.message)
    return redirect("referrals:letter", reference=referral.reference, letter_id=letter.pk)


def _choose(request: Asked, referral: Referral, form: ChooseWording, status: int, **more: Any) -> HttpResponse:
    ways = [letters.Open(way, writing.closed(referral, way)) for way in Way]
    page = {
        "case": header(referral), "form": form, "ways": ways, "back": _back(referral),
        "language": referral.language, "any": bool(form.fields["wording"].choices),  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "referrals/desk/write.html", page | more, status=status)


def _show(request: Asked, referral: Referral, wording: Wording, form: SendLetter) -> HttpResponse:
    letter = writing.preview(referral, wording, request.actor)
    page = {
        "case": header(referral), "form": form, "letter": letter, "way": Way(letter.way).label,
        "confirm": CONFIRM[Way(letter.way)], "back": reverse("referrals:write", args=[referral.reference]),
    }  # fmt: skip
    return render(request, "referrals/desk/write_check.html", page)


@requires("referral.read")
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: Asked, reference: str, letter_id: uuid.UUID) -> HttpResponseBase:
    """What was written; a letter by post is this page, printed. POST: what became of it."""
    referral = opened(request, reference, "referrals:letter")
    row = get_object_or_404(Letter.objects.select_related("key"), pk=letter_id, referral=referral)
    news.looked_at(request.actor, request.path)
    form = PostedForm(request.POST if request.method == "POST" else None, initial={"posted_on": timezone.localdate()})
    try:
        if form.is_valid():
            writing.settle(letter_id=row.pk, referral_id=referral.id, by=request.actor, **form.said())
            return redirect(_back(referral))
    except Refused as refused:
        form.add_error(refused.field, refused.message)
        return _letter(request, referral, row, form, refused.status)
    return _letter(request, referral, row, form, 422 if form.errors else 200)


def _letter(request: Asked, referral: Referral, row: Letter, form: PostedForm, status: int) -> HttpResponse:
    row.refresh_from_db(fields=["state", "why_not", "posted_on"])
    waits = row.state == LetterState.TO_POST
    page = {
        "letter": row, "way": Way(row.way).label, "back": _back(referral), "referral": referral, "form": form,
        "waits": waits, "unsafe": writing.closed(referral, Way.POST) if waits else "",
    }  # fmt: skip
    return render(request, "referrals/desk/letter.html", page, status=status)


def _back(referral: Referral) -> str:
    return f"{reverse('referrals:case', args=[referral.reference])}?tab=contact"
