"""The pages of the public form, drawn. What to draw is decided in refer_steps."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from referrals import clocks
from referrals.actions import drafts
from referrals.choices import Route
from referrals.facts import equality_key
from referrals.forms.intake import QuestionForm, Typed
from referrals.forms.intake_pages import PARTS, WHO
from referrals.forms.intake_progress import Progress, Stop
from referrals.forms.intake_result import summaries
from referrals.models import Draft
from referrals.policies import eligibility_doubts

CHECK = "check"
TRAP = "website"  # the name of a box that no person sees; machines fill it in


@dataclass(frozen=True)
class Here:
    """Whose form this is. `came`: "check" when the page was opened from check-your-answers.

    `lost`: earlier answers are gone, and the page says so on top.
    """

    request: HttpRequest
    token: str
    route: str = ""
    came: str = ""
    lost: bool = False

    def draw(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        known = {"token": self.token, "route": self.route, "came": self.came, "lost": self.lost}
        return render(self.request, f"referrals/refer/{template}.html", known | context, status=status)


def first(request: HttpRequest, token: str, typed: Typed | None = None, *, lost: bool = False) -> HttpResponse:
    """Before the questions: what it is for, what is needed, and who refers."""
    form = WHO.form(typed, answers={"route": ""})
    wrong = typed is not None and not form.is_valid()
    here = Here(request, token, lost=lost)
    return here.draw("start", form=form, page=WHO, status=422 if wrong else 200)


def question(here: Here, progress: Progress, stop: Stop, *, wrong: bool = False) -> HttpResponse:
    """One page. `wrong`: it was answered just now, and not rightly."""
    page = stop.page
    part = page.part_for(progress.route)
    context = {
        "page": page, "form": stop.form if wrong else _calm(stop), "title": page.title_for(progress.route),
        "words": page.words_for(progress.route), "part": part, "total": len(PARTS[progress.route]),
        "part_title": PARTS[progress.route][part - 1], "own": progress.route == Route.SELF,
    }  # fmt: skip
    if page.template == "advice":
        context["doubts"] = eligibility_doubts(progress.answers)
    return here.draw(page.template, status=422 if wrong else 200, **context)


def _calm(stop: Stop) -> QuestionForm:
    return stop.form.silenced() if stop.touched and not stop.done else stop.form


def tasks(here: Here, progress: Progress, *, wrong: str = "") -> HttpResponse:
    """The five parts and how far each is."""
    todo = progress.first_open
    context = {
        "parts": progress.parts(), "complete": progress.complete, "next_page": todo.page.slug if todo else "",
        "refused": wrong, "begun": any(stop.touched for stop in progress.stops),
        "may_leave": "referrer_email" in progress.answers,
        "done_parts": sum(part["done"] for part in progress.parts()),
    }  # fmt: skip
    return here.draw("tasks", status=422 if wrong else 200, **context)


def check(here: Here, progress: Progress, *, wrong: str = "") -> HttpResponse:
    """Check your answers; every one can be changed."""
    own = progress.route == Route.SELF
    return here.draw(CHECK, trap=TRAP, parts=summaries(progress), refused=wrong, own=own, status=422 if wrong else 200)


def done(here: Here, draft: Draft) -> HttpResponse:
    """The reference, what happens next and when; the equality page only with its own explicit consent (S1.40)."""
    kept = drafts.sent_as(draft)
    context: dict[str, Any] = {
        "reference": draft.reference,
        "due": clocks.first_due(draft.submitted_at or draft.changed_at),
    }
    if kept.get("equality"):
        context |= {
            "equality_key": equality_key(drafts.referral_of(draft)),
            "equality_page": reverse(settings.EQUALITY_PAGE),
        }
    return here.draw("done", **context)
