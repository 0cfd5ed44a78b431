"""What a post of the public form asks for: keep what was typed, then on, back, to the list, to the check, or send."""

import uuid

from django.http import HttpRequest, HttpResponse

from referrals.actions import drafts, resuming
from referrals.choices import Route
from referrals.forms.intake import Typed, boxes_of
from referrals.forms.intake_pages import BY_SLUG, WHO
from referrals.forms.intake_progress import Progress, Stop, follow
from referrals.forms.intake_result import intake_from
from referrals.models import Draft
from referrals.public_posts import address_of, read_token, token_for
from referrals.views import refer_pages as pages
from referrals.views.refer_pages import CHECK, Here
from walls.refusals import Refused

MOST_VALUES = 30  # of one box; a list of checkboxes has fewer


def answer(request: HttpRequest) -> HttpResponse:
    """The next page."""
    token = request.POST.get("token", "")
    draft_id = read_token(token).draft_id
    slug = request.POST.get("page", "")
    if slug == WHO.slug:
        return _who(request, draft_id)
    if draft_id is None:
        return _lost(request, slug)
    try:
        with drafts.within(draft_id):
            draft = drafts.opened(draft_id)
            if slug in BY_SLUG:
                drafts.keep(draft, slug=slug, boxes=typed_on(request, slug))
            return _go(Here(request, token, draft.route, request.POST.get("came", "")), draft, slug)
    except drafts.Closed:
        return _lost(request, slug)


def typed_on(request: HttpRequest, slug: str) -> Typed:
    """What came for the boxes of this page, exactly as it came."""
    names = [name for name in boxes_of(BY_SLUG[slug].form) if name in request.POST]
    return {name: request.POST.getlist(name)[:MOST_VALUES] for name in names}


def _who(request: HttpRequest, draft_id: uuid.UUID | None) -> HttpResponse:
    """Begin, or change who refers. Whatever stands in the token, the answer is not lost: a new draft takes it."""
    typed = typed_on(request, WHO.slug)
    draft_id = draft_id or uuid.uuid4()
    form = WHO.form(typed, answers={"route": ""})
    if not form.is_valid():
        return pages.first(request, token_for(draft_id), typed)
    try:
        return _begin(request, draft_id, form.cleaned_data["route"])
    except drafts.Closed:
        return _begin(request, uuid.uuid4(), form.cleaned_data["route"])


def _begin(request: HttpRequest, draft_id: uuid.UUID, route: str) -> HttpResponse:
    with drafts.within(draft_id):
        draft = drafts.begin(draft_id=draft_id, route=route)
        here = Here(request, token_for(draft_id), draft.route)
        if draft.reference:
            return pages.done(here, draft)
        return pages.tasks(here, follow(draft.route, draft.answers))


def _lost(request: HttpRequest, slug: str) -> HttpResponse:
    """The draft is gone, the page that was just filled in is not: it stands in a new draft, with words on top."""
    draft_id, route = uuid.uuid4(), request.POST.get("route", "")
    if route not in Route.values:
        return pages.first(request, token_for(draft_id), lost=True)
    typed = {slug: typed_on(request, slug)} if slug in BY_SLUG else {}
    with drafts.within(draft_id):
        draft = drafts.begin(draft_id=draft_id, route=route, typed=typed)
        here = Here(request, token_for(draft_id), route, lost=True)
        progress = follow(draft.route, draft.answers)
        stop = progress.stop(slug) or _alone(slug, typed, progress)
        return pages.question(here, progress, stop) if stop else pages.tasks(here, progress)


def _alone(slug: str, typed: dict[str, Typed], progress: Progress) -> Stop | None:
    """The page that was posted, although the answers that led to it are gone."""
    if slug not in typed:
        return None
    page = BY_SLUG[slug]
    return Stop(page, page.form(typed[slug], answers=progress.answers), done=False, touched=True)


def _go(here: Here, draft: Draft, slug: str) -> HttpResponse:
    """By the button that was pressed; Enter in a box means "next"."""
    if draft.reference:
        return pages.done(here, draft)
    progress = follow(draft.route, draft.answers)
    stop = progress.stop(slug)
    wish, _, target = here.request.POST.get("go", "next").partition(":")
    if wish == "page":
        return _page(here, progress, target)
    if wish == "send":
        return _send(here, progress, draft)
    if wish == "later":
        return _later(here, progress, draft)
    if wish == "next" and stop:
        return _next(here, progress, stop)
    if wish == "back" and stop and here.came != CHECK and (before := progress.beside(stop, -1)):
        return pages.question(here, progress, before)
    if (wish == CHECK or here.came == CHECK and wish == "back") and progress.complete:
        return pages.check(here, progress)
    return pages.tasks(here, progress)


def _page(here: Here, progress: Progress, target: str) -> HttpResponse:
    if target == WHO.slug:
        return pages.first(here.request, here.token, {"route": [progress.route]})
    stop = progress.stop(target)
    return pages.question(here, progress, stop) if stop else pages.tasks(here, progress)


def _next(here: Here, progress: Progress, stop: Stop) -> HttpResponse:
    """On, when the page is right. From check-your-answers: back there, after what the change has opened."""
    if not stop.done:
        return pages.question(here, progress, stop, wrong=True)
    if here.came == CHECK:
        todo = progress.first_open
        return pages.question(here, progress, todo) if todo else pages.check(here, progress)
    following = progress.beside(stop, 1)
    return pages.question(here, progress, following) if following else pages.tasks(here, progress)


def _later(here: Here, progress: Progress, draft: Draft) -> HttpResponse:
    """Mail the link to come back with. Only to the address that a valid page gave."""
    if "referrer_email" not in progress.answers:
        return pages.tasks(here, progress, wrong="Fill in part 1 first: the link goes to the email address there.")
    try:
        resuming.ask_for_link(draft)
    except Refused as refused:
        return pages.tasks(here, progress, wrong=refused.message)
    return here.draw("later", until=draft.expires_at)


def _send(here: Here, progress: Progress, draft: Draft) -> HttpResponse:
    if not progress.complete:
        return pages.tasks(here, progress, wrong="Something is not answered yet. The list shows where.")
    try:
        intake = intake_from(progress.answers, draft.id)
        trap = here.request.POST.get(pages.TRAP, "")
        sent = drafts.send(draft, intake=intake, trap=trap, address=address_of(here.request))
    except Refused as refused:
        return pages.check(here, progress, wrong=refused.message)
    return pages.done(here, sent)
