"""Who works where, invitations, roles: the scheme administrator's desk, and a manager's page of their own people."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Asked, requires
from accounts.actions import people as actions
from accounts.forms_people import Ending, Inviting, OrganisationDetails, Roles
from accounts.models import Organisation
from accounts.queries import agencies, invitations_for, members_for, recoveries_waiting
from accounts.views.deciding import decision, done

MEMBER_GONE = (
    "They are signed out at once and cannot sign in any more. What they did stays under their name.",
    "Open work that they hold has to be handed over first.",
)
LOCKED_OUT = (
    "They are signed out at once and cannot sign in.",
    "Work that they hold counts as nobody’s until somebody hands it over. Whoever gives out the work is told.",
    "You can let them in again at any time.",
)


@requires("account.manage", "team.manage")
@require_safe
def people(request: Asked) -> HttpResponse:
    """Everybody whom this person looks after, by organisation, with open invitations."""
    everybody = request.actor.may("account.manage")
    waiting = recoveries_waiting() if everybody else []
    shown = {"agencies": agencies(request.actor), "waiting": waiting, "everybody": everybody}
    return render(request, "accounts/people.html", shown)


@requires("account.manage", "team.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: Asked) -> HttpResponse:
    form = Inviting(request.POST if request.method == "POST" else None, by=request.actor)
    if form.is_valid() and form.carry_out(lambda: actions.invite(**form.cleaned_data, by=request.actor)):
        return done(request, "The invitation is on its way. The link works for 7 days.", "accounts:people")
    return render(request, "accounts/invite.html", {"form": form}, status=form.status)


@requires("account.manage", "team.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Asked, pk: uuid.UUID) -> HttpResponse:
    invitation = get_object_or_404(invitations_for(request.actor), pk=pk)
    return decision(
        request,
        Ending,
        lambda form: actions.withdraw_invitation(invitation=invitation, by=request.actor),
        words={
            "heading": f"Take back the invitation of {invitation.name}",
            "what": "The link in their mail stops working at once.",
            "confirm": "Take back the invitation",
        },
        said="The invitation is taken back.",
    )


@requires("account.manage", "team.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: Asked, pk: uuid.UUID) -> HttpResponse:
    """One member: their roles, and the ways to take things away."""
    member = get_object_or_404(members_for(request.actor), pk=pk)
    form = Roles(
        request.POST if request.method == "POST" else None,
        agency=member.organisation.kind,
        initial={"roles": member.roles},
    )
    if form.is_valid() and form.carry_out(
        lambda: actions.change_roles(membership=member, roles=form.cleaned_data["roles"], by=request.actor)
    ):
        return done(request, "The roles are changed, from their next click on.", "accounts:people")
    return render(request, "accounts/person.html", {"form": form, "member": member}, status=form.status)


@requires("account.manage", "team.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Asked, pk: uuid.UUID) -> HttpResponse:
    member = get_object_or_404(members_for(request.actor), pk=pk)
    return decision(
        request,
        Ending,
        lambda form: actions.end_membership(membership=member, by=request.actor),
        words={
            "heading": f"End the membership of {member.user.name}",
            "what": MEMBER_GONE,
            "undo": "The membership stays ended. To let them in again you send a new invitation.",
            "confirm": "End the membership",
            "kind": "warning",
        },
        said="The membership has ended.",
    )


@requires("account.manage", "team.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def lock(request: Asked, pk: uuid.UUID) -> HttpResponse:
    """Out at once. Letting in again has an address of its own, so that a second press undoes nothing."""
    member = get_object_or_404(members_for(request.actor), pk=pk)
    return decision(
        request,
        Ending,
        lambda form: actions.lock_out(membership=member, by=request.actor),
        words={
            "heading": f"Lock out {member.user.name}",
            "what": LOCKED_OUT,
            "confirm": "Lock out now",
            "kind": "warning",
        },
        said="They are locked out. Their open work counts as nobody’s: hand it over now.",
    )


@requires("account.manage", "team.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def let_in(request: Asked, pk: uuid.UUID) -> HttpResponse:
    member = get_object_or_404(members_for(request.actor), pk=pk)
    return decision(
        request,
        Ending,
        lambda form: actions.let_in(membership=member, by=request.actor),
        words={
            "heading": f"Let in again: {member.user.name}",
            "what": "They can sign in again. Work that nobody took over meanwhile is theirs again.",
            "confirm": "Let them in",
        },
        said="They can sign in again.",
    )


@requires("organisation.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request: Asked, slug: str) -> HttpResponse:
    """An agency's telephone number and mailbox."""
    held = get_object_or_404(Organisation, slug=slug)
    initial = {"telephone": held.telephone, "email": held.email}
    form = OrganisationDetails(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid() and form.carry_out(
        lambda: actions.change_organisation(organisation=held, **form.cleaned_data, by=request.actor)
    ):
        return done(request, f"The details of {held.name} are saved.", "accounts:people")
    return render(request, "accounts/organisation.html", {"form": form, "organisation": held}, status=form.status)
