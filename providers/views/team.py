"""A manager's team: who has how much open work, and handing over the work of somebody who leaves or is away."""

import uuid

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Asked, requires
from journal.reads import seen
from providers import queries
from providers.access import workstreams_for
from providers.actions.acceptance import hand_over as give
from providers.leaving import DOES
from providers.models import Visit, Workstream
from providers.views.parts import element_words, label_of
from referrals.queries import loads
from referrals.views.team import hand_over_page, members, team_table

MANAGES = ("security.assign", "support.assign")


@requires(*MANAGES)
@require_safe
def team(request: Asked) -> HttpResponseBase:
    """How much open work each colleague has. Counts only, no case."""
    kind = _kind(request)
    rows = workstreams_for(request.actor, kind)
    found = loads(rows.filter(state__in=queries.IN_HAND[kind]), members(request))
    page = team_table(found, "providers:hand_over", people=True) | {
        "nobodys": queries.nobodys(rows, kind).count(), "nobodys_href": f"{reverse('providers:worklist')}?view=nobody",
    }  # fmt: skip
    return render(request, "referrals/desk/team.html", page)


def _kind(request: Asked) -> str:
    return "security" if request.actor.may("security.assign") else "support"


@requires(*MANAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: Asked, user_id: uuid.UUID) -> HttpResponseBase:
    """Everything that one colleague holds, with its booked visits, and who takes it over."""
    kind = _kind(request)
    held = queries.in_hand_of(workstreams_for(request.actor, kind), kind, queries.of_person(kind, user_id))
    rows = list(held.order_by("due_at", "pk"))
    seen(by=request.actor, what="providers:hand_over", case_ids=[row.referral_id for row in rows])
    takers = queries.colleagues(request.actor.organisation_id, DOES[kind]) if request.actor.organisation_id else []
    people = [one for one in takers if one[0] != str(user_id)]
    visits = queries.visits_ahead(rows)
    work = [(row.pk, _words(row, visits.get(row.pk))) for row in rows]
    return hand_over_page(request, user_id, work, people, give, "providers:team")


def _words(row: Workstream, visit: Visit | None) -> str:
    words = f"{row.reference}: {element_words(row.element).lower()}, {label_of(row).lower()}"
    return f"{words}, visit {timezone.localtime(visit.starts_at):%-d %B, %H:%M}" if visit else words
