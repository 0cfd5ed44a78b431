"""Who does what at the single point of access, and handing over the referrals of somebody who leaves or is away."""

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Asked, requires
from accounts.models import Membership
from journal.reads import seen
from referrals.access import colleagues
from referrals.actions.triage import hand_over as give
from referrals.forms.team import HandOverForm
from referrals.models import Referral
from referrals.queries import Load, loads, open_of
from referrals.views.parts import district_words, state_words
from walls.refusals import Refused


@requires("referral.assign")
@require_safe
def team(request: Asked) -> HttpResponseBase:
    """How much open work each colleague has. Counts only, no case."""
    rows = open_of(request.actor)
    found = loads(rows, members(request))
    nobodys = rows.filter(worker=None).count() + sum(one.open for one in found if one.locked_out)
    page = team_table(found, "referrals:hand_over") | {
        "nobodys": nobodys, "nobodys_href": f"{reverse('referrals:worklist')}?view=unassigned",
    }  # fmt: skip
    return render(request, "referrals/desk/team.html", page)


def members(request: Asked) -> list[Membership]:
    """Everybody of the actor's own organisation, those who are locked out too, by name."""
    there = Membership.objects.filter(organisation=request.actor.organisation_id, ended_at=None)
    return list(there.select_related("user").order_by("user__name"))


def team_table(found: Iterable[Load], hand_over: str, *, people: bool = False) -> dict[str, Any]:
    """The table of a team page. hand_over: URL name. people: names lead to the page of the person's roles."""
    heads: list[dict[str, Any]] = [{"label": "Name"}]
    heads += [{"label": label, "number": True} for label in ("Open", "Late", "Waiting")]
    rows = [_line(one, hand_over, people) for one in found]
    columns = [*heads, {"label": "What you can do"}]
    return {"table": {"caption": "Open work by person", "columns": columns, "rows": rows}, "people": people}


def _line(one: Load, hand_over: str, people: bool) -> list[Any]:
    name: dict[str, Any] = {"text": one.name, "sub": "Locked out: this work is nobody’s" if one.locked_out else ""}
    if people:
        name["href"] = reverse("accounts:person", args=[one.member])
    give_to = {"text": "Hand over", "href": reverse(hand_over, args=[one.user_id]), "hidden": f"the work of {one.name}"}
    late = {"text": str(one.late), "late": True} if one.late else "0"
    return [name, str(one.open), late, str(one.waiting), give_to if one.open else ""]


@requires("referral.assign")
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: Asked, user_id: uuid.UUID) -> HttpResponseBase:
    """Everything that one colleague holds, and who takes it over."""
    rows = list(open_of(request.actor).filter(worker=user_id).order_by("due_at", "pk"))
    seen(by=request.actor, what="referrals:hand_over", case_ids=[row.pk for row in rows])
    takers = colleagues(request.actor).exclude(user_id=user_id)
    people = [(str(pk), name) for pk, name in takers.values_list("user_id", "user__name")]
    work = [(row.pk, _words(row)) for row in rows]
    return hand_over_page(request, user_id, work, people, give, "referrals:team")


def _words(row: Referral) -> str:
    return f"{row.reference}: {district_words(row.district)}, {state_words(row).lower()}"


Give = Callable[..., int]


def hand_over_page(
    request: Asked, user_id: uuid.UUID, work: list[tuple[uuid.UUID, str]], people: list[tuple[str, str]], act: Give,
    team_page: str,
) -> HttpResponseBase:  # fmt: skip
    """Show what somebody of the actor's own organisation holds (GET), or give it away (POST). To others: 404."""
    member = Membership.objects.filter(user_id=user_id, organisation=request.actor.organisation_id)
    whose = member.select_related("user").order_by("-started_at").first()
    if whose is None:
        raise Http404
    form = HandOverForm(request.POST if request.method == "POST" else None, work=work, people=people)
    status = 200
    if form.is_bound and (status := _give(request, form, act, user_id)) == DONE:
        return redirect(team_page)
    page = {"form": form, "name": whose.user.name, "work": [words for _, words in work], "back": reverse(team_page)}
    return render(
        request, "referrals/desk/hand_over.html", page | {"people": people, "pieces": list(form)[1:]}, status=status
    )


DONE = 302


def _give(request: Asked, form: HandOverForm, act: Give, user_id: uuid.UUID) -> int:
    """→ the status of the answer."""
    if not form.is_valid():
        return 422
    try:
        given = act(worker=user_id, by=request.actor, to=form.chosen())
    except Refused as refused:
        form.add_error(None, refused.message)
        return refused.status
    messages.success(
        request, f"Handed over: {given} of {len(form.work)}." if form.work else "Nothing was left to hand over."
    )
    return DONE
