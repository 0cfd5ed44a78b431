"""The equality page: a chain of POSTs, each with the opaque key; no session, no cookie, nothing in the address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.access import public
from equality import answering
from equality.forms import AnswersForm, as_initial
from equality.keys import Held, held_by
from equality.models.answers import Said
from governance.queries import notice_in_force
from referrals.public_posts import comes_from_here
from walls.refusals import Refused

KEY = "equality_key"
NOTICE = "safer"


@csrf_exempt  # the signed key takes the place of the cookie: whoever does not hold it can send nothing
@public
@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest) -> HttpResponse:
    """Ask, save, or delete (S1.23–S1.26). `step` in the POST says which; without one the questions are shown."""
    key = request.POST.get(KEY, "")
    held = held_by(key)
    if request.method != "POST":
        return render(request, "equality/no_key.html")
    if held is None or not comes_from_here(request, by_secret=True):
        return render(request, "equality/no_key.html", status=400)
    try:
        return _STEPS.get(request.POST.get("step", ""), ask)(request, key, held)
    except Refused as refused:
        return render(request, "equality/too_late.html", {"words": refused.message}, status=refused.status)


def ask(request: HttpRequest, key: str, held: Held) -> HttpResponse:
    """The questions, with earlier answers where they may be read."""
    said = _shown(held)
    form = AnswersForm(initial=as_initial(said) if said else None)
    return _page(request, form, key, kept=said is not None)


def _save(request: HttpRequest, key: str, held: Held) -> HttpResponse:
    form = AnswersForm(request.POST)
    if not form.is_valid():
        return _page(request, form, key, kept=_shown(held) is not None, status=422)
    notice = notice_in_force(NOTICE)
    answering.answer(held.link, form.said(), f"{notice.slug}/{notice.version}")
    return render(request, "equality/saved.html", {KEY: key})


def _withdraw(request: HttpRequest, key: str, held: Held) -> HttpResponse:
    answering.withdraw(held.link)
    return render(request, "equality/withdrawn.html", {KEY: key})


def _shown(held: Held) -> Said | None:
    """What the page may show of earlier answers. Refused when the connection is destroyed, whoever asks."""
    said = answering.answers_of(held.link)
    return said if held.may_read else None


def _page(request: HttpRequest, form: AnswersForm, key: str, *, kept: bool, status: int = 200) -> HttpResponse:
    return render(request, "equality/answers.html", {"form": form, KEY: key, "kept": kept}, status=status)


_STEPS = {"save": _save, "withdraw": _withdraw}
