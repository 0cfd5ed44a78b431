"""Intake on the phone: the calls that are not finished, and the one long page. Every button keeps what was typed."""

import uuid
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts import news
from accounts.access import Asked, requires
from journal.reads import seen
from referrals.actions import phone
from referrals.forms.intake import Typed
from referrals.forms.intake_pages import BY_SLUG, WHO
from referrals.forms.intake_phone import NOTES, NotesForm, completed, parts_of
from referrals.forms.intake_progress import Progress, follow
from referrals.forms.intake_result import intake_from
from referrals.models import Draft
from referrals.policies import eligibility_doubts
from referrals.views.refer_steps import typed_on
from walls.refusals import Refused

COLUMNS = ("Call", "Notes to yourself", "Begun", "Last saved", "Kept until")
MISSING = "Something is not answered yet. The list shows where."


@requires("referral.intake")
@require_http_methods(["GET", "HEAD", "POST"])
def calls(request: Asked) -> HttpResponseBase:
    """Begin a call, or go on with one of one's own."""
    typed = typed_on(request, WHO.slug) if request.method == "POST" else None
    form = WHO.form(typed, answers={"route": ""})
    if typed is not None and form.is_valid():
        draft = phone.begin(draft_id=_call_id(request), route=form.cleaned_data["route"], by=request.actor)
        return redirect("referrals:call", draft.id)
    page = {"form": form, "calls": _listed(request), "call": _call_id(request)}
    return render(request, "referrals/desk/calls.html", page, status=422 if form.errors else 200)


@requires("referral.intake")
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: Asked, draft_id: uuid.UUID) -> HttpResponseBase:
    """The long page of one call: show it (GET), or keep it and do what the button says (POST)."""
    draft = phone.own_call(request.actor, draft_id)
    seen(by=request.actor, what="referrals:call", case_ids=[draft.id])
    news.looked_at(request.actor, request.path)
    if draft.reference:
        return _sent(request, draft)
    if request.method != "POST":
        return _page(request, draft)
    if request.POST.get("go") == "delete":
        phone.delete(draft)
        return redirect("referrals:phone")
    try:
        phone.keep(draft, route=_route(request, draft), typed=_typed(request), shown=request.POST.get("shown", ""))
    except Refused as refused:
        return _page(request, draft, refused=refused.message, status=refused.status)
    return _send(request, draft) if request.POST.get("go") == "send" else redirect("referrals:call", draft.id)


def _sent(request: Asked, draft: Draft) -> HttpResponseBase:
    """To its referral; but what was typed in another window since is shown, because nothing of it was kept."""
    try:
        if request.method == "POST" and request.POST.get("go") != "delete":
            phone.check_sent(draft, route=_route(request, draft), typed=_typed(request))
    except Refused as refused:
        return _page(request, draft, refused=refused.message, status=refused.status)
    return redirect("referrals:case", draft.reference)


def _call_id(request: Asked) -> uuid.UUID:
    """Made with the page and sent with its form, so that sending it twice begins one call."""
    try:
        return uuid.UUID(request.POST.get("call", ""))
    except ValueError:
        return uuid.uuid4()


def _route(request: Asked, draft: Draft) -> str:
    form = WHO.form(typed_on(request, WHO.slug), answers={"route": ""})
    return str(form.cleaned_data["route"]) if form.is_valid() else draft.route


def _typed(request: Asked) -> dict[str, Typed]:
    """Everything that came, by page. A box of two routes' pages is kept for both, so that changing the route keeps it."""
    typed = {slug: typed_on(request, slug) for slug in BY_SLUG if slug != WHO.slug}
    return completed(typed | {NOTES: {NOTES: [request.POST.get(NOTES, "")]}}, request.actor.name)


def _send(request: Asked, draft: Draft) -> HttpResponseBase:
    progress = follow(draft.route, draft.answers)
    if not progress.complete:
        return _page(request, draft, wrong=True)
    try:
        reference = phone.send(intake=intake_from(progress.answers, draft.id), typed=_typed(request), by=request.actor)
    except Refused as refused:
        return _page(request, draft, refused=refused.message, status=refused.status)
    return redirect("referrals:case", reference)


def _page(
    request: Asked, draft: Draft, *, wrong: bool = False, refused: str = "", status: int = 200
) -> HttpResponseBase:
    progress = follow(draft.route, draft.answers)
    parts = parts_of(progress, draft.answers, wrong=wrong)
    who = WHO.form({"route": [draft.route]}, answers={"route": ""})
    who.fields["route"].heading = False  # type: ignore[attr-defined]
    notes = NotesForm({NOTES: _first(draft, NOTES, NOTES)})
    forms = [section.form for part in parts for section in part.sections]
    page = {
        "draft": draft, "parts": parts, "who": who, "notes": notes, "forms": forms, "refused": refused,
        "shown": phone.stamp_of(draft), "doubts": _doubts(progress), "back": reverse("referrals:phone"),
    }  # fmt: skip
    return render(request, "referrals/desk/phone.html", page, status=422 if wrong else status)


def _doubts(progress: Progress) -> list[str]:
    """What to tell the caller about staying in the home, once they have answered."""
    return eligibility_doubts(progress.answers) if "wants_to_stay" in progress.answers else []


def _listed(request: Asked) -> dict[str, Any]:
    drafts = list(phone.calls_of(request.actor))
    seen(by=request.actor, what="referrals:phone", case_ids=[draft.id for draft in drafts])
    return {
        "caption": "Unfinished calls",
        "columns": [{"label": label} for label in COLUMNS],
        "rows": [_row(draft) for draft in drafts],
        "empty": "You have no unfinished calls. A call that you save without sending stands here, for you alone.",
    }


def _row(draft: Draft) -> list[Any]:
    name = " ".join(_first(draft, "name", box) for box in ("first_name", "last_name")).strip()
    return [
        {"text": name or "No name yet", "href": reverse("referrals:call", args=[draft.id])},
        _first(draft, NOTES, NOTES)[:200] or "None",
        *(f"{timezone.localtime(at):%-d %b %Y, %H:%M}" for at in (draft.started_at, draft.changed_at)),
        f"{timezone.localtime(draft.expires_at):%-d %b %Y}",
    ]


def _first(draft: Draft, slug: str, box: str) -> str:
    """The first value that was typed in a box, "" for none."""
    return next(iter(draft.answers.get(slug, {}).get(box, [])), "")
