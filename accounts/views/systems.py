"""Keys of agencies' own systems: the list, a new one, and an end to one."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Asked, confirmed, requires
from accounts.actions import tokens as actions
from accounts.forms_people import Ending, NewKey
from accounts.queries import systems as all_systems
from accounts.views.deciding import decision


@requires("account.manage")
@require_safe
def systems(request: Asked) -> HttpResponse:
    return render(request, "accounts/systems.html", {"systems": all_systems()})


@requires("account.manage")
@confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Make a key; the answer to the form shows it, and no page after that."""
    form, secrets = NewKey(request.POST if request.method == "POST" else None), []
    if form.is_valid() and form.carry_out(lambda: secrets.append(actions.issue(**form.cleaned_data, by=request.actor))):
        shown = {"secret": secrets[0], "name": form.cleaned_data["name"], "until": form.cleaned_data["until"]}
        return render(request, "accounts/key.html", shown)
    return render(request, "accounts/new_key.html", {"form": form}, status=form.status)


@requires("account.manage")
@confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: Asked, pk: uuid.UUID) -> HttpResponse:
    token = get_object_or_404(all_systems(), pk=pk)
    return decision(
        request,
        Ending,
        lambda form: actions.revoke(token=token, by=request.actor),
        words={
            "heading": f"Revoke the key of {token.name}",
            "what": f"From its next request on the system of {token.organisation.name} is refused. What it did stays.",
            "undo": "It never works again. You can make another key.",
            "confirm": "Revoke the key",
            "kind": "warning",
        },
        said="The key is revoked.",
        then="accounts:systems",
    )
