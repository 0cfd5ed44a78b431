"""To the sign-in of somebody's own agency, and back (accounts/elsewhere.py)."""

from allauth.account.utils import get_next_redirect_url
from allauth.core.internal.httpkit import add_query_params
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from requests import RequestException

from accounts import elsewhere
from accounts.access import entrance

FAULTS = (OAuth2Error, RequestException, ValueError)
FROM_OURS = "_redir"  # so django-allauth calls it, too
AGAIN = {"prompt": "login", "max_age": "0"}


@entrance
@require_safe
def ask(request: HttpRequest, agency: str) -> HttpResponse:
    """A link, not a form: our content security policy lets no form lead to another site. Signed in: prove it anew."""
    server = elsewhere.server(request, agency)
    again = AGAIN if request.user.is_authenticated else {}
    try:
        answer: HttpResponse = server.get_provider().redirect(
            request, AuthProcess.LOGIN, next_url=get_next_redirect_url(request), auth_params=dict(again)
        )
    except FAULTS:
        return elsewhere.failed(request, elsewhere.NOT_NOW, elsewhere.ANOTHER_FAILED)
    return answer


@entrance
@require_safe
def answer(request: HttpRequest, agency: str) -> HttpResponse:
    """Where the agency's server sends people back to. A browser that comes from another site shows no cookie, so our own
    page sends it here once more.
    """
    server = elsewhere.server(request, agency)
    if FROM_OURS not in request.GET:
        here = add_query_params(request.get_full_path(), {FROM_OURS: ""})
        return render(request, "account/agency_answer.html", {"redirect_to": here})
    view = OAuth2CallbackView.adapter_view(server)
    try:
        came: HttpResponse = view(request)
    except FAULTS:
        return elsewhere.failed(request, elsewhere.NOT_NOW, elsewhere.ANOTHER_FAILED)
    return came
