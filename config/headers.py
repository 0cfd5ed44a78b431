"""Headers that every answer carries, beyond those that Django and django-csp set."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.access import PUBLIC, policy_of
from config.still import PERMISSIONS


class Headers:
    """Nothing of a page is stored, shown inside another site, or read by one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = PERMISSIONS
        response.headers.setdefault("Cache-Control", "no-store")
        if policy_of(getattr(request.resolver_match, "func", None)) == PUBLIC:
            response.headers["Referrer-Policy"] = "no-referrer"
        return response
