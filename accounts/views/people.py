"""The scheme administrator's desk: who works where, invitations, roles, agencies."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Asked, requires
from accounts.actions import people as actions
from accounts.forms_people import Ending, Inviting, OrganisationDetails, Roles
from accounts.models import Invitation, Organisation
from accounts.queries import agencies, members_now, recoveries_waiting
from accounts.views.deciding import decision, done

MEMBER_GONE = "They are signed out at once and cannot sign in any more. What they did stays under their name."


@requires("account.manage")
@require_safe
def people(request: Asked) -> HttpResponse:
    """Everybody, by organisation, with open invitations."""
    shown = {"agencies": agencies(), "waiting": recoveries_waiting()}
    return render(request, "accounts/people.html", shown)


@requires("account.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: Asked) -> HttpResponse:
    form = Inviting(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.carry_out(lambda: actions.invite(**form.cleaned_data, by=request.actor)):
        return done(request, "The invitation is on its way. The link works for 7 days.", "accounts:people")
    return render(request, "accounts/invite.html", {"form": form}, status=form.status)


@requires("account.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Asked, pk: uuid.UUID) -> HttpResponse:
    invitation = get_object_or_404(Invitation, pk=pk)
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


@requires("account.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: Asked, pk: uuid.UUID) -> HttpResponse:
    """One member: their roles, and the ways to take things away."""
    member = get_object_or_404(members_now(), pk=pk)
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


@requires("account.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Asked, pk: uuid.UUID) -> HttpResponse:
    member = get_object_or_404(members_now(), pk=pk)
    return decision(
        request,
        Ending,
        lambda form: actions.end_membership(membership=member, by=request.actor),
        words={
            "heading": f"End the membership of {member.user.name}",
            "what": MEMBER_GONE,
            "undo": "To let them in again you send a new invitation.",
            "confirm": "End the membership",
            "kind": "warning",
        },
        said="The membership has ended.",
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
