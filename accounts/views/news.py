"""What is new for whoever is signed in, and what they want to hear of by e-mail."""

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import kinds
from accounts import news as what
from accounts.access import Asked, signed_in
from accounts.actions.wishes import choose
from accounts.forms_news import Wishes
from accounts.views.deciding import done
from accounts.wishes import wishes_of


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def news(request: Asked) -> HttpResponse:
    """The list; POST marks what stood on the page as seen, and nothing that came since."""
    if request.method == "POST":
        what.mark(request.actor, _ids(request.POST.getlist("seen")))
        return redirect("accounts:news")
    rows = [
        {"id": one.pk, "words": kinds.words_of(one.kind), "reference": one.reference, "page": one.page, "at": one.at,
         "whose": "For you" if one.user_id else "For your team"}
        for one in what.unseen(request.actor)[: what.SHOWN]
    ]  # fmt: skip
    return render(request, "accounts/news.html", {"rows": rows, "more": len(rows) == what.SHOWN})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: Asked) -> HttpResponse:
    """One way for each group."""
    form = Wishes(request.POST if request.method == "POST" else None, initial=dict(wishes_of(request.actor.own_id)))
    if form.is_valid() and form.carry_out(lambda: choose(by=request.actor, wishes=form.cleaned_data)):
        return done(request, "Your choice is kept. It holds for what happens from now on.", "accounts:news")
    return render(request, "accounts/wishes.html", {"form": form, "rules": fixed()}, status=form.status)


def fixed() -> list[str]:
    """What cannot be chosen, and why."""
    rules = kinds.RULES.items()
    return [f"{group.label}: always by email at once. {rule.why}" for group, rule in rules if len(rule.ways) == 1]


def _ids(typed: list[str]) -> list[uuid.UUID]:
    """Those that are ids at all."""
    found = []
    for text in typed:
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return found
