"""Pages that exist only in tests: every component once, with believable words. A URLconf (the real one, and these)."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.access import public
from accounts.actors import Actor
from accounts.roles import Role
from config.public import without_database
from config.urls import handler400, handler403, handler404, handler500  # noqa: F401  Django looks for them here
from config.urls import urlpatterns as real
from tests.config import samples
from walls.forms import (
    Choice,
    Choices,
    Confirm,
    Email,
    LongText,
    PageForm,
    Phone,
    Pick,
    Postcode,
    Pounds,
    Text,
    Whole,
    YesNo,
    YesNoUnknown,
)
from walls.moments import ClockTime, DateBoxes

LEAD = Actor(
    kind="person",
    name="Ada Fenn",
    organisation_name="Victim Support",
    roles=frozenset({Role.TRIAGE_LEAD}),
)


class EveryField(PageForm):
    name = Text(label="Full name", called="the person's full name")
    email = Email(label="Email address", required=False)
    phone = Phone(label="Phone number", help_text="Only if it is safe to use")
    postcode = Postcode(label="Postcode")
    born = DateBoxes(label="Date of birth", called="date of birth", help_text="For example, 27 3 1984", past=True)
    visit = ClockTime(label="When will you visit?", called="the time of the visit", required=False)
    tenure = Choice(
        label="Who owns the home?",
        called="who owns the home",
        choices=[("own", "The person"), ("council", "The council"), ("other", "Somebody else")],
        hints={"council": "Ashford, Dover, Thanet and so on"},
        divider_before="other",
        reveals={"other": "owner"},
    )
    owner = Text(label="Who is it?", required=False, width=20)
    needs = Choices(
        label="What would help?",
        called="what would help",
        choices=[("locks", "Stronger locks"), ("light", "A security light"), ("none", "None of these")],
        alone="none",
    )
    interpreter = YesNo(label="Is an interpreter needed?", called="yes or no for an interpreter")
    voicemail = YesNoUnknown(label="Is a voicemail safe?", called="whether a voicemail is safe")
    district = Pick(label="District", choices=[("ashford", "Ashford"), ("dover", "Dover")])
    children = Whole(label="How many children live there?", called="the number of children", min_value=0, max_value=20)
    cost = Pounds(label="Cost", max_value=5000)
    happening = LongText(label="What is happening?", called="what is happening", max_length=500)
    agree = Confirm(label="The person agrees", missing="Tick to say that the person agrees")


class Level(PageForm):
    level = Choice(label="Risk level", choices=[("high", "High"), ("medium", "Medium"), ("standard", "Standard")])
    reason = LongText(label="Why?", called="why", max_length=300, rows=3)


class Show(forms.Form):
    district = Pick(label="District", required=False, empty="All", choices=[("ashford", "Ashford"), ("dover", "Dover")])
    risk = Pick(label="Risk", required=False, empty="All", choices=[("high", "High")])


def draw(request: HttpRequest, source: str, status: int = 200, **context: Any) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(source).render(context, request), status=status)


@csrf_exempt
@public
@without_database
def fields(request: HttpRequest) -> HttpResponse:
    form = EveryField(request.POST or None)
    status = 422 if form.is_bound and not form.is_valid() else 200
    return draw(request, samples.FIELDS, status, form=form)


@csrf_exempt
@public
@without_database
def step(request: HttpRequest, number: int) -> HttpResponse:
    """A chain of POSTs like the public form's: each answer is the next page, or with go=back the one before."""
    asked = number - 2 if request.POST.get("go") == "back" else number
    return draw(request, samples.STEP, number=asked, typed=request.POST.get("answer", ""), after=asked + 1)


@public
@without_database
def pieces(request: HttpRequest) -> HttpResponse:
    return draw(request, samples.PIECES, **samples.pieces())


def _desk(source: str, **context: Any) -> Callable[[HttpRequest], HttpResponse]:
    """A page as a triage lead sees it; what is callable in the context is called for each request."""

    @public
    @without_database
    def view(request: HttpRequest) -> HttpResponse:
        request.actor = LEAD  # type: ignore[attr-defined]
        return draw(request, source, **{name: value() if callable(value) else value for name, value in context.items()})

    return view


@public
@without_database
def weather(request: HttpRequest) -> HttpResponse:
    """Stands for the stranger's page that the exit leads to."""
    return HttpResponse("<!doctype html><title>Weather</title><h1>Sunny</h1>")


@public
@without_database
def counting(request: HttpRequest) -> HttpResponse:
    """Long work, a step further each time that it is asked."""
    counting.done = min(3, getattr(counting, "done", 0) + 1)  # type: ignore[attr-defined]
    return draw(request, samples.COUNTING, done=counting.done)  # type: ignore[attr-defined]


@public
@without_database
def away(request: HttpRequest) -> HttpResponse:
    raise OperationalError("the database is away, on purpose")


@public
@without_database
@require_POST
def only_post(request: HttpRequest) -> HttpResponse:
    return HttpResponse(len(request.body))


@public
@without_database
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


CHART = mark_safe(  # noqa: S308  our own words
    '<svg role="img" width="600" height="220" viewBox="0 0 600 220" aria-labelledby="chart"><title id="chart">Referrals by quarter: 41, 52, 61, 78'
    "</title>"
    + "".join(
        f'<rect class="chart-{n + 1}" x="{40 + n * 140}" y="{190 - v * 2}" width="90" height="{v * 2}"/>'
        f'<text class="chart-text" x="{70 + n * 140}" y="{182 - v * 2}" font-size="16">{v}</text>'
        for n, v in enumerate((41, 52, 61, 78))
    )
    + '<line class="chart-line" x1="20" x2="580" y1="190" y2="190"/></svg>'
)

urlpatterns = [
    path("gallery/fields/", fields),
    path("gallery/step/<int:number>/", step),
    path("gallery/pieces/", pieces),
    path("gallery/work/", _desk(samples.WORK, views=samples.VIEWS, form=Show, table=samples.work_table)),
    path("gallery/nothing/", _desk(samples.NOTHING, views=samples.VIEWS)),
    path("gallery/case/", _desk(samples.CASE, **samples.CASE_CONTEXT)),
    path("gallery/decision/", _desk(samples.DECISION, decision=samples.DECISION_CONTEXT, form=Level)),
    path("gallery/board/", _desk(samples.BOARD, lanes=samples.LANES)),
    path("gallery/visit/", _desk(samples.VISIT, visits=samples.VISITS, buttons=samples.BUTTONS)),
    path("gallery/figure/", _desk(samples.FIGURE, svg=CHART, table=samples.chart_table, now=timezone.now)),
    path("gallery/broken/", broken),
    path("gallery/away/", away),
    path("gallery/only-post/", csrf_exempt(only_post)),
    path("gallery/guarded/", public(without_database(only_post))),
    path("gallery/weather/", weather),
    path("gallery/counting/", counting),
    *real,
]
